"""The command line: one thin file per command, heavy imports inside the commands."""


def main() -> None:
    """Answer the command line of this process (entry point ``herne-schwamm``)."""
    from herne_schwamm.commands.app import app

    app(prog_name="herne-schwamm")
