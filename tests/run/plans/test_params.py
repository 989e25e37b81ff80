"""Are these parameters a notebook's own, complete and well formed?"""

import json
from pathlib import Path

import pytest

from anyuan.errors import ShownError
from anyuan.run.plans.params import MODELS, check_parameters

ROOT = Path(__file__).parents[3]
GOOD = {"month": "2024-09", "workspace": "demo"}


def test_defaults_are_filled_in_and_everything_is_text():
    assert check_parameters("dropout_headcount", GOOD) == GOOD | {
        "level": "meeting",
        "as_of": "",
        "known_at": "",
    }


def test_a_date_alone_is_known_until_the_end_of_that_day():
    checked = check_parameters("dropout_headcount", GOOD | {"known_at": "2024-10-08"})
    assert checked["known_at"] == "2024-10-08T15:59:59.999999Z"


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"monht": "2024-09"}, "没有参数“monht”"),
        ({"month": "2024-13"}, "2024-13"),
        ({"month": "2024年9月"}, "2024-09 的样子"),
        ({"month": 202409}, "应为文字"),
        ({"level": "public"}, "'meeting' or 'casework'"),
        ({"as_of": "9月30日"}, "2024-09-30 的样子"),
        ({"known_at": "yesterday"}, "known_at"),
        ({"workspace": "../../etc"}, "不能用作代码"),
        ({"workspace": "x=1;import os"}, "不能用作代码"),
        ({"workspace": "14118220120304001X"}, "身份证号码"),
        ({"x=1;import os;": "1"}, "没有参数"),
    ],
)
def test_what_is_wrong_is_named_before_any_kernel_starts(given, words):
    with pytest.raises(ShownError) as caught:
        check_parameters("dropout_headcount", GOOD | given)
    assert caught.value.code == "bad_parameters"
    assert words in caught.value.message


def test_all_problems_are_told_at_once():
    with pytest.raises(ShownError) as caught:
        check_parameters("dropout_headcount", {"month": "9", "typo": "x"})
    message = caught.value.message
    assert all(word in message for word in ("month", "workspace", "typo"))


def test_an_unknown_notebook_is_refused():
    with pytest.raises(ShownError, match="没有名为"):
        check_parameters("headcount", GOOD)


def test_a_units_page_holds_names_and_is_never_a_meetings():
    checked = check_parameters("return_plans", GOOD | {"unit": "S001", "level": "casework"})
    assert checked["unit"] == "S001"
    assert check_parameters("return_plans", GOOD)["unit"] == "county"
    with pytest.raises(ShownError, match="含姓名"):
        check_parameters("return_plans", GOOD | {"unit": "S001"})


@pytest.mark.parametrize("name", MODELS)
def test_the_cell_and_the_model_have_the_same_parameters_with_the_same_defaults(name):
    cells = json.loads((ROOT / "notebooks" / f"{name}.ipynb").read_text(encoding="utf-8"))["cells"]
    cell = next(c for c in cells if c["metadata"].get("tags") == ["parameters"])
    found: dict[str, str] = {}
    exec("".join(cell["source"]), {}, found)  # our own notebook's cell of plain assignments
    found = {k: v for k, v in found.items() if not k.startswith("_")}
    assert check_parameters(name, found) == found
    assert list(found) == list(MODELS[name].model_fields)


def test_a_review_is_of_one_incident_by_its_number():
    given = GOOD | {"incident": "SJ2024-01", "level": "casework"}
    assert check_parameters("incident_review", given)["incident"] == "SJ2024-01"


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, "缺少参数“incident”"),
        ({"incident": "../x"}, "不能用作代码"),
        ({"incident": ""}, "incident"),
        ({"incident": "S1", "seen_by": "police"}, "要么都写"),
        ({"incident": "S1", "seen_at": "2024-09-12T07:50"}, "要么都写"),
        ({"incident": "S1", "seen_by": "派出所"}, "police（公安）"),
        ({"incident": "S1", "seen_by": "police", "seen_at": "07:50"}, "2024-09-12T07:50"),
        (
            {"incident": "S1", "seen_by": "police", "seen_at": "2024-09-12T07:50"},
            "level 应为 casework",
        ),
    ],
)
def test_a_review_without_a_number_is_refused(given, words):
    with pytest.raises(ShownError, match=words):
        check_parameters("incident_review", GOOD | given)
