"""How long did it take from one event to the next, and was that within the limit?

Times are ranges, so an interval is one: a limit is met or passed only where every minute of it says
so. What is not on record is "no record", never "not met".
"""

from datetime import date
from typing import Any

import pandas as pd

from anyuan.codebook import Interval, RuleBook, code_list, incident_intervals
from anyuan.errors import ShownError
from anyuan.review.citing import NOTHING

MET, LATE, NOT_MET, UNCLEAR, NO_RECORD = "met", "late", "not_met", "unclear", "no_record"
_MINUTE = pd.Timedelta(minutes=1)
_COLUMNS = {"interval": "str", "low": "Int64", "high": "Int64", "limit": "Int64", "verdict": "str"}
_COLUMNS |= {"is_backwards": "bool", "is_conflicting": "bool", "evidence": "str"}


def measure_intervals(events: pd.DataFrame, book: RuleBook, on: date) -> pd.DataFrame:
    """Return how long each interval took, in minutes, one row each in the order of the code list.

    events: of `find_events`; the first of each kind counts (event_no 1). on: the incident's day.
    Columns: interval, low, high (Int64, the least and the most it can have been, negative where the
    end may come before the start; null where either has no range), limit (Int64, null where no rule
    is in force), verdict (duty_verdict), is_backwards (high below 0), is_conflicting (either event
    is), evidence (str, in words).

    verdict: not_met where all accounts deny the end; no_record where the end is in no account, or
    start or end without a time; unclear where only some accounts deny the end; else met (high at
    most the limit), late (low above it) or unclear. Without a limit only no_record is said.
    """
    told = {row["event"]: row for row in events.to_dict("records") if row["event_no"] == 1}
    rows = [
        _measure(
            interval, told.get(interval.start), told.get(interval.end), _limit(interval, book, on)
        )
        for interval in incident_intervals().values()
    ]
    return pd.DataFrame(
        {name: pd.Series([row[name] for row in rows], dtype=t) for name, t in _COLUMNS.items()}
    )


def _limit(interval: Interval, book: RuleBook, on: date) -> int | None:
    if not interval.within:
        return None
    try:
        return book.value(interval.within, on)
    except ShownError as error:
        if error.code != "rule_not_in_force":
            raise
        return None


def _measure(interval: Interval, start: dict | None, end: dict | None, limit: int | None) -> dict:
    low = high = None
    if _has_time(start) and _has_time(end):
        low = int((end["low"] - start["high"]) // _MINUTE)
        high = int((end["high"] - start["low"]) // _MINUTE)
    verdict = _verdict(start, end, (low, high), limit)
    if limit is None and verdict != NO_RECORD:
        verdict = None
    return {
        "interval": interval.code,
        "low": low,
        "high": high,
        "limit": limit,
        "verdict": verdict,
        "is_backwards": high is not None and high < 0,
        "is_conflicting": any(one is not None and one["is_conflicting"] for one in (start, end)),
        "evidence": _in_words(interval, (start, end), (low, high), limit),
    }


def _verdict(
    start: dict | None, end: dict | None, minutes: tuple[int | None, int | None], limit: int | None
) -> str | None:
    if end is None:
        return NO_RECORD
    if end["is_denied"]:
        return NOT_MET
    if not _has_time(start):
        return NO_RECORD
    if end["is_disputed"]:
        return UNCLEAR
    low, high = minutes
    if low is None or high is None:
        return NO_RECORD
    if limit is None:
        return None
    if high <= limit:
        return MET
    return LATE if low > limit else UNCLEAR


def _has_time(event: dict[str, Any] | None) -> bool:
    return event is not None and pd.notna(event["low"])


def _in_words(
    interval: Interval,
    ends: tuple[dict | None, dict | None],
    minutes: tuple[int | None, int | None],
    limit: int | None,
) -> str:
    events = code_list("incident_event").labels
    said = [
        f"{events[code]}：{NOTHING if event is None else event['evidence']}。"
        for code, event in zip((interval.start, interval.end), ends, strict=True)
    ]
    low, high = minutes
    if low is not None and high is not None:
        span = f"相隔{low}分钟" if low == high else f"相隔{low}至{high}分钟"
        order = "，先后与应有的相反，请核对" if high < 0 else ""
        within = "未见时限规定" if limit is None else f"时限{limit}分钟"
        said.append(f"{span}，{within}{order}。")
    return "".join(said)
