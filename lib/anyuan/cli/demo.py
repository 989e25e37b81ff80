"""`anyuan demo`: the made-up county to try things on."""

from typing import Annotated

import typer

from anyuan.cli.month import make_month
from anyuan.cli.options import Workspace
from anyuan.cli.screen import progress, say
from anyuan.paths import project_root, workspace_path
from anyuan.period import Month
from anyuan.rehearsal.deliveries import QUESTIONS
from anyuan.rehearsal.demo import (
    DEFAULT_CHILDREN,
    DEFAULT_SEED,
    DemoOrder,
    all_months,
    make_demo,
    months_for_page,
)
from anyuan.run.batch.batch import Batch


def register(app: typer.Typer) -> None:
    """Add this room's command."""
    app.command()(demo)


def demo(
    workspace: Workspace = "demo",
    month: Annotated[str, typer.Option(help="要出简报的月份。")] = "2024-09",
    is_all: Annotated[bool, typer.Option("--all", help="生成示例县的全部月份。")] = False,
    children: Annotated[int, typer.Option(help="适龄儿童人数。")] = DEFAULT_CHILDREN,
    seed: Annotated[int, typer.Option(help="随机种子。")] = DEFAULT_SEED,
    profile: Annotated[str, typer.Option(help="数据脏的程度：default 或 worse。")] = "default",
    is_briefing: Annotated[bool, typer.Option("--briefing", help="接着生成当月简报。")] = False,
) -> None:
    """建立演练工作区：虚构的示例县，文件按日接收、比对。"""
    root = project_root()
    wanted = Month.parse(month)
    months = all_months() if is_all else months_for_page(wanted)
    folder = workspace_path(workspace, root)
    with progress("示例县") as tell:
        order = DemoOrder(
            folder, root, months, children, seed, profile, questions=QUESTIONS, progress=tell
        )
        is_new = make_demo(order)
    say(f"演练工作区 {workspace}：{'已生成并接收' if is_new else '已是最新'}（合成示例数据）。")
    if is_briefing:
        make_month(Batch(root=root, month=wanted, workspace=workspace))
