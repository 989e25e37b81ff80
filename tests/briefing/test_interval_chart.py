"""Shares with their intervals, in a picture and in words."""

import pandas as pd
import pytest

from anyuan.briefing.interval_chart import intervals
from anyuan.codebook import read_county
from anyuan.disclosure import protect

COUNTY = read_county()
ENDS = ("share", "low", "high")


def shares(*lines, kind="county_figure"):
    frame = pd.DataFrame(list(lines), columns=list(ENDS), index=["d30", "d90"][: len(lines)])
    names = {"d30": "30天", "d90": "90天"}
    how = {"title": "仍在校", "row_label": "复学后", "row_names": names}
    return protect(frame, kind, COUNTY.disclosure, **how)


def test_it_says_each_share_and_its_two_ends():
    chart = intervals(shares((95, 81, 99), (88, 70, 96)), ENDS, caption="图")
    assert chart.alt == "仍在校：30天95%（81–99%），90天88%（70–96%）。"
    assert (chart.width, chart.level) == ("half", "meeting")


def test_the_same_table_gives_the_same_bytes_and_another_gives_others():
    one, other = shares((95, 81, 99)), shares((94, 81, 99))
    assert intervals(one, ENDS, caption="图") == intervals(one, ENDS, caption="图")
    assert intervals(one, ENDS, caption="图").png != intervals(other, ENDS, caption="图").png


def test_a_share_without_its_ends_is_not_drawn():
    with pytest.raises(ValueError, match="two ends"):
        intervals(shares((95, None, 99)), ENDS, caption="图")
