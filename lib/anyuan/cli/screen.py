"""What the command puts on the screen: tables, a progress bar, problems."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager

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
        table.add_column(heading, overflow="fold")
    for row in rows:
        table.add_row(*(escape(str(cell)) for cell in row))
    out.print(table)


@contextmanager
def progress(first: str) -> Iterator[Callable[[int, int, str], None]]:
    """Give a function that tells progress (done, total, what).

    It moves a bar with the number done and the time left; where no terminal is, it prints a line
    whenever `what` changes.
    """
    with _bar() as bar:
        task = bar.add_task(first, total=None)
        said = ""

        def tell(done: int, total: int, what: str) -> None:
            nonlocal said
            bar.update(task, completed=done, total=total, description=what)
            if bar.disable and what and what != said:
                err.print(escape(f"[{done + 1}/{total}] {what}"))
                said = what

        yield tell


def _bar() -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=err,
        transient=True,
        disable=not err.is_terminal,
    )
