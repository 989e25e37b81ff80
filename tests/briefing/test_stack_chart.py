"""How many have, have partly, have not: whole bars, every number in them."""

import pandas as pd
import pytest

from anyuan.briefing.stack_chart import stacked
from anyuan.codebook import read_county
from anyuan.disclosure import protect

COUNTY = read_county()
WORDS = {"present": "有", "partly": "部分有", "absent": "无"}
HOW = {"title": "各项", "row_label": "项目", "row_names": {"1": "委员会"}}


def table(*counts, kind="work_by_unit", columns=WORDS):
    frame = pd.DataFrame([counts], index=["1"], columns=list(columns))
    return protect(frame, kind, COUNTY.disclosure, column_names=columns, **HOW)


def test_every_part_is_said_zero_too():
    chart = stacked(table(80, 6, 0), caption="图")
    assert chart.alt == "各项：委员会有80，部分有6，无0所。"
    assert chart.width == "tall"


def test_a_table_with_something_hidden_is_not_drawn():
    columns = {"answered": "收回", "bullied": "受欺凌"}
    hidden = table(40, 3, kind="survey_by_form", columns=columns)
    assert hidden.n_hidden
    with pytest.raises(ValueError, match="nothing hidden"):
        stacked(hidden, caption="图")
