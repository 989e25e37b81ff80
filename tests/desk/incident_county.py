"""A rehearsal workspace with one incident made by hand: schools, a roll, its flash report.

The morning of 14 October 2024; the incident was reported at twenty past eight.
"""

from pathlib import Path

from cases.incident_story import SCHOOL, ledger_of, open_incident
from desk.made_workspace import make_workspace, receive_tables

from anyuan import clock
from anyuan.cases import Case
from anyuan.run.opened import OpenedWorkspace, open_workspace

NAME = "示例小学"
PEOPLE = ("E01", "E02", "E03", "P02", "L01", "L02")
RECEIVED = clock.from_text("2024-09-30T17:00:00+08:00")
PURPOSE = "示例小学事件复盘"
# Made up, as they stand on the school's roll: of three characters and of two.
PUPIL, SHORT, GUARDIAN = "武晓燕", "任青", "任国强"


def make_incident_county(root: Path) -> Path:
    """Make a project folder with the workspace `demo` and return that."""
    workspace = make_workspace(root, *PEOPLE)
    receive_tables(workspace, _tables(), RECEIVED)
    open_incident(ledger_of(open_workspace("demo", root).casebook))
    return workspace


def the_case(opened: OpenedWorkspace) -> Case:
    """Return the incident as it stands."""
    return ledger_of(opened.casebook).case("S2024-0001")


def _tables() -> list[tuple[str, list[dict[str, str]]]]:
    school = {"school_code": SCHOOL, "school_name": NAME, "kind": "小学", "ownership": "公办"}
    other = {"school_code": "3141181002", "school_name": "示例第二小学", "kind": "小学"}
    pupils = [
        {"school_code": SCHOOL, "name": PUPIL, "grade": "三年级"},
        {"school_code": SCHOOL, "name": SHORT, "grade": "四年级", "guardian_name": GUARDIAN},
    ]
    return [
        (
            "schools",
            [school | {"township": "三泉镇", "is_boarding": "否"}, other | {"township": "三泉镇"}],
        ),
        ("enrolment_roll", pupils),
    ]
