"""Published pages as another page may use them, and when they may not stand on one page."""

import json

import pandas as pd
import pytest

from anyuan.codebook import read_county
from anyuan.disclosure import exact, protect
from anyuan.errors import ShownError
from anyuan.notebook.kept import Behind, Kept
from anyuan.paths import write_text
from anyuan.run.plans.plan import RunSpec
from anyuan.run.results.published import read_published, require_agreement
from anyuan.run.results.receipt import RECEIPT, write_receipt

MONTH = "2024-09"
DECISION = read_county().disclosure
HEADCOUNT, PLANS = "dropout_headcount/county", "return_plans/county"
RULE = {"key": "dropout.upper_age", "value": "15", "description": "上限", "unit": "岁"}


def kept(n):
    """Return what a run kept: a figure and a table, through protection."""
    found = Kept()
    shown = exact(
        n,
        figure_id="dropout.out_of_school",
        label="不在校",
        kind_name="county_figure",
        decision=DECISION,
    )
    found.keep_figure(shown, Behind(low=n - 1, high=n + 2))
    frame = pd.DataFrame({"out_of_school": [n, 0]}, index=["T01", "T02"])
    words = {"title": "按乡镇", "row_label": "乡镇", "name": "by_township"}
    table = protect(frame, "out_of_school_by_township", DECISION, **words)
    found.keep_table("by_township", table)
    return found


def publish(outputs, name, n=41, rules=(RULE,), received="a", **said):
    """Write a page's folder as close and the runner do."""
    notebook, key = name.split("/")[-2:]
    folder = outputs / MONTH / name
    facts = {
        "month": MONTH,
        "as_of": "2024-09-30",
        "known_at": "2024-10-08T00:00:00.000000Z",
        "level": "meeting",
        "is_rehearsal": True,
        "chain_head": "aa",
        "figures": kept(n).figure_records(),
        "tables": kept(n).table_records(),
        "definitions": list(rules),
        "end_mark": "complete",
    }
    write_text(folder / "figures.json", json.dumps(facts | said, ensure_ascii=False))
    spec = RunSpec(notebook, key, "meeting", "标题", 60, {"month": MONTH})
    write_receipt(folder, spec, {"files": [received]}, "print", "run")
    return folder


def told(outputs):
    with pytest.raises(ShownError) as error:
        require_agreement(read_published(outputs, MONTH))
    assert error.value.code == "pages_disagree"
    return error.value.message


def test_its_hash_is_of_what_it_prints_whatever_was_recorded_since(tmp_path):
    hashes = []
    for n, head in ((41, "aa"), (41, "bb"), (42, "aa")):
        publish(tmp_path, HEADCOUNT, n=n, chain_head=head)
        hashes += [page.sha256 for page in read_published(tmp_path, MONTH).values()]
    assert hashes[0] == hashes[1] != hashes[2]


def test_a_page_is_read_with_its_numbers_under_its_name(tmp_path):
    publish(tmp_path, HEADCOUNT)
    (page,) = read_published(tmp_path, MONTH).values()
    assert (page.name, page.notebook, page.key) == (HEADCOUNT, "dropout_headcount", "county")
    figure = page.figure("dropout.out_of_school")
    assert (figure.value, figure.range_text) == (41, "40–43")
    assert figure.figure_id == f"{HEADCOUNT}:dropout.out_of_school"
    cell = page.tables["by_township"].cell("T01", "out_of_school")
    assert (cell.value, cell.figure_id) == (41, f"{HEADCOUNT}:by_township.T01.out_of_school")
    assert page.figure("dropout.nothing") is None


def test_casework_failed_and_superseded_pages_are_not_read(tmp_path):
    publish(tmp_path, HEADCOUNT)
    publish(tmp_path, f"casework/{PLANS}", level="casework")
    publish(tmp_path, f".superseded/{PLANS}")
    publish(tmp_path, f"failed/{PLANS}")
    publish(tmp_path, "bullying_mapping/county", level="casework")
    assert list(read_published(tmp_path, MONTH)) == [HEADCOUNT]


def test_the_older_page_of_a_run_that_failed_since_is_not_read(tmp_path):
    publish(tmp_path, HEADCOUNT)
    publish(tmp_path, PLANS)
    (tmp_path / MONTH / "failed" / PLANS).mkdir(parents=True)
    assert list(read_published(tmp_path, MONTH)) == [HEADCOUNT]


def test_the_older_page_of_a_run_whose_place_was_held_open_is_not_read(tmp_path):
    publish(tmp_path, HEADCOUNT)
    (tmp_path / MONTH / "pending" / HEADCOUNT).mkdir(parents=True)
    assert read_published(tmp_path, MONTH) == {}


def test_a_page_with_other_bytes_than_its_receipt_says_is_not_read(tmp_path):
    folder = publish(tmp_path, HEADCOUNT)
    text = (folder / "figures.json").read_text(encoding="utf-8")
    (folder / "figures.json").write_text(text.replace("41", "40"), encoding="utf-8")
    assert read_published(tmp_path, MONTH) == {}


def test_a_page_without_receipt_is_not_read(tmp_path):
    (publish(tmp_path, HEADCOUNT) / RECEIPT).unlink()
    assert read_published(tmp_path, MONTH) == {}


def test_a_month_without_outputs_has_no_pages(tmp_path):
    assert read_published(tmp_path, MONTH) == {}


def test_pages_of_one_state_agree(tmp_path):
    publish(tmp_path, HEADCOUNT)
    publish(tmp_path, PLANS, rules=())
    require_agreement(read_published(tmp_path, MONTH))


@pytest.mark.parametrize(
    "said, word",
    [
        ({"month": "2024-08"}, "数据月份"),
        ({"as_of": "2024-09-29"}, "截至日"),
        ({"chain_head": "bb"}, "台账的状态"),
        ({"facts_head": "bb"}, "台账的状态"),
        ({"received": "b"}, "收到的文件"),
        ({"is_rehearsal": False}, "是否演练数据"),
        ({"basis": {"code": "other"}}, "程序版本"),
    ],
)
def test_a_page_of_another_state_is_refused_and_named(tmp_path, said, word):
    publish(tmp_path, HEADCOUNT)
    publish(tmp_path, "bullying_mapping/county")
    publish(tmp_path, PLANS, **said)
    assert f"{word}：{PLANS} 与其余不同" in told(tmp_path)


def test_two_values_of_one_rule_are_refused(tmp_path):
    publish(tmp_path, HEADCOUNT)
    publish(tmp_path, PLANS, rules=[RULE | {"value": "16"}])
    assert "dropout.upper_age" in told(tmp_path)


def test_looking_at_a_case_between_two_runs_is_no_disagreement(tmp_path):
    # The head of the facts stays; that of the chain moves with every look.
    publish(tmp_path, HEADCOUNT, facts_head="f", chain_head="a", known_at="2024-10-08T00:00:00Z")
    publish(tmp_path, PLANS, facts_head="f", chain_head="b", known_at="2024-10-09T00:00:00Z")
    require_agreement(read_published(tmp_path, MONTH))
