"""A workspace of one school in which rules cannot say of some children who is who, made by hand.

Received from small CSV files like any other. Of each doubtful child the household register and the
roll agree in name, sex and birthday and differ in number and guardian: two children or one?
"""

from pathlib import Path

from desk.made_workspace import make_workspace, receive_and_link

from anyuan import clock
from anyuan.resident_id import check_character

SCHOOL = "3141181001"
AT = clock.from_text("2024-09-28T09:00:00+08:00")

# name in the register, name on the roll, birthday, sex; the last ones are sound.
DOUBTFUL = (
    ("韩思源", "韩思源", "2014-03-08", "男"),
    ("武晓燕", "武晓燕", "2013-11-21", "女"),
    ("郝<b>子轩", "郝<b>子轩", "2015-05-02", "男"),
    ("阿依古丽·买买提", "阿依古丽·买买提", "2012-07-19", "女"),
    ("薛雨桐", "薛雨桐", "2016-01-30", "女"),
    ("任家豪", "任家豪", "2014-09-12", "男"),
)
SOUND = (
    ("田佳怡", "田佳怡", "2014-02-14", "女"),
    ("侯明哲", "侯明哲", "2013-06-06", "男"),
)


def make_doubtful_county(root: Path) -> Path:
    """Make a project folder with the workspace `demo`, received and linked; return that."""
    workspace = make_workspace(root, "E01", "P01")
    receive_and_link(workspace, _tables().items(), AT)
    return workspace


def _tables() -> dict[str, list[dict[str, str]]]:
    schools = {
        "school_code": SCHOOL,
        "school_name": "示例小学",
        "kind": "小学",
        "ownership": "公办",
        "township": "三泉镇",
        "is_boarding": "否",
    }
    household, roll = [], []
    for n, (registered, enrolled, born, sex) in enumerate((*DOUBTFUL, *SOUND)):
        is_sound = n >= len(DOUBTFUL)
        day = born.replace("-", "")
        odd = 1 if sex == "男" else 0
        rid = _with_check(f"141182{day}{10 + n}{odd}")
        other = rid if is_sound else _with_check(f"141182{day}{60 + n}{odd + 2}")
        child = {"sex": sex, "birth_on": born}
        household.append(
            child
            | {
                "household_no": f"H{n:03d}",
                "name": registered,
                "resident_id": rid,
                "township": "三泉镇" if n % 2 else "冀村镇",
                "village": "示例村",
                "guardian_name": f"{registered[0]}国强",
            }
        )
        roll.append(
            child
            | {
                "school_code": SCHOOL,
                "school_name": "示例小学",
                "student_no": f"G{other}",
                "name": enrolled,
                "resident_id": other,
                "grade": "四年级",
                "class_no": "1",
                "household_place": "汾阳市",
                "guardian_name": f"{enrolled[0]}国强" if is_sound else f"{enrolled[0]}建军",
                "guardian_phone": f"1383580{n:04d}",
                "is_migrant": "否",
            }
        )
    # In the register only, with what an analyst must be told of: a slip in the number, and
    # characters that no font shows or no eye sees.
    household.append(
        {
            "household_no": "H099",
            "name": "秦\ue123欣",
            "sex": "女",
            "birth_on": "2013-04-05",
            "resident_id": f"{_with_check('14118220130405002')[:-1]}{_wrong('14118220130405002')}",
            "township": "三泉镇",
            "village": "示例村",
            "guardian_name": "秦\u200b国强",
        }
    )
    absent = {
        "school_code": SCHOOL,
        "student_no": roll[-1]["student_no"],
        "name": roll[-1]["name"],
        "first_absent_on": "2024-09-03",
    }
    return {
        "schools": [schools],
        "household_register": household,
        "enrolment_roll": roll,
        "attendance_return": [absent],
    }


def _with_check(first17: str) -> str:
    return first17 + check_character(first17)


def _wrong(first17: str) -> str:
    return "1" if check_character(first17) == "0" else "0"
