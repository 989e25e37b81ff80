"""A rehearsal workspace with cases made by hand: overdue, half done, finished.

Received from small CSV files like any other, linked, its cases opened by the casework step on the
last of September and worked on until the middle of October 2024.
"""

from datetime import datetime
from pathlib import Path

from desk.made_workspace import MONTH, make_workspace, receive_and_link

from anyuan import clock
from anyuan.cases import CaseLedger, Writer
from anyuan.codebook import case_kind
from anyuan.resident_id import check_character
from anyuan.run.casework.case_children import locate_children, read_child
from anyuan.run.casework.casework import begin_month
from anyuan.run.opened import OpenedWorkspace, open_workspace

SCHOOLS = {"3141181001": ("示例小学", "三泉镇"), "3141181002": ("示例第二小学", "栗家庄乡")}
RECEIVED = clock.from_text("2024-09-30T17:00:00+08:00")
# The desk's day: the moment of the last fact.
TODAY = datetime(2024, 10, 14, 9, 0, tzinfo=clock.CHINA)
PURPOSE = "9月控辍保学个案办理"
# A name that would come alive if a board took it for markup, and a rare one.
HOSTILE = "<img src=x onerror=alert(1)>"
NAMES = (
    "韩思源", "武晓燕", HOSTILE, "阿依古丽·买买提", "薛雨桐", "任家豪", "田佳怡", "侯明哲",
    "郝子轩", "成𠅤敏", "曹梓涵", "孟繁星",
)  # fmt: skip
PLAN = {
    "reasons": ["厌学"],
    "measures": ["入户走访", "补课辅导"],
    "owner_government": "示例乡长 张某",
    "owner_education": "示例甲（教育局）",
    "intended_placement": "普通班",
    "target_on": "2024-11-04",
}


def make_case_county(root: Path) -> Path:
    """Make a project folder with the workspace `demo`, with cases; return that."""
    workspace = make_workspace(root, "E01", "E02", "P01", "P02")
    receive_and_link(workspace, _tables(), RECEIVED)
    opened = open_workspace("demo", root)
    begin_month(opened, MONTH)
    work_on(opened)
    return workspace


def work_on(opened: OpenedWorkspace) -> None:
    """Lead the cases of some children on; the others stay as they were opened, overdue by now."""
    ledger = CaseLedger(opened.casebook, case_kind("return_to_school"))
    found = {case.subject: ledger.case(case.case_id) for case in ledger.cases()}
    places = locate_children(opened, found, TODAY.date())
    names = {s: read_child(opened, places[s], TODAY.date()).attributes["name"] for s in found}
    cases = sorted(found.values(), key=lambda case: NAMES.index(names[case.subject]))

    def on(day: int, actor: str = "E01") -> Writer:
        at = datetime(2024, 10, day, 9, 0, tzinfo=clock.CHINA)
        return Writer(actor, at, at.date())

    def confirm(case, day, actor="E01"):
        told = {
            "out_kind": "辍学",
            "verified_on": f"2024-10-{day:02d}",
            "verified_how": "入户见到家长",
        }
        return ledger.move(case, "confirm", told, on(day, actor))

    def persuade(case, day):
        told = {
            "visited_on": f"2024-10-{day:02d}",
            "persuaders": "示例教师",
            "situation": "家长在外，改日再访",
        }
        return ledger.move(case, "persuade", told, on(day))

    confirm(cases[3], 11, "E02")
    planned = ledger.move(confirm(cases[4], 8), "plan", PLAN, on(9))
    persuaded = persuade(ledger.move(confirm(cases[5], 8), "plan", PLAN, on(9)), 10)
    back = ledger.move(persuaded, "return", {"returned_on": "2024-10-11"}, on(11))
    ledger.move(back, "place", {"placement": "普通班", "placed_on": "2024-10-11"}, on(11))
    persuade(persuade(planned, 10), 12)
    found = {"verified_on": "2024-10-12", "verified_how": "在校见到本人"}
    ledger.move(cases[6], "clear", found, on(12))
    ledger.note(cases[7], {"owner_government": "示例乡长 张某"}, Writer("E02", TODAY, TODAY.date()))


def _tables() -> list[tuple[str, list[dict[str, str]]]]:
    schools = [
        {
            "school_code": code,
            "school_name": name,
            "kind": "小学",
            "ownership": "公办",
            "township": town,
            "is_boarding": "否",
        }
        for code, (name, town) in SCHOOLS.items()
    ]
    household, rolls = [], {code: [] for code in SCHOOLS}
    codes = list(SCHOOLS)
    for n, name in enumerate(NAMES):
        born = f"201{3 + n % 3}-0{1 + n % 9}-1{n % 10}"
        number = _with_check(f"141182{born.replace('-', '')}{10 + n}{n % 2}")
        code = codes[n % 2]
        child = {
            "name": name,
            "sex": "男" if n % 2 else "女",
            "birth_on": born,
            "resident_id": number,
        }
        guardian = {"guardian_name": f"{'韩武郝阿薛任田侯郝成曹孟'[n]}国强"}
        place = {"township": SCHOOLS[code][1], "village": "示例村"}
        household.append(child | guardian | place | {"household_no": f"H{n:03d}"})
        if n >= 3:  # the first three never went to school
            rolls[code].append(
                child
                | guardian
                | {
                    "school_code": code,
                    "school_name": SCHOOLS[code][0],
                    "student_no": f"G{number}",
                    "grade": "四年级",
                    "class_no": "1",
                    "household_place": "汾阳市",
                    "guardian_phone": f"1383580{n:04d}",
                    "is_migrant": "否",
                }
            )
    away = {
        code: [
            {"school_code": code, "student_no": child["student_no"], "name": child["name"]}
            | {"first_absent_on": "2024-09-03"}
            for child in roll[:-1]
        ]
        for code, roll in rolls.items()
    }
    tables = [("schools", schools), ("household_register", household)]
    tables += [("enrolment_roll", roll) for roll in rolls.values()]
    return tables + [("attendance_return", rows) for rows in away.values()]


def _with_check(first17: str) -> str:
    return first17 + check_character(first17)
