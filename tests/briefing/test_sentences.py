"""A number gets into a sentence as a figure or not at all."""

import ast
import re
from datetime import date
from pathlib import Path

import pytest
from briefing_demo import figures, tables

import anyuan
from anyuan.briefing import Sentence, compose
from anyuan.codebook import read_county

DECISION = read_county().disclosure
HAN = "[\u4e00-\u9fff]"


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


@pytest.mark.parametrize("template", ["本月 41 名", "４１ 名{n}", "{n} 名，另 3 名", "{{7}}{n}"])
def test_a_number_typed_into_the_template_is_refused(template):
    with pytest.raises(TypeError, match="template"):
        compose(template, n=Sentence("甲"))


def test_a_clause_or_a_day_comes_as_a_sentence():
    clause = Sentence("第52号令第3条")
    assert compose("依据{clause}，九年义务教育", clause=clause) == "依据第52号令第3条，九年义务教育"


def test_words_without_digits_pass():
    assert compose("{where}最多", where="文峰街道") == "文峰街道最多"
    assert compose("不变") == Sentence("不变")


def typed(path):
    """Return (line, text) of each template or sentence of a module that holds a digit."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    texts = [n for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str)]
    found = [n for n in texts if re.search(r"\{[a-z_]+\}", n.value)]
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") in ("compose", "Sentence"):
            found += [n for n in ast.walk(call) if n in texts and re.search(HAN, n.value)]
    return [(n.lineno, n.value) for n in found if any(c.isdigit() for c in n.value)]


def test_no_page_of_the_house_types_a_number_into_a_sentence():
    pages = sorted(Path(anyuan.__file__).parent.glob("notebook/*.py"))
    assert len(pages) > 40
    assert {path.name: found for path in pages if (found := typed(path))} == {}
