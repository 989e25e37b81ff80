"""What the command puts on the screen: tables, a progress bar, problems."""

from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from anyuan.errors import ShownError

_WIDE = 140  # where no terminal says how wide it is (a log file, another program)
out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)
for console in (out, err):
    if not console.is_terminal:
        console.width = _WIDE


def say(text: str) -> None:
    """Print a line."""
    out.print(escape(text))


def say_problem(error: ShownError) -> None:
    """Print what is wrong and what to do next."""
    err.print(f"[bold red]未完成[/]：{escape(error.message)}")
    if error.next_step:
        err.print(f"下一步：{escape(error.next_step)}")


def show_table(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print a table; every cell is shown literally."""
    table = Table(show_edge=False, header_style="bold")
    for heading in headings:
        table.add_column(heading)
    for row in rows:
        table.add_row(*(escape(str(cell)) for cell in row))
    out.print(table)


def progress_bar() -> Progress:
    """Return a bar with the number done and the time left; quiet where no terminal is."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=err,
        transient=True,
        disable=not err.is_terminal,
    )
