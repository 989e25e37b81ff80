"""Did a standing measure hold when the incident came? What the last inspection before found."""

from datetime import date, timedelta
from typing import NamedTuple

import pandas as pd

from anyuan.codebook import code_list
from anyuan.review.citing import tell_day
from anyuan.review.intervals import LATE, MET, NO_RECORD, NOT_MET, UNCLEAR

_VERDICTS = {"met": MET, "partly": NOT_MET, "absent": NOT_MET}


class Finding(NamedTuple):
    """A verdict and the evidence for it, in words."""

    verdict: str
    evidence: str


def newest_before(seen: pd.DataFrame, on: date) -> pd.DataFrame:
    """Return the inspections of the last day before an incident on which each item was looked at.

    seen: rows of inspections at one school. The incident's own day is out; so is what was not
    checked. Several rows of an item where several looked on that day.
    """
    checked = seen[seen["found"].isin(_VERDICTS) & (seen["inspected_on"] < pd.Timestamp(on))]
    newest = checked.groupby("item")["inspected_on"].transform("max")
    return checked[checked["inspected_on"] == newest]


def judge_standing(newest: pd.DataFrame, on: date, days: int) -> Finding:
    """Return what the newest inspection in so many days before an incident says of a measure.

    newest: the rows of `newest_before` about the measure. The day exactly `days` before the
    incident is in. All rows must say the same, else it is unclear; partly and absent are both not
    met.
    """
    if newest.empty:
        return Finding(NO_RECORD, "事发前没有检查记录")
    if _day_of(newest) < on - timedelta(days=days):
        return Finding(NO_RECORD, f"事发前{days}天内没有检查记录，最近一次：{_in_words(newest)}")
    return _judge_newest(newest)


def judge_tested(newest: pd.DataFrame, on: date, days: int) -> Finding:
    """Return the same of a thing that must be tested every so many days: an older test is late."""
    if newest.empty:
        return Finding(NO_RECORD, "事发前没有测试记录")
    if _day_of(newest) < on - timedelta(days=days):
        return Finding(LATE, f"事发前{days}天内没有测试，最近一次：{_in_words(newest)}")
    return _judge_newest(newest)


def _judge_newest(newest: pd.DataFrame) -> Finding:
    verdicts = {_VERDICTS[found] for found in newest["found"]}
    if len(verdicts) > 1:
        return Finding(UNCLEAR, f"{_in_words(newest)}，同日检查结果不一")
    return Finding(verdicts.pop(), _in_words(newest))


def _day_of(newest: pd.DataFrame) -> date:
    return newest["inspected_on"].iloc[0].date()


def _in_words(newest: pd.DataFrame) -> str:
    parties, findings = code_list("party").labels, code_list("inspection_finding").labels
    said = {
        f"{parties[by]}检查{findings[found]}"
        for by, found in zip(newest["inspected_by"], newest["found"], strict=True)
    }
    return tell_day(_day_of(newest)) + "、".join(sorted(said))
