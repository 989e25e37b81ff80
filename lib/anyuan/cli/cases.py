"""`anyuan cases`: what is owed on which case, and since when."""

from datetime import date
from typing import Annotated

import typer

from anyuan import clock
from anyuan.cases import CaseLedger
from anyuan.cli.screen import say, show_table
from anyuan.codebook import CaseKind, case_kinds, code_list
from anyuan.errors import ShownError
from anyuan.run.casework.worklist import Worklist, make_worklist
from anyuan.run.months.case_facts import KIND
from anyuan.run.opened import open_workspace

_HEADINGS = ["个案", "状态", "乡镇", "学校", "劝返", "下一步", "应于", "还剩", "谁办", "依据"]
_KINDS = "；".join(f"{name} {kind.label}" for name, kind in case_kinds().items())


def register(app: typer.Typer) -> None:
    """Add this room's command."""
    app.command()(cases)


def cases(
    workspace: Annotated[str, typer.Option("--workspace", "-w", help="工作区名称。")] = "demo",
    on: Annotated[str, typer.Option(help="以哪一天为准，如 2024-10-15；默认今天。")] = "",
    overdue: Annotated[bool, typer.Option("--overdue", help="只看超期的。")] = False,
    kind_name: Annotated[str, typer.Option("--kind", help=_KINDS)] = KIND,
) -> None:
    """列出未办结的个案：下一步、期限、由哪条线负责；不含姓名。"""
    opened, kind = open_workspace(workspace), _kind(kind_name)
    found = CaseLedger(opened.casebook, kind).cases()
    day = _day(on) if on else clock.civil_date(opened.now())
    listed = make_worklist(kind, found, day, opened.county)
    rows = listed.rows[listed.rows["days_left"].lt(0).fillna(False)] if overdue else listed.rows
    townships = {code: one.short for code, one in opened.county.townships.items()}
    lines = code_list("line_of_duty").labels
    show_table(
        _HEADINGS,
        [
            [
                row.case_id,
                kind.statuses[row.status].label,
                townships.get(row.township, row.township),
                row.school_code,
                row.n_persuasions or "",
                row.step,
                f"{row.due_on:%m-%d}" if row.step else "",
                _left(row.days_left) if row.step else "",
                lines.get(row.line, ""),
                row.why,
            ]
            for row in rows.itertuples(index=False)
        ],
    )
    say(_summary(listed, opened.is_rehearsal))


def _summary(listed: Worklist, is_rehearsal: bool) -> str:
    said = f"以 {listed.on} 为准：超期 {listed.n_overdue}，七天内到期 {listed.n_within_week}，"
    said += f"未办结共 {len(listed.rows)}。哪些期限是设置值，见“依据”和 anyuan terms --rules。"
    return f"{said}合成示例数据。" if is_rehearsal else said


def _left(days: int) -> str:
    return f"超 {-days} 天" if days < 0 else "今天" if days == 0 else f"{days} 天"


def _kind(name: str) -> CaseKind:
    if name not in case_kinds():
        raise ShownError(
            f"没有“{name}”这种个案。", code="unknown_kind", next_step=f"可用：{_KINDS}。"
        )
    return case_kinds()[name]


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ShownError(
            f"“{text}”不是日期，应写成 2024-10-15 的样子。",
            code="day_form",
            next_step="请改正后重试。",
        ) from None
