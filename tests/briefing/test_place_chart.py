"""A school's places by building and floor."""

import pandas as pd
import pytest

from anyuan.briefing.place_chart import _buildings, _shelves, floor_plan
from anyuan.codebook import read_county
from anyuan.disclosure import protect

COUNTY = read_county()


def places(*rows):
    """(name, building, floor, rate, mark), one place each."""
    frame = pd.DataFrame(
        [row[1:] for row in rows],
        index=[f"P{n}" for n in range(len(rows))],
        columns=["building", "floor", "rate", "mark"],
    )
    frame["floor"] = frame["floor"].astype("Int64")
    return protect(
        frame,
        "bullying_casework",
        COUNTY.disclosure,
        title="各地点",
        row_label="地点",
        row_names={f"P{n}": row[0] for n, row in enumerate(rows)},
        level="casework",
    )


MADE = places(
    ("操场", None, None, 0.2, "known"),
    ("三层厕所", "教学楼", 3, 1.9, "worst"),
    ("一层走廊", "教学楼", 1, None, "doubt"),
    ("食堂", "食堂", None, 0.4, "known"),
)


def test_it_says_where_the_places_are_and_which_is_worst():
    chart = floor_plan(MADE, caption="图")
    assert chart.alt == (
        "各地点：共4处，分布在教学楼、食堂、室外；可以认定最重的：三层厕所；1处数据太少，无法判断。"
    )
    assert chart.level == "casework"


def test_floors_stand_upon_each_other_and_what_has_no_building_stands_outside():
    school, canteen, outside = _buildings(MADE, "室外")
    assert [floor for floor, _ in school.lines] == [3, 1]
    assert (canteen.name, canteen.has_floors) == ("食堂", False)
    assert [row.label for row, _ in outside.lines[0][1]] == ["操场"]


def test_a_floor_of_many_places_takes_several_lines_and_loses_none():
    rows = [(f"教室{n}", "教学楼", 2, 0.1, "known") for n in range(15)]
    (school,) = _buildings(places(*rows), "室外")
    assert [floor for floor, _ in school.lines] == [2, None, None]
    assert sum(len(found) for _, found in school.lines) == 15


def test_no_row_of_buildings_is_wider_than_the_page():
    rows = [(f"{n}", f"楼{n % 9}", 1, 0.1, "known") for n in range(40)]
    buildings = _buildings(places(*rows), "室外")
    shelves = _shelves(buildings)
    assert [one for shelf in shelves for one in shelf] == buildings
    assert all(sum(one.width + 0.55 for one in shelf) <= 6.55 + 1e-9 for shelf in shelves)


def test_without_places_there_is_nothing_to_draw():
    with pytest.raises(ValueError, match="no places"):
        floor_plan(places(), caption="图")
