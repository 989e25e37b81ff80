"""A quarter and a term of a small county, from its files to the page, and a late correction."""

import csv
import json

import pandas as pd
import pytest
from end_to_end.small_county import HOME, living_in, make_county, make_home, one_away
from notebooks.in_process import facts_of, run_cells

from anyuan import clock
from anyuan.briefing import BLOCK_MIME
from anyuan.casebook import Casebook
from anyuan.codebook import read_county, table
from anyuan.codebook.figures import define_figure
from anyuan.errors import ShownError
from anyuan.intake import ReceivingDesk, receive
from anyuan.keys import purpose_key
from anyuan.period import Month
from anyuan.run.months.dropout_month import load_counted_month
from anyuan.run.months.headcount_span import load_headcount_span
from anyuan.run.months.linking import link_month

MONTHS = ("2024-06", "2024-07", "2024-08", "2024-09")
SEPTEMBER, AUGUST = Month(2024, 9), Month(2024, 8)
COUNT = "out_of_school"


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    """Four months received, linked and worked."""
    root = make_home(tmp_path_factory.mktemp("home"))
    with living_in(root):
        yield make_county(root, *MONTHS, n_children=400)


@pytest.fixture(scope="module")
def before(workspace):
    """The third quarter before anything came late."""
    return load(workspace)


@pytest.fixture(scope="module")
def page(workspace, before, tmp_path_factory):
    """The folder of the quarter's page, made by the notebook's own cells."""
    folder = tmp_path_factory.mktemp("page")
    shown = run_cells("headcount_spans", folder, month="2024-09", workspace="demo", span="quarter")
    return folder, shown["page"]


def load(workspace, month=SEPTEMBER, kind="quarter", **how):
    casebook = Casebook.open(workspace)
    county = read_county(HOME / "params" / "county.yaml")
    stores = workspace, casebook, county, county.rule_book()
    return load_headcount_span(*stores, month=month, kind=kind, **how)


def counts(span):
    return {str(one.month): one.headcount.count(COUNT) for one in span.counted}


def blocks(folder):
    cells = json.loads((folder / "executed.ipynb").read_text(encoding="utf-8"))
    return {
        cell["id"]: cell["outputs"][0]["data"][BLOCK_MIME]
        for cell in cells["cells"]
        if cell["cell_type"] == "code" and cell["outputs"]
    }


def test_each_month_is_counted_as_its_own_page_would_count_it_today(workspace, before):
    county = read_county(HOME / "params" / "county.yaml")
    stores = workspace, Casebook.open(workspace), county, county.rule_book()
    known_at = before.closing.known_at
    for one in before.counted:
        alone = load_counted_month(*stores, month=one.month, known_at=known_at).headcount
        assert alone.members(COUNT) == one.headcount.members(COUNT)


def test_the_months_add_up_to_the_span_and_nothing_is_left_over(before):
    total, direct = before.bridge.total, before.bridge.direct.terms
    assert before.bridge.residual == 0
    assert list(counts(before)) == list(MONTHS)
    assert total["opening"] == direct["opening"] == counts(before)["2024-06"]
    assert total["closing"] == direct["closing"] == counts(before)["2024-09"]


def test_a_term_that_begins_before_the_data_starts_with_them_and_says_so(workspace):
    span = load(workspace, Month(2024, 7), "term")
    assert [str(m) for m in span.before_data] == ["2024-02", "2024-03", "2024-04", "2024-05"]
    assert list(counts(span)) == ["2024-06", "2024-07"]
    assert span.opening is None and not span.uncounted
    assert list(map(str, span.bridge.steps)) == ["2024-07"]


def test_every_number_of_the_page_is_defined_and_opens(page):
    folder, _ = page
    facts = facts_of(folder)
    loose = []
    for one in facts["figures"]:
        has_source = one["members_digest"] or one["derived_from"]
        if not has_source or define_figure(one["figure_id"]) == define_figure("no.such"):
            loose.append(one["figure_id"])
    for name, one in facts["tables"].items():
        for line in one["record"]["cells"]:
            for cell in line:
                row, _, column = cell["figure_id"].removeprefix(f"{name}.").rpartition(".")
                told = one["derived_from"].keys() & {"", row, column}
                if not told and cell["figure_id"] not in one["member_digests"]:
                    loose.append(cell["figure_id"])
    assert loose == []


