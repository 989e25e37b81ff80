"""Estimates with their ranges, one below the other."""

import pandas as pd
import pytest

from anyuan.briefing.range_chart import ranges
from anyuan.codebook import read_county
from anyuan.disclosure import protect, share_table

COUNTY = read_county()
ENDS = ("rate", "low", "high")
HOW = {"title": "各地点", "row_label": "地点", "row_names": {"a": "厕所", "b": "操场"}}


def table(*lines):
    frame = pd.DataFrame(list(lines), columns=list(ENDS), index=["a", "b"][: len(lines)])
    return protect(frame, "bullying_casework", COUNTY.disclosure, level="casework", **HOW)


def test_it_says_each_estimate_with_its_range():
    chart = ranges(table((1.2, 0.5, 2.8), (0.3, 0.1, 1.1)), ENDS, caption="图")
    assert chart.alt == "各地点：厕所1.2（0.5–2.8），操场0.3（0.1–1.1）。"


def test_a_row_without_numbers_says_so():
    chart = ranges(table((1.2, 0.5, 2.8), (None, None, None)), ENDS, caption="图")
    assert chart.alt.endswith("操场无数据。")


def test_a_hidden_share_is_neither_said_nor_drawn_to_scale():
    def drawn(answered, bullied):
        counts = protect(
            pd.DataFrame({"answered": [answered, 200], "bullied": [bullied, 40]}, index=["a", "b"]),
            "survey_by_form",
            COUNTY.disclosure,
            **HOW,
        )
        ends = pd.DataFrame({"low": [0.01, 0.15], "high": [0.1, 0.26]}, index=["a", "b"])
        words = {"answered": "收回", "share": "比例", "low": "低", "high": "高"}
        table = share_table(
            counts,
            part="bullied",
            whole="answered",
            ends=ends,
            kind_name="survey_share",
            words=words,
        )
        return ranges(table, ("share", "low", "high"), caption="图", unit="%")

    few, fewer = drawn(60, 4), drawn(60, 1)
    assert few.alt == "各地点：厕所未列出，操场20%（15–26%）。"
    assert (few.png, few.alt) == (fewer.png, fewer.alt)


def test_an_edge_is_said_without_a_range():
    counts = protect(
        pd.DataFrame({"answered": [400], "bullied": [8]}, index=["a"]),
        "survey_by_form",
        COUNTY.disclosure,
        **HOW,
    )
    ends = pd.DataFrame({"low": [0.01], "high": [0.03]}, index=["a"])
    words = {"answered": "收回", "share": "比例", "low": "低", "high": "高"}
    told = share_table(
        counts, part="bullied", whole="answered", ends=ends, kind_name="survey_share", words=words
    )
    chart = ranges(told, ("share", "low", "high"), caption="图", unit="%")
    assert chart.alt == "各地点：厕所≤5%。"


def test_nothing_is_not_drawn():
    with pytest.raises(ValueError, match="no rows"):
        ranges(table(), ENDS, caption="图")
