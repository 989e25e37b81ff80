"""The accounts of an incident, event by event in time order, those that differ side by side."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from anyuan.clock import CHINA
from anyuan.codebook import code_list
from anyuan.desk.review_sitting import ReviewSitting
from anyuan.review.accounts import KEY
from anyuan.run.months.hand_accounts import BY_HAND

_ABOUT, _BETWEEN = "about", "between"
_EXAMINED, _AT = "examination", "%Y-%m-%d %H:%M"
_CLOCK = "{0.hour:02d}:{0.minute:02d}"


def draw_events(sitting: ReviewSitting) -> dict:
    """Return each event of the open case with its range, its accounts and how they were examined.

    `party` is whose accounts are shown; an event keeps its range and its marks by all accounts.
    """
    review = sitting.review()
    if review is None:
        return {"kind": "events", "why_none": sitting.why_none, "events": [], "parties": []}
    accounts = review.accounts
    parties = code_list("party").labels
    told = [{"code": "", "label": "各方"}]
    told += [{"code": c, "label": label} for c, label in parties.items() if c in _parties(accounts)]
    groups = dict(list(accounts.groupby(KEY)))
    events = [
        _event(sitting, row, groups[row["event"], row["event_no"]])
        for row in review.events.to_dict("records")
    ]
    return {
        "kind": "events",
        "why_none": "",
        "party": sitting.party,
        "parties": told,
        "n_accounts": len(accounts),
        "n_open": sum(one["is_open"] for one in events),
        "can": {
            name: sitting.case.status in sitting.kind.moves[name].steps
            for name in ("add_account", "examine_conflict")
        },
        "events": [one for one in events if one["accounts"]],
    }


def open_conflicts(sitting: ReviewSitting) -> int:
    """Return how many events have accounts that differ and were not examined since."""
    review = sitting.review()
    if review is None:
        return 0
    groups = dict(list(review.accounts.groupby(KEY)))
    events = review.events.to_dict("records")
    told = (_event(sitting, row, groups[row["event"], row["event_no"]]) for row in events)
    return sum(one["is_open"] for one in told)


def _event(sitting: ReviewSitting, row: Mapping[str, Any], accounts: pd.DataFrame) -> dict:
    label, number = code_list("incident_event").label(row["event"]), row["event_no"]
    differs = row["is_conflicting"] or row["is_disputed"]
    examined = _examined(sitting, row["event"], number, accounts)
    mine = accounts[(accounts["party"] == sitting.party) | (not sitting.party)]
    mine = mine.sort_values(["low", "source"], na_position="last", kind="stable")
    return {
        "event": row["event"],
        "n": number,
        "label": label + (f"（第{number}次）" if number > 1 else ""),
        "range": _range(row),
        "day": "" if pd.isna(row["low"]) else f"{row['low']:%m-%d}",
        "marks": _marks(row),
        "differs": bool(differs),
        "is_open": bool(differs and not (examined and examined[-1]["is_current"])),
        "examined": examined,
        "accounts": [_account(one, row) for one in mine.to_dict("records")],
    }


def _marks(row: Mapping[str, Any]) -> list[str]:
    marks = [("is_conflicting", "时间不一"), ("is_disputed", "有无不一"), ("is_denied", "记为没有")]
    return [told for name, told in marks if row[name]]


def _range(row: Mapping[str, Any]) -> str:
    if pd.isna(row["low"]):
        return "" if row["is_denied"] else "时间不详"
    low, high = row["low"], row["high"]
    until = _CLOCK.format(high) if low.date() == high.date() else f"{high:%m-%d} {high:%H:%M}"
    return _CLOCK.format(low) if low == high else f"{_CLOCK.format(low)}—{until}"


def _account(one: Mapping[str, Any], event: Mapping[str, Any]) -> dict:
    parties = code_list("party").labels
    knew = [parties[code] for code in _texts(one["learnt_by"])]
    is_by_hand = bool(one["is_by_hand"])
    return {
        "source": code_list("log_source").label(one["source"]),
        "entry": one["entry_no"].removeprefix(BY_HAND) if is_by_hand else one["entry_no"],
        "party": parties[one["party"]],
        "says_no": bool(one["is_denial"]),
        "time": _time(one),
        "bar": _bar(one, event),
        "text": one["what"],
        "knew": "、".join(knew),
        "knew_at": _moment(one["learnt_at"]),
        "logged_at": _moment(one["logged_at"]),
        "is_by_hand": is_by_hand,
        "received": _moment(one["recorded_at"]),
    }


def _time(one: Mapping[str, Any]) -> str:
    if one["is_denial"]:
        return "记为没有"
    if pd.isna(one["happened_at"]):
        return "未记时间"
    at = _CLOCK.format(one["happened_at"])
    if one["precision"] == _BETWEEN:
        until = one["happened_until"]
        return f"{at}—{'？' if pd.isna(until) else _CLOCK.format(until)}"
    return f"约 {at}" if one["precision"] == _ABOUT else at


def _bar(one: Mapping[str, Any], event: Mapping[str, Any]) -> list[float]:
    """Return where an account's minutes lie within its event's, in hundredths: [start, width].

    Empty where there is nothing to compare. The shortest bar is a mark of four hundredths.
    """
    span = event["high"] - event["low"]
    if pd.isna(one["low"]) or not event["is_conflicting"] or not span:
        return []
    start = 100 * max((one["low"] - event["low"]) / span, 0)
    width = 100 * min((one["high"] - one["low"]) / span, 1)
    width = max(width, 4)
    return [round(min(start, 100 - width), 1), round(width, 1)]


def _examined(
    sitting: ReviewSitting, event: str, number: int, accounts: pd.DataFrame
) -> list[dict]:
    """Return what the panel noted of an event, the newest last; `is_current` where no account has
    come since."""
    steps = sitting.steps_by_number()
    newest = accounts["recorded_at"].max()
    found = []
    for entry in sitting.case.logs.get(_EXAMINED, ()):
        if (entry["examined_event"], int(entry.get("examined_event_no") or 1)) != (event, number):
            continue
        step = steps[entry["n"]]
        at = pd.Timestamp(step.recorded_at.astimezone(CHINA).replace(tzinfo=None))
        source = entry.get("examined_source")
        found.append(
            {
                "note": entry["examined_note"],
                "source": code_list("log_source").label(source) if source else "",
                "by": f"{sitting.who(step.actor)} {entry['day']}",
                "is_current": bool(pd.isna(newest) or newest <= at),
            }
        )
    return found


def _parties(accounts: pd.DataFrame) -> set[str]:
    return set(accounts["party"].dropna())


def _texts(joined: Any) -> list[str]:
    return joined.split(";") if isinstance(joined, str) and joined else []


def _moment(at: Any) -> str:
    return "" if pd.isna(at) else f"{at:{_AT}}"