def test_every_id_in_a_sentence_is_a_figure_or_a_cell_of_the_page(page):
    folder, _ = page
    facts = facts_of(folder)
    known = {one["figure_id"] for one in facts["figures"]}
    for one in facts["tables"].values():
        known |= {cell["figure_id"] for line in one["record"]["cells"] for cell in line}
    used = {i for block in blocks(folder).values() for i in block["figure_ids"]}
    assert used and used <= known
    assert {block["level"] for block in blocks(folder).values()} == {"meeting"}


def test_the_answer_goes_from_the_opening_to_the_closing(page, before):
    folder, _ = page
    found = counts(before)
    text = blocks(folder)["answer"]["text"]
    assert text.startswith(
        f"2024年第三季度不在校适龄儿童由 {found['2024-06']} 名到 {found['2024-09']} 名"
    )


def test_the_columns_of_the_bridge_are_the_months_and_their_sum(page):
    _, shown = page
    bridge = shown.changes.table
    assert [c.label for c in bridge.columns] == ["7月", "8月", "9月", "本期合计"]
    for row in bridge.rows:
        *months, total = (bridge.value(row.key, c.key) for c in bridge.columns)
        ends = {"opening": months[0], "closing": months[-1]}
        assert total == ends.get(row.key, sum(months))


def test_townships_add_up_to_the_county_at_both_ends(page):
    _, shown = page
    sums = {
        column: sum(cell.value for _, cell in shown.townships.table.column(column))
        for column in ("opening", COUNT)
    }
    assert sums == {"opening": shown.opening.value, COUNT: shown.now.value}


def test_that_no_recheck_was_recorded_is_said(page):
    folder, _ = page
    said = blocks(folder)
    assert "没有收到记录" in said["duties-finding"]["text"]
    assert "请由教育局当场说明" in said["duties-reading"]["text"]


def test_a_month_that_ends_no_such_span_has_no_page(workspace, tmp_path):
    with pytest.raises(ShownError) as caught:
        run_cells("headcount_spans", tmp_path, month="2024-09", workspace="demo", span="term")
    assert caught.value.code == "span_not_ended"


def test_a_late_return_is_a_correction_of_its_month_and_no_movement_of_it(
    workspace, before, page, tmp_path
):
    august = next(one for one in before.counted if one.month == AUGUST)
    person = one_away(august.headcount.people, BACK)
    _send_back(workspace, before, person, tmp_path)
    later = load(workspace)
    changed = [one for one in later.counted if one.is_corrected]
    assert AUGUST in [one.month for one in changed]
    mine = next(one for one in changed if one.month == AUGUST)
    assert (mine.removed, mine.added) == ((person,), ())
    assert mine.reported.members(COUNT) == august.headcount.members(COUNT)
    assert later.bridge.residual == 0
    assert person in later.bridge.steps[AUGUST].members["returned"]
    then = load(workspace, known_at=before.closing.known_at)
    assert counts(then) == counts(before)
    assert not [one for one in then.counted if one.is_corrected]
    folder = tmp_path / "again"
    run_cells("headcount_spans", folder, month="2024-09", workspace="demo", span="quarter")
    assert "个月报告的人数事后有更正" in blocks(folder)["revisions-finding"]["text"]


BACK = "2024-08-26"
LATE = clock.from_text("2024-11-25T09:00:00+08:00")


def _send_back(workspace, facts, person, folder):
    """Send the child's school's August return again, now with the day on which it came back."""
    rows = facts.closing.evidence.attendance
    rows = rows[rows["period"] == str(AUGUST)]
    mine = rows[rows["person_id"] == person].iloc[0]
    school = rows[rows["school_code"] == mine["school_code"]]
    columns = table("attendance_return").columns
    shown = school[list(columns)].copy()
    shown["resident_id"] = school["resident_id_given"]
    shown.loc[school["row"] == mine["row"], "returned_on"] = pd.Timestamp(BACK)
    for name in ("first_absent_on", "returned_on"):
        shown[name] = shown[name].dt.strftime("%Y-%m-%d")
    shown["is_repeat"] = shown["is_repeat"].map({True: "是", False: "否"})
    lines = [["未到校学生月报（2024年8月，合成示例数据）", *[""] * (len(columns) - 1)]]
    lines.append([column.label for column in columns.values()])
    lines += shown.astype("object").where(shown.notna(), "").to_numpy().tolist()
    path = folder / "补报.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(lines)
    casebook = Casebook.open(workspace)
    desk = ReceivingDesk(
        workspace=workspace,
        casebook=casebook,
        county=read_county(HOME / "params" / "county.yaml"),
        actor="system",
        at=LATE,
        record_key=purpose_key("record"),
    )
    (received,) = receive([path], desk=desk)
    assert received.status == "replaced"
    link_month(workspace, casebook, AUGUST, actor="system", at=LATE)
