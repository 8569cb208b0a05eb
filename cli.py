"""Launcher for a bare checkout: ``python cli.py …`` is ``herne-schwamm …``."""

from herne_schwamm.commands import main

if __name__ == "__main__":
    main()
