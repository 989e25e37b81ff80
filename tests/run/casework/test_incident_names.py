"""A text about an incident that names somebody of the school's roll is found, and not repeated."""

import pytest
from cases.incident_story import KIND, SCHOOL
from desk.incident_county import GUARDIAN, PUPIL, SHORT, make_incident_county

from anyuan.run.casework.incident_names import find_named, read_school_names
from anyuan.run.opened import open_workspace

NAMES = frozenset({PUPIL, SHORT, GUARDIAN})


def test_the_names_of_a_schools_newest_roll_are_known(tmp_path):
    make_incident_county(tmp_path)
    opened = open_workspace("demo", tmp_path)
    assert read_school_names(opened, SCHOOL) == NAMES
    assert read_school_names(opened, "3141181002") == frozenset()


@pytest.mark.parametrize(
    ("text", "at"),
    [
        (f"学生{PUPIL}被打", 3),
        (f"{GUARDIAN}到校", 1),
        (f"甲学生、{SHORT}、乙学生", 5),
        (SHORT, 1),
        (f"{SHORT}（四年级）", 1),
    ],
)
def test_a_text_that_names_somebody_tells_where_and_not_whom(text, at):
    found = find_named(KIND, {"course": text}, NAMES)
    assert f"第 {at} 个字" in found["course"]
    assert not [name for name in NAMES if name in found["course"]]


@pytest.mark.parametrize("text", ["甲学生被打", "信任青年教师", "武晓", ""])
def test_roles_and_parts_of_words_name_nobody(text):
    assert find_named(KIND, {"course": text}, NAMES) == {}


def test_only_texts_are_looked_through_and_no_names_mean_nothing_to_find():
    said = {"cause_duties": ["patrol"], "n_dead": "0", "incident_no": "2024-001"}
    assert find_named(KIND, said, NAMES) == {}
    assert find_named(KIND, {"course": PUPIL}, frozenset()) == {}
