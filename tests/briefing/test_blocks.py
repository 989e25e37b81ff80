"""Blocks carry structured records, and a preview that shows text as text."""

import base64

import nbformat
import pytest
from briefing_demo import Live, demo_blocks, notebook_of

from anyuan import briefing as b
from anyuan.briefing.html import chinese_number


@pytest.mark.parametrize("name", list(demo_blocks()))
def test_each_block_gives_a_record_a_preview_and_its_name(name):
    bundle = demo_blocks()[name]._repr_mimebundle_()
    assert set(bundle) == {b.BLOCK_MIME, "text/html", "text/plain"}
    record = bundle[b.BLOCK_MIME]
    assert record["level"] == "meeting" and record["block"] == bundle["text/plain"]
    assert Live(bundle["text/html"]).found == []


def test_a_sentence_brings_the_ids_of_its_figures_into_the_block():
    record = demo_blocks()["change"].record()
    assert record["figure_ids"] == [
        "dropout.opening",
        "dropout.out_of_school",
        "dropout.returned",
    ]


def test_a_chart_travels_as_png_with_its_words():
    record = demo_blocks()["change_chart"].record()
    assert base64.b64decode(record["png"]).startswith(b"\x89PNG")
    assert "复学减少14名" in record["alt"]


def test_columns_take_the_level_and_the_figures_of_what_they_hold():
    left, right = b.Reading("甲", level="casework"), [b.Reading("乙"), demo_blocks()["change"]]
    record = b.Columns2(left, right).record()
    assert record["level"] == "casework"
    assert "dropout.returned" in record["figure_ids"]
    assert [r["block"] for r in record["right"]] == ["reading", "finding"]


def test_a_section_leaves_out_what_is_none_and_shows_the_rest_to_whoever_runs_the_notebook():
    section = b.Section(demo_blocks()["change"], None, b.Reading("乙", level="casework"))
    record = section.record()
    assert [r["block"] for r in record["blocks"]] == ["finding", "reading"]
    assert record["level"] == "casework"
    assert "dropout.returned" in record["figure_ids"]
    html = section._repr_mimebundle_()["text/html"]
    assert html.index("<h2>") < html.index("乙")
    assert b.Section(None).record()["blocks"] == []


def test_a_key_figure_shows_the_range_of_its_figure_unless_a_note_is_given():
    keys = demo_blocks()["keys"].record()["figures"]
    assert keys[0]["note"] == "38–45" and keys[1]["note"] == ""
    with pytest.raises(ValueError, match="tone"):
        b.KeyFigure("不在校", "41", tone="loud")


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("王\u200b小\u202e明", "王小明"),
        ("甲\x00乙\x0b丙\x7f", "甲乙丙"),
        ("第一行\n第二行", "第一行\n第二行"),
        ("残\ud800缺", "残?缺"),
        ("𠮷田", "𠮷田"),
    ],
)
def test_texts_are_cleaned_of_what_nobody_can_see(given, kept):
    assert b.Reading(given).record()["text"] == kept


@pytest.mark.parametrize(
    ("n", "text"),
    [(1, "一"), (9, "九"), (10, "十"), (11, "十一"), (20, "二十"), (34, "三十四")],
)
def test_headings_are_numbered_as_in_official_papers(n, text):
    assert chinese_number(n) == text


def test_the_base_block_has_no_record_of_its_own():
    with pytest.raises(NotImplementedError):
        b.Block().record()


def test_a_notebook_of_blocks_is_valid():
    nbformat.validate(notebook_of(demo_blocks()))
