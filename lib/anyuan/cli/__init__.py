"""The command. Exit codes: 0 done, 1 some runs or files failed, 2 refused as asked, 3 broken chain.

Messages are Chinese; problems meant for people come without a traceback.
"""

import importlib
import os
import sys

import typer

from anyuan.cli.screen import say_problem
from anyuan.errors import ShownError

# Which room has which commands, in the order of the help.
ROOMS = {
    "workspace": ("init", "receive", "correct"),
    "demo": ("demo",),
    "match": ("match",),
    "linking": ("link",),
    "month": ("month", "run"),
    "explain": ("explain",),
    "rebuild": ("rebuild",),
    "cases": ("cases",),
    "flash": ("flash",),
    "forms": ("form",),
    "sign": ("submit", "sign"),
    "release": ("release",),
    "lab": ("lab",),
    "safekeeping": ("verify", "backup", "restore", "pin"),
    "vocabulary": ("terms",),
    "house": ("tidy", "check"),
}


def make_app(command: str = "") -> typer.Typer:
    """Return the command with the room that has `command`; with every room where none has."""
    app = typer.Typer(
        help="安园：县级护校安园工作的个案和复盘笔记本。",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    app.callback()(lambda: None)  # else an app of one command would not ask for its name
    rooms = [room for room, commands in ROOMS.items() if command in commands]
    for room in rooms or ROOMS:
        # imported here: all rooms together take seconds, which every command would wait for
        importlib.import_module(f"anyuan.cli.{room}").register(app)
    return app


def main() -> None:
    """Run the command; a ShownError becomes its message and exit code."""
    os.umask(0o077)
    os.environ.setdefault("PYTHONUTF8", "1")
    # jsonschema would build a parser of addresses at import, for seconds; no notebook needs it.
    # https://github.com/python-jsonschema/jsonschema/issues/1428
    sys.modules.setdefault("rfc3987_syntax", None)
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8")
    try:
        make_app(sys.argv[1] if len(sys.argv) > 1 else "")()
    except ShownError as error:
        say_problem(error)
        sys.exit(error.exit_code)
