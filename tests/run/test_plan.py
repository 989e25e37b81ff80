"""Which runs does a month have?"""

import pytest

from anyuan.errors import ShownError
from anyuan.run.params import MODELS
from anyuan.run.plan import plan_month

SHARED = {"month": "2024-09", "workspace": "demo"}


@pytest.fixture
def root(tmp_path):
    """A project folder whose notebooks have no runs yet."""
    (tmp_path / "params").mkdir()
    for notebook in MODELS:
        write(tmp_path, " []\n", notebook)
    return tmp_path


def write(root, runs, notebook="dropout_headcount"):
    text = f'notebook: {notebook}\ntitle: 标题\ntimeout_seconds: "60"\nruns:\n{runs}'
    (root / "params" / f"{notebook}.yaml").write_text(text, encoding="utf-8")


def test_meeting_pages_come_first_and_casework_lies_apart(root):
    write(root, "  - {key: county, level: casework}\n  - {key: county, level: meeting}\n")
    plan = plan_month(root, SHARED)
    assert [spec.name for spec in plan] == [
        "dropout_headcount/county",
        "casework/dropout_headcount/county",
    ]
    assert plan[0].folder(root / "outputs", "2024-09") == (
        root / "outputs" / "2024-09" / "dropout_headcount" / "county"
    )


@pytest.mark.parametrize(
    ("runs", "words"),
    [
        ("  - {key: county, level: open}\n", "level"),
        ("  - {key: ../../etc, level: meeting}\n", "不能用作代码"),
        ("  - {level: meeting}\n", "缺少"),
        ("  - {key: county, colour: red}\n", "colour"),
    ],
)
def test_a_bad_plan_stops_before_anything_runs(root, runs, words):
    write(root, runs)
    with pytest.raises(ShownError, match=words):
        plan_month(root, SHARED)


UNITS = "  - {key: county, level: meeting}\n  - {for_each: unit_behind, level: casework}\n"


def test_a_run_for_each_unit_is_one_run_a_unit_once_the_workspace_was_asked(root):
    write(root, UNITS, "return_plans")
    plan = plan_month(root, SHARED, {"unit_behind": ["S001", "T03"]})
    assert [(spec.name, spec.parameters["unit"]) for spec in plan] == [
        ("return_plans/county", "county"),
        ("casework/return_plans/S001", "S001"),
        ("casework/return_plans/T03", "T03"),
    ]
    assert len(plan_month(root, SHARED)) == 1
    assert len(plan_month(root, SHARED, {"unit_behind": []})) == 1


@pytest.mark.parametrize(
    ("runs", "words"),
    [
        ("  - {for_each: village, level: casework}\n", "village"),
        ("  - {for_each: unit_behind, level: meeting}\n", "含姓名"),
        ("  - {for_each: unit_behind, level: casework, colour: red}\n", "colour"),
    ],
)
def test_a_bad_run_for_each_unit_stops_before_the_workspace_is_asked(root, runs, words):
    write(root, runs, "return_plans")
    with pytest.raises(ShownError, match=words):
        plan_month(root, SHARED)


def test_a_run_for_each_school_says_which_school(root):
    runs = "  - {for_each: pilot_school, level: meeting}\n"
    write(root, runs + "  - {for_each: school_with_data, level: casework}\n", "bullying_mapping")
    plan = plan_month(root, SHARED, {"pilot_school": ["S001"], "school_with_data": ["S003"]})
    assert [(spec.name, spec.parameters["school"]) for spec in plan] == [
        ("bullying_mapping/S001", "S001"),
        ("casework/bullying_mapping/S003", "S003"),
    ]


def test_the_county_has_no_casework_page_on_bullying(root):
    write(root, "  - {key: county, level: casework}\n", "bullying_mapping")
    with pytest.raises(ShownError, match="全市的页面不列个案"):
        plan_month(root, SHARED)
