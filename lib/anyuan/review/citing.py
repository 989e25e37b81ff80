"""Accounts in words: which source, which entry, which time, and that two of them differ."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd

from anyuan.codebook import code_list

SEPARATOR = "；"
NOTHING = "没有记录"
_ABOUT, _BETWEEN = "about", "between"


def cite_accounts(accounts: pd.DataFrame) -> pd.Series:
    """Return each account in words, e.g. 值班日志第7条 约14:10.

    accounts: as `read_accounts` has them, with low and high. The day is said where they tell of
    more than one. dtype str.
    """
    told = pd.concat([accounts["happened_at"], accounts["happened_until"]]).dropna()
    has_days = told.dt.normalize().nunique() > 1
    sources = code_list("log_source").labels
    cited = [
        f"{sources[row['source']]}第{row['entry_no']}条 {_time_words(row, has_days)}"
        for row in accounts.to_dict("records")
    ]
    return pd.Series(cited, accounts.index, dtype="str")


def tell_difference(event: Mapping[str, Any]) -> str:
    """Return the accounts of an event and, where they do not agree, that they do not.

    event: evidence, n_accounts, n_timed (accounts with a range), is_conflicting, is_disputed.
    """
    said = event["evidence"]
    if event["is_conflicting"]:
        said += f"，{_count(event['n_timed'])}处记录不一"
    if event["is_disputed"]:
        said += f"，{_count(event['n_accounts'])}处记录有无不一"
    return said


def tell_day(day: date) -> str:
    """Return a day as a page prints it: 2024年9月5日."""
    return f"{day.year}年{day.month}月{day.day}日"


def _time_words(row: Mapping[str, Any], has_days: bool) -> str:
    if row["is_denial"]:
        return "记为没有"
    at, until = (_clock(row[name], has_days) for name in ("happened_at", "happened_until"))
    if not at:
        return "未记时间"
    if row["precision"] == _BETWEEN:
        wrong = "" if pd.notna(row["high"]) else "（止早于起）"
        return f"{at}至{until}{wrong}" if until else f"{at}以后，未记止于何时"
    return f"约{at}" if row["precision"] == _ABOUT else at


def _clock(at: pd.Timestamp, has_days: bool) -> str:
    if pd.isna(at):
        return ""
    return f"{at.month}月{at.day}日{at:%H:%M}" if has_days else f"{at:%H:%M}"


def _count(n: int) -> str:
    return "两" if n == 2 else str(n)
