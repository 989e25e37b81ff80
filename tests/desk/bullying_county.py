"""A rehearsal workspace with bullying made by hand: a register, places, names, a desk's case.

One school has sent its lists of September, the other none. It is the morning of 14 October 2024;
the case of the desk was reported twenty to eight, and nobody has told the guardians yet.
"""

from datetime import datetime
from pathlib import Path

from desk.made_workspace import make_workspace, receive_tables

from anyuan import clock
from anyuan.cases import Case, CaseLedger, Writer
from anyuan.codebook import case_kind
from anyuan.run.casework.new_cases import open_once
from anyuan.run.casework.register_takeover import MATTER
from anyuan.run.opened import open_workspace

SCHOOL, OTHER = "3141181001", "3141181002"
NAMES = {SCHOOL: "示例小学", OTHER: "示例第二小学"}
TODAY = datetime(2024, 10, 14, 9, 0, tzinfo=clock.CHINA)
RECEIVED = clock.from_text("2024-09-30T17:00:00+08:00")
PURPOSE = "示例小学欺凌事件督办"
# Made up, and only in the restricted table; one would come alive if a board took it for markup.
PEOPLE = ("武晓燕", "任家豪", "<img src=x onerror=alert(1)>")
PLACE = "C-2F"
REPORT = {
    "school_code": SCHOOL,
    "register_no": "2024-003",
    "reported_at": "2024-10-14T07:40",
    "channel": "classmate",
    "occurred_on": "2024-10-14",
    "occurred_time": "07:20",
    "where_kind": "on_campus",
    "place": PLACE,
    "forms": ["verbal", "social"],
    "bullied": "A1",
    "bullied_grade": "3",
    "bullies": "B1;B2",
    "bully_grade": "4",
}


def make_bullying_county(root: Path) -> Path:
    """Make a project folder with the workspace `demo` and return that."""
    workspace = make_workspace(root, "E01", "E02", "P01")
    receive_tables(workspace, _tables(), RECEIVED)
    open_report(root, {})
    return workspace


def open_report(root: Path, said: dict) -> Case:
    """Open the report as a case, some fields said otherwise."""
    opened = open_workspace("demo", root)
    ledger = CaseLedger(opened.casebook, case_kind("bullying"), opened.county.rule_book())
    writer = Writer("E01", TODAY, TODAY.date())
    return open_once(ledger, REPORT | said, MATTER, writer)


def _tables() -> list[tuple[str, list[dict[str, str]]]]:
    schools = [
        {"school_code": code, "school_name": name, "kind": "小学", "ownership": "公办"}
        | {"township": "三泉镇", "is_boarding": "否"}
        for code, name in NAMES.items()
    ]
    places = [
        {"school_code": SCHOOL, "place": code, "place_name": name, "place_type": kind}
        | {"building": "教学楼", "floor": "2"}
        for code, name, kind in (
            (PLACE, "二楼走廊", "走廊"),
            ("T-2F", "二楼厕所", "厕所"),
            ("P-1", "操场", "操场"),
        )
    ]
    event = {"school_code": SCHOOL, "channel": "家长", "where_kind": "校内", "place": PLACE}
    event |= {"forms": "言语", "bullied": "A1", "bullied_grade": "三年级", "bullies": "B1"}
    event |= {"bully_grade": "四年级"}
    register = [
        event
        | {
            "register_no": "2024-001",
            "reported_at": "2024-09-10 08:05",
            "occurred_on": "2024-09-10",
        }
        | {"stopped_at": "2024-09-10 08:10", "bullied_told_at": "2024-09-10 09:00"}
        | {"bully_told_at": "2024-09-10 09:20", "checked_on": "2024-09-11"}
        | {"committee_on": "2024-09-12"},
        event
        | {
            "register_no": "2024-002",
            "reported_at": "2024-09-20 10:30",
            "occurred_on": "2024-09-20",
        }
        | {"stopped_at": "2024-09-20 10:31", "committee_on": "2024-09-25"},
    ]
    person = {"school_code": SCHOOL, "register_no": "2024-001", "class_no": "1班"}
    people = [
        person | {"code": "A1", "role": "被欺凌者", "name": PEOPLE[0]},
        person | {"code": "B1", "role": "欺凌者", "name": PEOPLE[1], "guardian_name": "任国强"},
        person | {"register_no": "2024-002", "code": "A1", "role": "被欺凌者", "name": PEOPLE[2]},
    ]
    return [
        ("schools", schools),
        ("places", places),
        ("bullying_register", register),
        ("bullying_people", people),
    ]
