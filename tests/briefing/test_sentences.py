"""A number gets into a sentence as a figure or not at all."""

from datetime import date

import pytest
from briefing_demo import figures, tables

from anyuan.briefing import Sentence, compose
from anyuan.codebook import read_county

DECISION = read_county().disclosure


def test_a_sentence_prints_figures_and_remembers_them():
    f = figures(DECISION)
    part = compose("少 {n} 名", n=f["change"])
    text = compose(
        "{a} 名，比上月{part}，截至 {on}", a=f["dropped_out"], part=part, on=date(2024, 9, 30)
    )
    assert text == "32 名，比上月少 6 名，截至 2024-09-30"
    assert text.figure_ids == ("dropout.dropped_out", "dropout.change")


def test_a_hidden_cell_prints_its_mark_in_a_sentence_too():
    table = tables(DECISION)["reason"]
    text = compose("其中随迁 {n} 名", n=table.cell("family", "migrant"))
    assert text == "其中随迁 ＊ 名"
    assert text.figure_ids == ("out_of_school_by_reason.family.migrant",)


@pytest.mark.parametrize("part", [1, 1.5, "1 名", "１名", None, ["甲"]])
def test_a_bare_number_is_refused(part):
    with pytest.raises(TypeError):
        compose("其中 {n} 名", n=part)


def test_words_without_digits_pass():
    assert compose("{where}最多", where="文峰街道") == "文峰街道最多"
    assert compose("不变") == Sentence("不变")
