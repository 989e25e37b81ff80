"""The command. Exit codes: 0 done, 1 some runs or files failed, 2 refused as asked, 3 broken chain.

Messages are Chinese; problems meant for people come without a traceback.
"""

import os
import sys

import typer

from anyuan.cli import cases, house, match, month, safekeeping, vocabulary, workspace
from anyuan.cli.screen import say_problem
from anyuan.errors import ShownError

app = typer.Typer(
    help="安园：县级护校安园工作的个案和复盘笔记本。",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for room in (workspace, match, month, cases, safekeeping, vocabulary, house):
    room.register(app)


def main() -> None:
    """Run the command; a ShownError becomes its message and exit code."""
    os.umask(0o077)
    os.environ.setdefault("PYTHONUTF8", "1")
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8")
    try:
        app()
    except ShownError as error:
        say_problem(error)
        sys.exit(error.exit_code)
