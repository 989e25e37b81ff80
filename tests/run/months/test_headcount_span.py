"""Which quarters and terms have a page, and how one that has not ended is refused."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from run.month_home import make_small_month, write_runs

from anyuan.casebook import Casebook
from anyuan.codebook import read_county
from anyuan.errors import ShownError
from anyuan.period import Month
from anyuan.run.batch.batch import preview_month
from anyuan.run.months.headcount_span import load_headcount_span
from anyuan.run.plans.params import check_parameters
from anyuan.run.plans.plan import plan_month

HOME = Path(__file__).parents[3]
GOOD = {"month": "2024-09", "workspace": "demo"}


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """A project folder whose only runs are those of spans; nothing was received."""
    root = tmp_path_factory.mktemp("home")
    patch = pytest.MonkeyPatch()
    patch.setenv("ANYUAN_KEY_FILE", str(root / "secret" / "key"))
    made = make_small_month(root, 0)
    write_runs(root, "return_plans", [])
    write_runs(root, "headcount_spans", [{"for_each": "span_ended", "level": "meeting"}])
    shutil.copy(HOME / "notebooks" / "headcount_spans.ipynb", root / "notebooks")
    yield made
    patch.undo()


@pytest.mark.parametrize(
    ("month", "names"),
    [
        ("2024-08", []),
        ("2024-07", ["headcount_spans/term"]),
        ("2024-09", ["headcount_spans/quarter"]),
        ("2024-12", ["headcount_spans/quarter"]),
        ("2025-01", ["headcount_spans/term"]),
    ],
)
def test_a_month_has_a_page_for_each_span_that_ends_with_it(small, month, names):
    planned = preview_month(replace(small.batch(), month=Month.parse(month)))
    assert [spec.name for spec, _ in planned] == names
    assert [spec.parameters["span"] for spec, _ in planned] == [n.split("/")[1] for n in names]


def test_a_month_that_ends_both_has_two_pages(small):
    plan = plan_month(small.root, GOOD, {"span_ended": ["quarter", "term"]})
    assert [spec.name for spec in plan] == ["headcount_spans/quarter", "headcount_spans/term"]


def test_until_the_workspace_is_asked_the_plan_is_only_checked(small):
    assert plan_month(small.root, GOOD) == []


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, "缺少参数“span”"),
        ({"span": "year"}, "'quarter' or 'term'"),
        ({"span": "term", "level": "casework"}, "meeting"),
    ],
)
def test_a_page_is_of_a_known_span_and_for_the_meeting(given, words):
    with pytest.raises(ShownError, match=words):
        check_parameters("headcount_spans", GOOD | given)


@pytest.mark.parametrize(("month", "kind"), [("2024-08", "quarter"), ("2024-09", "term")])
def test_a_span_that_does_not_end_with_the_month_is_refused(small, month, kind):
    county = read_county(HOME / "params" / "county.yaml")
    casebook = Casebook.open(small.root / "casework" / "demo")
    stores = small.root / "casework" / "demo", casebook, county, county.rule_book()
    with pytest.raises(ShownError, match="也没有学期在这个月结束") as caught:
        load_headcount_span(*stores, month=Month.parse(month), kind=kind)
    assert caught.value.code == "span_not_ended"
