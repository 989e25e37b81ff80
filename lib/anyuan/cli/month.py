"""`anyuan month`, `anyuan run`: the pages of a month."""

import signal
from dataclasses import replace
from typing import Annotated

import typer

from anyuan.cli.month_screen import screens_for
from anyuan.cli.options import Workspace
from anyuan.cli.screen import say, show_table
from anyuan.paths import project_root
from anyuan.period import Month
from anyuan.run.batch.batch import Batch, default_workers, preview_month, run_month
from anyuan.run.batch.index import INDEX
from anyuan.run.batch.outcome import FAILED

_CODES = "退出码：0 全部完成；1 有失败的；2 按要求不能运行；3 办案库未通过核验；130 中途停止。"


def register(app: typer.Typer) -> None:
    """Add this room's commands."""
    app.command(epilog=_CODES)(month)
    app.command(epilog=_CODES)(run)


def month(
    month: Annotated[str, typer.Argument(help="月份，如 2024-09。")],
    workspace: Workspace = "demo",
    known_at: Annotated[str, typer.Option(help="以哪一刻已知的内容为限。")] = "",
    only: Annotated[list[str] | None, typer.Option(help="只运行这个笔记本；可写多次。")] = None,
    school: Annotated[str, typer.Option(help="只运行这个代码的学校、单位。")] = "",
    is_forced: Annotated[bool, typer.Option("--force", help="已是最新的也重新生成。")] = False,
    is_dry: Annotated[bool, typer.Option("--dry-run", help="只预览将生成哪些、为什么。")] = False,
    workers: Annotated[
        int, typer.Option(min=1, max=16, help="同时运行几个。", show_default="2，单核为 1")
    ] = default_workers(),
    take_over: Annotated[
        bool,
        typer.Option("--take-over", help="接手另一台计算机中断的运行（10 分钟没有动静之后）。"),
    ] = False,
    is_quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="顺利时不输出，只说失败的。")
    ] = False,
    log: Annotated[str, typer.Option(help="逐行写入日志文件，“-”为屏幕。")] = "",
) -> None:
    """生成一个月的全部简报；已是最新的跳过，失败的不影响其他。"""
    batch = Batch(
        root=project_root(),
        month=Month.parse(month),
        workspace=workspace,
        known_at=known_at,
        only=tuple(only or ()),
        school=school,
        is_forced=is_forced,
        n_workers=workers,
        take_over=take_over,
    )
    if is_dry:
        _preview(batch)
        return
    make_month(batch, log=log, is_quiet=is_quiet)


def run(
    notebook: Annotated[str, typer.Argument(help="笔记本名称，如 dropout_headcount。")],
    month_text: Annotated[str, typer.Argument(metavar="MONTH", help="月份，如 2024-09。")],
    workspace: Workspace = "demo",
    known_at: Annotated[str, typer.Option(help="以哪一刻已知的内容为限。")] = "",
) -> None:
    """重新生成一个月中的一个笔记本。"""
    month(month_text, workspace, known_at, only=[notebook], is_forced=True)


def make_month(batch: Batch, *, log: str = "", is_quiet: bool = False) -> None:
    """Run a batch, show what becomes of it (see `screens_for`), exit 1 where a run failed."""
    _stop_as_if_by_hand()
    with screens_for(log, is_quiet=is_quiet) as screen:
        outcomes = run_month(replace(batch, tell=screen.tell))
        screen.end(outcomes, batch.places.folder / INDEX)
    if any(o.state == FAILED for o in outcomes):
        raise typer.Exit(1)


def _stop_as_if_by_hand() -> None:
    """Let a service manager's stop end the batch as Ctrl-C does: cleanly, telling what is done."""

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, stop)


def _preview(batch: Batch) -> None:
    """Print what a call would do, and why."""
    judged = preview_month(batch)
    rows = [
        [spec.name, "生成" if reason.is_due else "跳过", reason.text] for spec, reason in judged
    ]
    show_table(["简报", "将", "原因"], rows)
    n = sum(reason.is_due for _, reason in judged)
    say(f"将生成 {n} 份，跳过 {len(judged) - n} 份。以上只是预览：没有运行，也没有写任何文件。")
    if not batch.is_part:
        say("正式运行时先做办案步骤，新立的个案可能再增加单位页面。")
