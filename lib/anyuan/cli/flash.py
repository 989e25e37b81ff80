"""`anyuan flash`: print the flash report of an incident, the first one or a follow-up."""

from pathlib import Path
from typing import Annotated

import typer

from anyuan.cases import CaseLedger
from anyuan.cli.actors import confirm_person
from anyuan.cli.options import Workspace
from anyuan.cli.screen import say
from anyuan.codebook import case_kind
from anyuan.codebook.letters import letter_kinds
from anyuan.errors import ShownError
from anyuan.letters import write_flash_report
from anyuan.letters.flash_report import FLASH
from anyuan.run.casework.flash_reports import KIND, report_facts
from anyuan.run.opened import open_workspace

_MARK, _PURPOSE, _LOG = "合成示例数据", "生成重大案事件快报", "follow_up"


def register(app: typer.Typer) -> None:
    """Add this room's command."""
    app.command()(flash)


def flash(
    case_id: Annotated[str, typer.Argument(metavar="CASE", help="个案编号，如 S2024-0001。")],
    issuer: Annotated[str, typer.Option(help="报送单位，如 教育局。")],
    actor: Annotated[str, typer.Option(help="经办人代码，见 params/people.yaml。")],
    addressee: Annotated[
        str, typer.Option("--to", help="报给谁；默认教育局、公安局、政法委。")
    ] = "",
    report_no: Annotated[
        int | None, typer.Option("--no", min=0, help="第几次续报，0 是首报；默认最近一次。")
    ] = None,
    out: Annotated[Path, typer.Option(help="放快报的文件夹。")] = Path(),
    workspace: Workspace = "demo",
) -> None:
    """生成重大案事件快报（Word，一页）：首报或某一次续报；生成留痕。"""
    opened = open_workspace(workspace)
    case = CaseLedger(opened.casebook, case_kind(KIND)).case(case_id)
    n = len(case.logs.get(_LOG, ()))
    if report_no is not None and report_no > n:
        raise ShownError(
            f"{case_id} 只有 {n} 次续报，没有第 {report_no} 次。",
            code="no_such_report",
            next_step="请先在个案台登记续报，或改 --no。",
        )
    confirm_person(opened.casebook, actor)
    facts = report_facts(opened, case, report_no)
    facts |= {"issuer": issuer, "addressee": addressee or letter_kinds()[FLASH].addressee}
    opened.casebook.record_access(
        [f"letter-{FLASH}"], _PURPOSE, case_id=case_id, actor=actor, at=opened.now()
    )
    path = write_flash_report(
        facts,
        out,
        templates=opened.root / "params" / "templates",
        mark=_MARK if opened.is_rehearsal else "",
        made_at=opened.now(),
    )
    say(f"{facts['edition']}已生成：{path.name}。{facts['timing']}。")
