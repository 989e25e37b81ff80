"""A case and its child's row give the five letters what they ask for, in words."""

from pathlib import Path

import pandas as pd
import pytest
from docx import Document
from spec.case_questions import tell_story

from anyuan.codebook import read_county
from anyuan.codebook.letters import letter_kinds
from anyuan.errors import ShownError
from anyuan.letters import write_letter
from anyuan.run.casework.case_letters import Surroundings, letter_facts

COUNTY = read_county()
CHILD = {
    "name": "示例<童>&𠅤",
    "sex": "male",
    "birth_on": pd.Timestamp("2012-03-04"),
    "resident_id": None,
    "township": "T14",
    "village": "示例村",
    "guardian_name": "示例家长",
    "guardian_phone": float("nan"),
}
OFFICE = {
    "addressee": "示例县教育局",
    "addressee_is": "户籍所在地",
    "issuer": "示例市教育局",
    "contact_name": "示例甲",
    "contact_phone": "0358-0000000",
    "notified_on": "2024-09-12",
}
STORY = [
    {
        "move": "confirm",
        "on": "2024-09-10",
        "out_kind": "辍学",
        "first_absent_on": "2024-09-02",
    },
    {
        "move": "plan",
        "on": "2024-09-11",
        "reasons": ["厌学", "务工"],
        "measures": ["入户走访"],
        "target_on": "2024-10-08",
    },
    {
        "move": "persuade",
        "on": "2024-09-12",
        "persuaders": "示例教师",
        "situation": "家长在外，改日再访",
    },
    {"move": "persuade", "on": "2024-09-20", "persuaders": "示例教师", "situation": "本人愿意返校"},
    {"move": "report", "on": "2024-09-21"},
    {"move": "serve_notice", "on": "2024-09-23", "deadline_on": "2024-09-30"},
    {"move": "return", "on": "2024-09-27"},
    {"move": "place", "on": "2024-09-27", "placement": "普通班", "placed_school": "示例小学"},
    {"move": "follow_up", "on": "2024-10-28"},
]


@pytest.fixture
def facts():
    kind, case = tell_story({"begins": "verifying", "opened_on": "2024-09-10", "story": STORY})
    case.fields.update(school_code="S003", found_by="survey")
    return letter_facts(case, kind, Surroundings(CHILD, COUNTY, {"S003": "示例小学"}))


def text_of(path: Path) -> str:
    document = Document(str(path))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([one.text for one in document.paragraphs] + cells)


@pytest.mark.parametrize(
    "name", [name for name, kind in letter_kinds().items() if kind.about == "return_to_school"]
)
def test_each_letter_is_written_with_nothing_missing(name, facts, tmp_path):
    values = letter_kinds()[name].pick(facts | OFFICE)
    told = text_of(write_letter(name, values, tmp_path / f"{name}.docx"))
    assert "示例<童>&𠅤" in told


def test_the_case_is_told_in_words(facts):
    assert facts["reasons"] == "学习困难、厌学、外出务工"
    assert facts["out_kind"] == "辍学"
    assert facts["sex"] == "男"
    assert facts["birth_on"] == "2012-03-04"
    assert facts["home_address"].endswith("栗家庄乡示例村")
    assert facts["dropped_out_month"] == "2024年9月"
    assert facts["facts"] == "自2024年9月2日起未到校接受义务教育"
    assert facts["work_done"] == "已入户劝返 2 次，最近一次为2024年9月20日：本人愿意返校"
    assert facts["staying"] == "2024年10月28日回访，仍在校就读"
    assert [row["round"] for row in facts["persuasions"]] == ["1", "2"]


def test_what_is_not_known_is_left_out_and_the_letter_names_it(facts, tmp_path):
    assert "resident_id" not in facts
    assert "guardian_phone" not in facts
    values = letter_kinds()["notification"].pick(facts)
    with pytest.raises(ShownError, match="收函单位"):
        write_letter("notification", values, tmp_path / "x.docx")


def test_a_case_just_opened_gives_little_and_no_more():
    kind, case = tell_story({"begins": "suspected", "opened_on": "2024-09-10"})
    facts = letter_facts(case, kind, Surroundings({}, COUNTY, {}))
    assert facts == {"case_no": "R2024-0001"}


def test_a_case_without_visits_tells_of_none():
    kind, case = tell_story({"begins": "verifying", "opened_on": "2024-09-10", "story": STORY[:1]})
    facts = letter_facts(case, kind, Surroundings(CHILD, COUNTY, {}))
    assert "persuasions" not in facts
    assert "staying" not in facts
