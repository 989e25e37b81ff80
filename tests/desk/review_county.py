"""The incident of incident_county under review: its log as received, inspections, a past fix.

The review began on 16 October 2024 at ten. Of the log two sources call the police at different
minutes, and two disagree whether the guardians were told.
"""

import csv
from datetime import date
from pathlib import Path

from cases.incident_story import REPORT, REVIEW, SCHOOL, ledger_of, on_day
from desk.incident_county import make_incident_county
from desk.made_workspace import receiving_desk

from anyuan import clock
from anyuan.casebook import Casebook
from anyuan.cases import CaseLedger, NewCase
from anyuan.codebook import case_kind, table
from anyuan.intake import receive
from anyuan.run.opened import open_workspace

CASE, PURPOSE = "S2024-0001", "示例小学事件复盘"
NUMBER = REPORT["incident_no"]
RECEIVED = clock.from_text("2024-10-15T17:00:00+08:00")
_LOG_HEAD = ("source", "entry_no", "party", "event", "says", "happened_at", "logged_at", "what")
_LOG = """
值班日志|1|学校|发现|有|2024-10-14 07:41|2024-10-14 08:00|值守保安员发现一人持棍
值班日志|2|学校|报警|有|2024-10-14 07:43|2024-10-14 08:00|值守保安员拨打110
报警记录|7|公安|报警|有|2024-10-14 07:52|2024-10-14 07:52|接校方报警
报警记录|8|公安|民警到场|有|2024-10-14 07:58|2024-10-14 08:10|护学岗民警先到
值班日志|3|学校|告知监护人|有|2024-10-14 08:05|2024-10-14 08:10|班主任电话告知
陈述摘要|1|家庭|告知监护人|没有||2024-10-15 10:00|监护人称当天没有接到电话
通话记录|4|学校|报告教育局|有|2024-10-14 08:12|2024-10-14 08:12|校长电话报告
"""
_INSPECTIONS = """
2024-09-10|教育|一键报警|到位
2024-09-10|教育|校门值守|不到位
"""


def make_review_county(root: Path) -> Path:
    """Make a project folder with the workspace `demo` and return that."""
    workspace = make_incident_county(root)
    casebook = Casebook.open(workspace)
    log = [
        {"school_code": SCHOOL, "incident_no": NUMBER, **dict(zip(_LOG_HEAD, row, strict=True))}
        for row in _rows(_LOG)
    ]
    seen = [
        {"school_code": SCHOOL, **dict(zip(_inspection_head(), row, strict=True))}
        for row in _rows(_INSPECTIONS)
    ]
    folder = root / "sent"
    paths = [_write(folder, "incident_log", log, 10), _write(folder, "inspections", seen, 9)]
    receipts = receive(paths, desk=receiving_desk(workspace, casebook, RECEIVED))
    assert [one.message for one in receipts if one.status != "accepted"] == []
    casebook = open_workspace("demo", root).casebook
    _ask_before(casebook)
    ledger = ledger_of(casebook)
    ledger.move(ledger.case(CASE), "begin_review", REVIEW, on_day(16))
    return workspace


def _ask_before(casebook: Casebook) -> None:
    """Ask the school for the same thing as an earlier review did."""
    said = {"source": "review", "school_code": SCHOOL, "incident_no": "2024-000"}
    said |= {"duty_code": "gate_manned", "direction": "do", "closure_test": "inspection_met"}
    new = NewCase(SCHOOL, "opened", date(2024, 10, 14), said | {"gap": "上学时段校门值守不足"})
    CaseLedger(casebook, case_kind("corrective_action")).open_cases([new], on_day(14))


def _rows(text: str) -> list[list[str]]:
    return [line.split("|") for line in text.strip().splitlines()]


def _inspection_head() -> tuple[str, ...]:
    return ("inspected_on", "inspected_by", "item", "found")


def _write(folder: Path, name: str, rows: list[dict[str, str]], month: int) -> Path:
    wanted = table(name)
    where = rows[0]["school_code"] if wanted.covers == "school" else ""
    path = folder / f"{wanted.label}_{where}_2024年{month}月.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([column.label for column in wanted.columns.values()])
        writer.writerows([[row.get(key, "") for key in wanted.columns] for row in rows])
    return path
