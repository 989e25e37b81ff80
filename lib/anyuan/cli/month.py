"""`anyuan month`, `anyuan run`: the pages of a month."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from anyuan.cli.options import Workspace
from anyuan.cli.screen import progress, say, show_table
from anyuan.paths import project_root
from anyuan.period import Month
from anyuan.run.batch import Batch, run_month
from anyuan.run.index import DONE, FAILED, SKIPPED, RunOutcome

_STATE_WORDS = {DONE: "已生成", SKIPPED: "已是最新", FAILED: "失败"}


def register(app: typer.Typer) -> None:
    """Add this room's commands."""
    app.command()(month)
    app.command()(run)


def month(
    month: Annotated[str, typer.Argument(help="月份，如 2024-09。")],
    workspace: Workspace = "demo",
    known_at: Annotated[str, typer.Option(help="以哪一刻已知的内容为限。")] = "",
    only: Annotated[str, typer.Option(help="只运行这个笔记本。")] = "",
    is_forced: Annotated[bool, typer.Option("--force", help="已是最新的也重新生成。")] = False,
) -> None:
    """生成一个月的全部简报；已是最新的跳过，失败的不影响其他。"""
    outcomes, index = run_with_bar(
        Batch(
            root=project_root(),
            month=Month.parse(month),
            workspace=workspace,
            known_at=known_at,
            only=only,
            is_forced=is_forced,
        )
    )
    report(outcomes, index)


def run(
    notebook: Annotated[str, typer.Argument(help="笔记本名称，如 dropout_headcount。")],
    month_text: Annotated[str, typer.Argument(metavar="MONTH", help="月份，如 2024-09。")],
    workspace: Workspace = "demo",
    known_at: Annotated[str, typer.Option(help="以哪一刻已知的内容为限。")] = "",
) -> None:
    """重新生成一个月中的一个笔记本。"""
    month(month_text, workspace, known_at, only=notebook, is_forced=True)


def run_with_bar(batch: Batch) -> tuple[list[RunOutcome], Path]:
    """Run a batch under a progress bar; return its outcomes and the index page."""
    with progress("生成简报") as tell:
        outcomes = run_month(replace(batch, progress=tell))
    return outcomes, batch.outputs / str(batch.month) / "index.html"


def report(outcomes: list[RunOutcome], index: Path) -> None:
    """Print what became of each run and where the pages lie; exit 1 if any failed."""
    show_table(
        ["简报", "结果", "说明"],
        [[o.spec.name, _STATE_WORDS[o.state], _note(o)] for o in outcomes],
    )
    if all(o.state == SKIPPED for o in outcomes):
        say("全部简报已是最新，没有重新生成。")
    say(f"目录页：{index}")
    if any(o.state == FAILED for o in outcomes):
        raise typer.Exit(1)


def _note(outcome: RunOutcome) -> str:
    if outcome.failure:
        where = f"（单元格 {outcome.failure.cell}）" if outcome.failure.cell else ""
        return f"{outcome.failure.kind}{where}：{outcome.failure.message}"
    if outcome.differences is None:
        return ""
    n = len(outcome.differences["figures"])
    return f"替换了上一版，{n} 个数字有变化" if n else "替换了上一版，数字没有变化"
