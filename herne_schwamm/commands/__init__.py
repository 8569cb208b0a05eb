"""The command line: one thin file per command, heavy imports inside the commands."""


def main() -> None:
    """Answer the command line of this process (entry point ``herne-schwamm``)."""
    from herne_schwamm.commands.app import app
    from herne_schwamm.commands.usage import PROGRAM

    app(prog_name=PROGRAM)
