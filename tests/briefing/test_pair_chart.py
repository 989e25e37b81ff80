"""Two counts of the same things, each on its own scale."""

import pandas as pd
import pytest

from anyuan.briefing.pair_chart import pairs
from anyuan.codebook import read_county
from anyuan.disclosure import protect

COUNTY = read_county()
NAMES = {"toilet": "厕所", "gate": "校门口"}


def table(title, counts, kind, level, unit):
    frame = pd.DataFrame({"n": counts}, index=list(NAMES)[: len(counts)])
    return protect(
        frame,
        kind,
        COUNTY.disclosure,
        title=title,
        row_label="地点",
        row_names=NAMES,
        level=level,
        column_names={"n": title},
        units={"n": unit},
    )


CASES = table("登记", [3, 9], "bullying_casework", "casework", "件")


def answers(*counts):
    return table("问卷", list(counts), "survey_by_answer", "meeting", "名")


def test_each_is_said_in_its_own_unit_and_the_sum_of_neither():
    chart = pairs(CASES, answers(40, 12), caption="图")
    assert chart.alt == "登记：厕所3件，校门口9件；问卷：厕所40名，校门口12名。"
    assert chart.level == "casework"


def test_a_hidden_number_is_of_one_size_whatever_it_is():
    few, fewer = (pairs(CASES, answers(40, n), caption="图") for n in (3, 2))
    assert "未列出" in few.alt
    assert (few.png, few.alt) == (fewer.png, fewer.alt)


def test_a_table_of_several_columns_is_not_paired():
    wide = pd.DataFrame({"n": [1], "m": [2]}, index=["toilet"])
    words = {"title": "x", "row_label": "y", "level": "casework"}
    with pytest.raises(ValueError, match="one column"):
        pairs(protect(wide, "bullying_casework", COUNTY.disclosure, **words), CASES, caption="图")
