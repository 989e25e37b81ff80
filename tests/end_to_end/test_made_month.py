"""A small county's month: made, made again, its inputs changed one by one, its pages released."""

import json
import os
import random
import shutil
import stat

import pytest
from cli.test_commands import anyuan
from end_to_end.small_county import living_in, make_county, make_home
from run.executed_pairs import pages_by_both
from run.single_changes import change_one, settle

from anyuan import keys
from anyuan.casebook import read_people
from anyuan.period import Month
from anyuan.records import record_path
from anyuan.run.batch.batch import Batch, preview_month, run_month
from anyuan.run.opened import open_workspace
from anyuan.run.plans.params import MODELS
from anyuan.run.rebuild.rebuilding import EQUAL, NOT_MADE, Rebuild, rebuild_month
from anyuan.run.release.leaving_page import find_page
from anyuan.run.release.page_check import TO_READ
from anyuan.run.release.released import issued_pages
from anyuan.run.release.releasing import approve, issue, propose

MONTH = Month(2024, 9)
N_CHANGES = 8


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    root = make_home(tmp_path_factory.mktemp("rebuild") / "home")
    with living_in(root):
        make_county(root, str(MONTH), n_children=400)
        assert {o.state for o in run_month(Batch(root, MONTH, "demo"))} == {"done"}
        yield root


@pytest.fixture
def home(made, tmp_path, monkeypatch):
    """A copy, to be changed."""
    shutil.copytree(made, tmp_path / "home")
    monkeypatch.setenv("ANYUAN_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def test_every_notebook_comes_out_equal(made):
    verdicts = rebuild_month(Rebuild(made, MONTH, "demo")).verdicts
    assert {one.state for one in verdicts} == {EQUAL}, verdicts
    # No incident has a case in this month: its pages are those of the month of the review.
    assert {one.name.split("/")[-2] for one in verdicts} == MODELS.keys() - {"incident_review"}


def test_single_changes_are_noticed_and_the_month_as_known_then_stays_equal(home, tmp_path):
    batch, dice = Batch(home, MONTH, "demo"), random.Random(7)
    kept = {p: p.read_bytes() for p in (home / "outputs").rglob("receipt.json")}
    n_pages = settle(batch)
    for _ in range(N_CHANGES):
        assert not any(reason.is_due for _, reason in preview_month(batch))
        change = change_one(home, dice, MONTH, tmp_path)
        due = [spec.name for spec, reason in preview_month(batch) if reason.is_due]
        assert len(due) >= n_pages, change
        settle(batch)
    for path, data in kept.items():
        path.write_bytes(data)
    verdicts = rebuild_month(Rebuild(home, MONTH, "demo", only=("dropout_headcount",))).verdicts
    assert {one.state for one in verdicts} == {EQUAL}, verdicts


def test_the_stock_engine_gives_the_same_page_for_the_meeting(made, tmp_path, monkeypatch):
    planned = [spec for spec, _ in preview_month(Batch(made, MONTH, "demo"))]
    (spec,) = [spec for spec in planned if spec.notebook == "joint_meeting"]
    ours, stock = pages_by_both(spec, made, tmp_path, monkeypatch)
    assert ours[0] is None and ours == stock


@pytest.mark.parametrize("name", ["joint_meeting/county", "dropout_headcount/county"])
def test_a_page_leaves_after_two_more_have_read_it_and_is_told_from_any_other(home, name):
    opened = open_workspace("demo", home)
    people = read_people(home / "params" / "people.yaml")
    page = find_page(home / "outputs", f"{MONTH}/{name}")
    propose(opened, page, people["E01"], "")
    for who in ("E02", "P02"):
        approve(opened, page, people[who], tuple(TO_READ))
    done = issue(opened, page, people["E01"], ["公安局", "教育局"])
    texts = [copy.data.decode("utf-8") for copy in done.copies]
    assert [f"份号：{n:02d}，共 2 份" in text for n, text in enumerate(texts, 1)] == [True, True]
    assert [one.page for one in issued_pages(opened.casebook)] == [name]
    assert opened.casebook.verify().is_ok


def test_rows_that_are_gone_are_named(home):
    shutil.copy(keys.key_path(), home / "key")
    folder = home / "outputs" / "2024-09" / "dropout_headcount" / "county"
    receipt = json.loads((folder / "receipt.json").read_text(encoding="utf-8"))
    name = next(n for n in receipt["inputs"]["files"] if n.startswith("enrolment_roll/"))
    gone = record_path(home / "casework" / "demo", *name.split("/"))
    gone.chmod(stat.S_IRUSR | stat.S_IWUSR)
    gone.unlink()
    report = home / "report.json"
    words = ("--only", "dropout_headcount", "--json", str(report), "--log", str(home / "log"))
    done = anyuan(home, "rebuild", "2024-09", "--quiet", *words)
    assert done.returncode == 1, done.stderr
    assert done.stdout == ""
    assert f"工作区里缺少 1 份收到的数据：{name}" in done.stderr
    told = json.loads(report.read_text(encoding="utf-8"))
    assert {one["state"] for one in told["runs"]} == {NOT_MADE}
    assert told["chain_head_before"] == told["chain_head_after"]
    assert "未能重建 dropout_headcount/county" in (home / "log").read_text(encoding="utf-8")
    assert os.environ["ANYUAN_HOME"] == str(home)
