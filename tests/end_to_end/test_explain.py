"""Every number of a month's pages opens, comes out as published, and has an id where it stands."""

import json
import os
import re

import nbformat
import pytest
from end_to_end.small_county import autumn_county, living_in

from anyuan.briefing.lane_events import in_minutes
from anyuan.briefing.page import collect_blocks
from anyuan.casebook import Casebook
from anyuan.cases import CaseLedger
from anyuan.codebook import case_kind, code_lists
from anyuan.disclosure import kind
from anyuan.errors import ShownError
from anyuan.period import Month
from anyuan.run.batch.batch import Batch, run_month
from anyuan.run.explain.explained import as_record, as_sheets
from anyuan.run.explain.explaining import find_page, open_page
from anyuan.run.explain.naming_members import Purpose, name_members
from anyuan.run.months.case_facts import KIND

MONTH = "2024-09"
# Which pages the month has here: every notebook, both levels, no page for each of many units.
RUNS = {
    "dropout_headcount": ["{key: county, level: meeting}", "{key: county, level: casework}"],
    "return_plans": [
        "{key: county, unit: county, level: meeting}",
        "{key: county, unit: county, level: casework}",
    ],
    "bullying_mapping": [
        "{key: county, level: meeting}",
        "{for_each: pilot_school, level: meeting}",
        "{for_each: pilot_school, level: casework}",
    ],
    "incident_review": [
        "{for_each: incident, level: meeting}",
        "{for_each: incident, level: casework}",
    ],
}
SPANS = "timeline_intervals"
SENTENCES = ("headline", "finding", "reading", "key_figures")
# Digits that are no number of a page: each rule says which.
ALLOWED = {
    "a moment": r"\d{1,2}:\d{2}",
    "a day": r"\d{4}-\d{2}-\d{2}|(\d{4}年)?\d{1,2}月(\d{1,2}日)?|\d{1,2}日前",
    "a document": r"〔\d{4}〕\d+号|第\d+[条号]|令第\d+号|20\d{2}年",
    "a case or an incident": r"\b(SJ|[RBSG])20\d{2}-\d+",
    "a file of that name": r"\w+\.(xlsx|docx)",
    "which entry of a list": r"第 \d+ 条",
    "the days of a rule, in a label": r"复学满\d+天",
}


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A project folder with the month's pages."""
    root = autumn_county(tmp_path_factory)
    for path in (root / "params").glob("*.yaml"):
        runs = RUNS.get(path.stem)
        text = path.read_text(encoding="utf-8")
        if runs or "\nruns:" in text:
            head = text[: text.index("\nruns:")]
            lines = "".join(f"\n  - {one}" for one in runs) if runs else " []"
            path.write_text(f"{head}\nruns:{lines}\n", encoding="utf-8")
    with living_in(root):
        outcomes = run_month(Batch(root, Month.parse(MONTH), "demo"))
        assert {o.state for o in outcomes} == {"done"}
        yield root


@pytest.fixture(scope="module")
def pages(home):
    """Every page of the month, opened, by its name."""
    folders = sorted(p.parent for p in (home / "outputs" / MONTH).glob("**/receipt.json"))
    folders = [f for f in folders if ".superseded" not in f.parts]
    names = [f.relative_to(home / "outputs" / MONTH).as_posix() for f in folders]
    found = {name: open_page(f, home) for name, f in zip(names, folders, strict=True)}
    assert len(found) >= 9
    assert {name.startswith("casework/") for name in found} == {True, False}
    return found


def blocks_of(page):
    """Every block of a page as it was displayed, those inside columns too."""
    notebook = nbformat.read(page.folder / "executed.ipynb", as_version=4)
    todo = [record for _, record in collect_blocks(notebook)]
    while todo:
        block = todo.pop()
        yield block
        for side in ("left", "right"):
            todo += block.get(side, []) if block["block"] == "columns" else []


def texts_of(block):
    """The words of a block, without its ids."""
    for key, value in block.items():
        if key in ("figure_ids", "png", "image", "src", "level", "block", "key"):
            continue
        yield from _texts(value)


def _texts(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from texts_of(value)
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)


def test_every_number_comes_out_as_published(pages):
    for name, page in pages.items():
        for one in page.listed.values():
            assert page.is_equal(one.figure_id), (name, one.figure_id)


def test_every_number_says_what_it_counts_or_how_it_comes_about(pages):
    bare = [
        (name, figure_id)
        for name, page in pages.items()
        for figure_id in page.replayed.figures
        if not (found := page.explain(figure_id)).members
        and found.members != ()
        and not (found.derivation or found.sources)
    ]
    assert bare == []


def test_whole_numbers_of_protected_tables_count_members_or_nobody_by_name(pages):
    for page in pages.values():
        for name, table in page.receipt["tables"].items():
            if kind(table["kind"]).rule != "primary" or table["derived_from"]:
                continue
            for line in table["record"]["cells"]:
                for cell in line:
                    ids = page.replayed.members[cell["figure_id"]]
                    assert cell["is_hidden"] or len(ids) == cell["value"], (name, cell)


def test_what_a_meeting_may_not_see_has_no_digest_and_no_members(pages):
    hidden = [
        (page, cell["figure_id"], table)
        for page in pages.values()
        if page.level == "meeting"
        for table in page.receipt["tables"].values()
        for line in table["record"]["cells"]
        for cell in line
        if cell["is_hidden"]
    ]
    assert hidden
    for page, figure_id, table in hidden:
        assert figure_id not in table["member_digests"]
        found = page.explain(figure_id)
        assert found.members is None
        assert "个案级" in found.why or found.derivation


