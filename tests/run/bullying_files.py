"""Small files of a made-up county for the bullying page: what each school would send, invented."""

import random
from pathlib import Path

from run.bullying_story import SCHOOLS, Story

MORE_SCHOOLS = """
S007 | 戊小学 | 小学 | 公办 | 石庄镇 | 否
S008 | 己小学 | 小学 | 公办 | 石庄镇 | 否
"""
CODES = ("S001", "S002", "S003", "S004", "S005", "S007", "S008")
GRADES = {"S001": "七年级;八年级", "S003": "五年级;七年级", "S005": "高一;高二"}
# How many cases each reports in the autumn term; one school reports none, one sends no register.
N_CASES = {"S001": 14, "S002": 3, "S003": 9, "S005": 7, "S007": 6, "S008": 0}
N_ANSWERS = {"S001": 160, "S002": 90, "S003": 200, "S005": 120, "S007": 60, "S008": 70, "S004": 12}
OFTEN = ("没有", "一两次", "每月两三次", "大约每周一次")
PLACES = """
P01 | 一层走廊 | 走廊 | 教学楼 | 1
P02 | 东楼梯间 | 楼梯间 | 教学楼 | 1
P03 | 二层厕所 | 厕所 | 教学楼 | 2
P04 | 三层教室 | 教室 | 教学楼 | 3
P05 | 操场 | 操场 | |
P06 | 食堂 | 食堂 | 食堂楼 | 1
P07 | 校门口 | 校门口 | |
P08 | 车棚 | 偏僻角落 | |
"""
ROUNDS = (
    ("2024-05", "摸底", "2024-05-28"),
    ("2024-06", "自查整改", "2024-06-26"),
    ("2024-09", "督导检查", "2024-09-12"),
)
HOURS = (
    ("到校", "07:30", "08:00", ("P07", "P01", "P08")),
    ("上课", "08:00", "09:40", ("P04",)),
    ("课间", "09:40", "10:10", ("P01", "P02", "P03", "P05")),
    ("午间", "12:00", "13:30", ("P06", "P05", "P03")),
    ("放学", "17:00", "17:30", ("P07", "P08", "P02")),
)
POSTS = (
    ("07:30", "08:00", "P07"),
    ("09:40", "10:10", "P05"),
    ("12:00", "13:30", "P06"),
    ("17:00", "17:30", "P07"),
)
DAYS = "周一、周二、周三、周四、周五"
# Where most cases lie, so that the place can be named.
SPOTS = (("09:45", "P02"),) * 6 + (
    ("12:30", "P03"),
    ("17:10", "P08"),
    ("09:50", "P05"),
    ("", "P01"),
)
REGISTER = (
    "school_code | register_no | reported_at | channel | occurred_on | occurred_time | where_kind |"
    "place | forms | is_repeated | bullied | bullied_grade | bullies | bully_grade | stopped_at |"
    "bullied_told_at | bully_told_at | checked_on | committee_on | determined_on | determination |"
    "severity | measures | measures_on | told_both_on | police_told_at | education_told_at"
)


def make_county(root: Path) -> Story:
    """Return the workspace of a small county in the autumn of 2024, every file received."""
    story = Story(root)
    story.send("schools", "2024-05", SCHOOLS + MORE_SCHOOLS.strip())
    for month, spoken, day in ROUNDS:
        story.send("mechanism_survey", month, mechanism(spoken, day))
    story.send("survey_handouts", "2024-09", handouts())
    for code in CODES:
        story.send("pupil_survey", "2024-09", answers(code, N_ANSWERS[code]))
        story.send("places", "2024-09", places(code))
        story.send("timetable", "2024-09", timetable(code))
        story.send("duty_roster", "2024-09", duty_roster(code))
    for code, n in N_CASES.items():
        at = "2024-10-05T09:00:00+08:00"
        story.send("bullying_register", "2024-09", register(code, n), at=at, school=code)
    return story.receive_sent()


def mechanism(spoken: str, day: str) -> str:
    """Return a round: the first finds gaps, the second claims most, the inspection sees some."""
    head = "school_code | round | item | answer | evidence | answered_on | answered_by"
    lines = []
    for n, code in enumerate(CODES):
        if spoken == "督导检查" and code not in ("S001", "S003", "S004"):
            continue
        for item in range(1, 21):
            lacking = (item + n) % 4 == 0
            if spoken == "自查整改":
                lacking = lacking and item % 8 == 0
            elif spoken == "督导检查":
                lacking = lacking and item % 3 == 0
            said = "无" if lacking else "有"
            lines.append(f"{code} | {spoken} | {item} | {said} | 文件 | {day} | 示例")
    return "\n".join([head, *lines])


