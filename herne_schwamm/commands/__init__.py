"""The command line: one thin file per command, heavy imports inside the commands."""


def main() -> None:
    """Answer the command line of this process (entry point ``herne-schwamm``)."""
    import sys

    from herne_schwamm.commands.headings import use_for_headings, wanted_language

    use_for_headings(wanted_language(sys.argv[1:]))

    from herne_schwamm.commands.app import app

    app(prog_name="herne-schwamm")