def test_no_digit_stands_in_a_sentence_without_a_figure_that_prints_it(pages):
    labels = {word for codes in code_lists().values() for word in codes.labels.values()}
    labels = sorted((w for w in labels if re.search(r"\d", w)), key=len, reverse=True)
    loose = []
    for name, page in pages.items():
        for block in blocks_of(page):
            if block["block"] not in SENTENCES:
                continue
            shown = [page.listed[i] for i in block["figure_ids"]]
            words = [f"{one.shown} {one.label}" for one in shown]
            # The panel's times are minutes, and print as hours and minutes.
            words += [
                in_minutes(int(o.shown)) for o in shown if o.table == SPANS and o.shown.isdigit()
            ]
            printed = set(re.findall(r"\d+", " ".join(words)))
            for text in texts_of(block):
                for word in labels:
                    text = text.replace(word, "")
                for pattern in ALLOWED.values():
                    text = re.sub(pattern, "", text)
                loose += [(name, text, n) for n in re.findall(r"\d+", text) if n not in printed]
    assert loose == []


def test_every_cell_of_a_printed_table_has_an_id_of_the_receipt(pages):
    for name, page in pages.items():
        for block in blocks_of(page):
            ids = block["figure_ids"]
            assert all(ids), (name, block["block"])
            assert set(ids) <= set(page.listed), (name, set(ids) - set(page.listed))
            if block["block"] == "table":
                assert len(ids) == sum(len(row["cells"]) for row in block["rows"])


def test_a_child_leads_to_a_row_of_a_file_that_was_received(pages, home):
    page = pages["dropout_headcount/county"]
    found = page.explain("dropout.out_of_school")
    assert len(found.members) == int(found.listed.shown)
    files = set(Casebook.open(home / "casework" / "demo").files()["name"])
    for one in found.members:
        assert one.rows
        assert {row.file for row in one.rows} <= files
        assert all(row.row > 1 for row in one.rows)
    assert any(one.decided for one in found.members)


def test_pseudonyms_are_the_same_on_every_page_and_stand_nowhere_else(pages):
    meeting = pages["dropout_headcount/county"].explain("dropout.out_of_school")
    casework = pages["casework/dropout_headcount/county"].explain("dropout.out_of_school")
    told = [one.pseudonym for one in meeting.members]
    assert told == [one.pseudonym for one in casework.members]
    assert len(set(told)) == len(told)
    assert not any(one.pseudonym in one.member for one in meeting.members)
    record = json.dumps(as_record(meeting, {}), ensure_ascii=False)
    ids = {one.member for one in meeting.members}
    ids |= {row.record_key for one in meeting.members for row in one.rows}
    assert not [one for one in ids if one and one in record]


def test_names_are_shown_at_casework_after_the_access_was_written(pages, home):
    casebook = Casebook.open(home / "casework" / "demo")
    case = CaseLedger(casebook, case_kind(KIND)).cases()[0].case_id
    page = pages["casework/dropout_headcount/county"]
    found = page.explain("dropout.out_of_school")
    why = Purpose(case, "核对人数", "E01", page.tracer.opened.now())
    names = name_members(page, found, why, lambda code: _Person(code))
    assert set(names) <= {one.member for one in found.members}
    assert names
    opened = casebook.accesses(case_id=case)
    assert set(opened["purpose"]) == {"核对人数"}
    with pytest.raises(ShownError) as caught:
        name_members(pages["dropout_headcount/county"], found, why, lambda code: _Person(code))
    assert caught.value.code == "not_named"
    nowhere = Purpose("R2020-9999", "核对人数", "E01", why.at)
    with pytest.raises(ShownError) as caught:
        name_members(page, found, nowhere, lambda code: _Person(code))
    assert caught.value.code == "case_unknown"


class _Person:
    def __init__(self, code):
        self.code = code


def test_a_page_is_found_by_folder_or_by_month_and_a_near_miss_is_told(home, pages):
    folder = home / "outputs" / MONTH / "dropout_headcount" / "county"
    assert find_page([str(folder), "dropout.held"], home) == (folder.resolve(), "dropout.held")
    assert find_page([f"outputs/{MONTH}/dropout_headcount/county"], home)[0] == folder.resolve()
    assert find_page([MONTH, "dropout_headcount/county"], home) == (folder.resolve(), "")
    with pytest.raises(ShownError) as caught:
        find_page([f"outputs/{MONTH}/dropout_headcont/county"], home)
    assert f"outputs/{MONTH}/dropout_headcount/county" in caught.value.next_step
    with pytest.raises(ShownError) as caught:
        pages["dropout_headcount/county"].find("dropout.out_of_schol")
    assert "dropout.out_of_school" in caught.value.next_step


def test_all_numbers_of_a_page_go_into_a_workbook(pages, tmp_path):
    page = pages["return_plans/county"]
    found = [page.explain(one) for one in list(page.listed)[:20]]
    as_sheets(tmp_path / "numbers.xlsx", page, found, {})
    assert (tmp_path / "numbers.xlsx").stat().st_size > 5000


def test_a_changed_setting_is_named_as_what_drifted(home, pages):
    path = home / "params" / "county.yaml"
    kept = path.read_text(encoding="utf-8")
    folder = pages["dropout_headcount/county"].folder
    path.write_text(kept + "\n# 改动\n", encoding="utf-8")
    try:
        page = open_page(folder, home)
        assert page.drift == ("设置变了：params/county.yaml",)
        assert page.explain("dropout.out_of_school").is_equal
        assert os.environ.get("ANYUAN_RUN_DIR") is None
    finally:
        path.write_text(kept, encoding="utf-8")
