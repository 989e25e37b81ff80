"""Which schools have a page of their own on bullying?"""

import pytest
from run.bullying_story import HOUSE, OTHER_PILOT, PILOT, SCHOOLS, Story

from anyuan.run.months.bullying_units import list_schools


@pytest.fixture
def story(tmp_path, monkeypatch):
    monkeypatch.setenv("ANYUAN_KEY_FILE", str(tmp_path / "secret" / "key"))
    return Story(tmp_path).receive("schools", "2024-05", SCHOOLS)


def test_schools_are_pilots_have_sent_their_places_or_any_file_or_have_a_case(story):
    places = "school_code | place | place_name | place_type\nS003 | P1 | 操场 | 操场"
    story.receive("places", "2024-09", places)
    found = list_schools(story.load("2024-09").holdings, HOUSE, {"S005", "S001", "S999"})
    assert found == {
        "pilot_school": [PILOT, OTHER_PILOT],
        "school_mapped": ["S003"],
        "school_with_data": ["S003", "S005"],
    }