def handouts() -> str:
    """Return how many questionnaires each grade got: a few more than came back; one school none."""
    lines = [
        f"{code} | {grade} | 2024-09-20 | {N_ANSWERS[code] // 2 + 30}"
        for code in CODES
        if code != "S007"
        for grade in grades_of(code)
    ]
    return "\n".join(["school_code | grade | surveyed_on | n_handed_out", *lines])


def grades_of(code: str) -> list[str]:
    """Return the grades asked at a school."""
    return GRADES.get(code, "五年级;六年级").split(";")


def answers(code: str, n: int) -> str:
    """Return n questionnaires; at S008, which reports nothing, pupils say the most."""
    draw = random.Random(code)
    head = (
        "school_code | response_no | grade | bullied_often | physical | verbal | property |"
        "social | online | place_types | slots | told"
    )
    weights = (3, 1, 3, 3) if code == "S008" else (80, 10, 6, 4)
    lines = []
    for k in range(n):
        often = [draw.choices(OFTEN, weights)[0] for _ in range(6)]
        where = draw.choice(("厕所", "楼梯间", "操场", "偏僻角落；厕所"))
        told = draw.choice(("老师", "家长", "没有告诉任何人"))
        said = [code, str(k + 1), draw.choice(grades_of(code)), *often]
        lines.append(" | ".join([*said, where, draw.choice(("课间", "午间", "放学")), told]))
    return "\n".join([head, *lines])


def places(code: str) -> str:
    """Return a school's places."""
    lines = [f"{code} | {line}" for line in PLACES.strip().splitlines()]
    head = "school_code | place | place_name | place_type | building | floor"
    return "\n".join([head, *lines])


def timetable(code: str) -> str:
    """Return when how many pupils are where."""
    lines = [
        f"{code} | {DAYS} | {slot} | {starts} | {ends} | {place} | {400 if place == 'P04' else 60}"
        for slot, starts, ends, named in HOURS
        for place in named
    ]
    return "\n".join(["school_code | weekdays | slot | starts | ends | place | n_pupils", *lines])


def duty_roster(code: str, posts: tuple = POSTS) -> str:
    """Return who stands where today: nobody on the stairs."""
    lines = [
        f"{code} | T{n} | {day} | {starts} | {ends} | {place}"
        for day in DAYS.split("、")
        for n, (starts, ends, place) in enumerate(posts)
    ]
    return "\n".join(["school_code | staff_no | weekday | starts | ends | place", *lines])


def register(code: str, n: int, month: str = "2024-09") -> str:
    """Return a school's one table: every fourth case is told late, the fourth is severe."""
    draw = random.Random(f"register {code}")
    lines = [_case(code, k, draw, month) for k in range(n)]
    return "\n".join([REGISTER, *lines])


def _case(code: str, k: int, draw: random.Random, month: str) -> str:
    day = 2 + draw.randrange(18)
    time, place = draw.choice(SPOTS)
    is_late, on = k % 4 == 1, f"{month}-{day:02d}"
    known = f"{on} {time or '14:20'}"
    hour = 20 if is_late else int((time or "14")[:2])
    stopped = f"{on} {hour}:55"
    next_day = f"{month}-{day + 1:02d}"
    decided = "" if k % 5 == 4 else f"{month}-{day + 8:02d}"
    severity = ("严重" if k == 3 else "轻微") if decided else ""
    told = f"{decided} 10:00" if severity == "严重" else ""
    forms = draw.choice(("肢体", "言语", "肢体、言语", "财物"))
    fields = [code, f"B24-{k + 1:03d}", known, "家长", on, time, "校内", place, forms, "否"]
    fields += [f"A{k + 1}", "七年级", f"B{k + 1};B{k + 51}", "八年级", stopped, stopped, stopped]
    fields += [next_day, next_day, decided, "欺凌" if decided else "", severity]
    fields += ["批评教育、道歉" if decided else "", decided, decided, told, told]
    return " | ".join(fields)
