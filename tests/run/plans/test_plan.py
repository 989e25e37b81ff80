"""Which runs does a month have?"""

import pytest

from anyuan.errors import ShownError
from anyuan.run.plans.params import MODELS
from anyuan.run.plans.plan import plan_month, waits_for

SHARED = {"month": "2024-09", "workspace": "demo"}


@pytest.fixture
def root(tmp_path):
    """A project folder whose notebooks have no runs yet."""
    (tmp_path / "params").mkdir()
    for notebook in MODELS:
        write(tmp_path, " []\n", notebook)
    return tmp_path


def write(root, runs, notebook="dropout_headcount", after=""):
    after = f"after: [{after}]\n" if after else ""
    text = f'notebook: {notebook}\ntitle: 标题\ntimeout_seconds: "60"\n{after}runs:\n{runs}'
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


REVIEWS = "  - {for_each: incident, level: meeting}\n  - {for_each: incident, level: casework}\n"


def test_a_review_is_run_for_each_incident_at_both_levels(root):
    write(root, REVIEWS, "incident_review")
    plan = plan_month(root, SHARED, {"incident": ["SJ2024-01", "SJ2024-02"]})
    assert [(spec.name, spec.parameters["incident"]) for spec in plan] == [
        ("incident_review/SJ2024-01", "SJ2024-01"),
        ("incident_review/SJ2024-02", "SJ2024-02"),
        ("casework/incident_review/SJ2024-01", "SJ2024-01"),
        ("casework/incident_review/SJ2024-02", "SJ2024-02"),
    ]


def test_a_county_without_incidents_has_no_run_of_reviews(root):
    write(root, REVIEWS, "incident_review")
    assert plan_month(root, SHARED) == []
    assert plan_month(root, SHARED, {"incident": []}) == []


COUNTY = "  - {key: county, level: meeting}\n"


def names(root, units=None):
    return [spec.name for spec in plan_month(root, SHARED, units)]


def test_a_page_stands_behind_those_that_it_is_drawn_from_and_before_casework(root):
    write(root, COUNTY, "bullying_mapping", after="dropout_headcount, return_plans")
    write(root, COUNTY + "  - {key: county, level: casework}\n")
    write(root, COUNTY, "return_plans")
    assert names(root) == [
        "dropout_headcount/county",
        "return_plans/county",
        "bullying_mapping/county",
        "casework/dropout_headcount/county",
    ]
    last = plan_month(root, SHARED)[2]
    assert [s.name for s in waits_for(last, plan_month(root, SHARED))] == names(root)[:2]


def test_among_pages_of_a_level_the_countys_come_first_and_then_the_pilots(root):
    runs = COUNTY + "  - {for_each: school_mapped, level: meeting}\n"
    runs += "  - {for_each: pilot_school, level: meeting}\n"
    write(root, runs, "bullying_mapping")
    write(root, COUNTY)
    listed = {"pilot_school": ["S005"], "school_mapped": ["S002"]}
    assert names(root, listed) == [
        "bullying_mapping/county",
        "dropout_headcount/county",
        "bullying_mapping/S005",
        "bullying_mapping/S002",
    ]


@pytest.mark.parametrize(
    ("first", "second", "words"),
    [
        ("return_plans", "dropout_headcount", "绕成了一圈.*return_plans"),
        ("no_such", "", "没有这样的笔记本：no_such"),
        ("dropout_headcount", "", "绕成了一圈"),
    ],
)
def test_pages_that_wait_for_each_other_or_for_nobody_known_are_refused(root, first, second, words):
    write(root, COUNTY, after=first)
    write(root, COUNTY, "return_plans", after=second)
    with pytest.raises(ShownError, match=words):
        plan_month(root, SHARED)
