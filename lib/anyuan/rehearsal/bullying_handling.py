"""What a school does about an incident that it knows of, and when: mostly in time, some late."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

import pandas as pd

from anyuan.codebook import RuleBook
from anyuan.holidays import Holidays
from anyuan.rehearsal.draws import stream
from anyuan.rehearsal.words import words

_BULLYING = "bullying"
_GRAVE = frozenset({"severe", "unlawful"})
_PLAIN = "plain_at_once"
STEPS = (
    *("stopped_at", "bullied_told_at", "bully_told_at", "checked_on", "committee_on"),
    *("is_extended", "determined_on", "determination", "measures", "measures_on"),
    *("told_both_on", "police_told_at", "education_told_at", "support", "appealed_on"),
    *("reviewed_on", "appeal_result", "first_check_on", "second_check_on", "is_safe"),
    "archived_on",
)


def handle(seed: int, incidents: pd.DataFrame, holidays: Holidays, book: RuleBook) -> pd.DataFrame:
    """Return the whole handling of known incidents (see STEPS), in their order, to its true end.

    Days are datetime.date, moments datetime; None where a step is not taken. A table of a month
    shows what had been done by then.
    """
    senior = frozenset(words("bullying_handling")["milder"])
    rows = []
    for row in incidents.to_dict("records"):
        office = _Office(seed, row, holidays)
        first = book.value("bullying.upper_primary_from", row["occurred_on"])
        forbidden = frozenset() if row["bully_grade"] >= first else senior
        rows.append(_handle_one(office, row, forbidden))
    return pd.DataFrame(rows, columns=list(STEPS), index=incidents.index).astype(object)


class _Office:
    """The school's way with one incident: everything is drawn from the seed and its number."""

    def __init__(self, seed: int, row: Mapping[str, Any], holidays: Holidays) -> None:
        lists = words("bullying_handling")
        pace = stream(seed, "bullying pace", row["school_code"]).random()
        self._late = float(lists["late"]["slow" if pace < float(lists["slow"]) else "prompt"])
        self._rng = stream(seed, "bullying handling", row["school_code"], row["register_no"])
        self._holidays = holidays

    def lot(self, share: str) -> bool:
        return bool(self._rng.random() < float(share))

    def misses(self, what: str) -> bool:
        return self.lot(words("bullying_handling")["missing"][what])

    def choose(self, options: list) -> Any:
        return options[int(self._rng.integers(0, len(options)))]

    def minutes_after(self, moment: datetime, what: str) -> datetime:
        first, last = self._span("minutes", what)
        return moment + timedelta(minutes=int(self._rng.integers(first, last + 1)))

    def day_after(self, day: date, what: str) -> tuple[date, bool]:
        """Return the day of a step owed from a day on, and whether it comes late.

        Offices work on working days; where there is none in time, on the last day in time.
        """
        late_lot = self._rng.random() < self._late
        span = words("bullying_handling")["days"][what]["late" if late_lot else "prompt"]
        first, last = (int(k) for k in span)
        days = [day + timedelta(days=k) for k in range(first, last + 1)]
        working = [d for d in days if self._holidays.is_workday(d)] or days[-1:]
        return working[int(self._rng.integers(0, len(working)))], bool(late_lot)

    def at_work(self, day: date) -> datetime:
        """Return a moment of a day's office hours."""
        return datetime.combine(day, time(9)) + timedelta(minutes=int(self._rng.integers(0, 480)))

    def _span(self, unit: str, what: str) -> tuple[int, int]:
        late = "late" if self._rng.random() < self._late else "prompt"
        first, last = words("bullying_handling")[unit][what][late]
        return int(first), int(last)


def _handle_one(
    office: _Office, row: Mapping[str, Any], forbidden: frozenset[str]
) -> dict[str, Any]:
    told_at = row["reported_at"].to_pydatetime()
    done: dict[str, Any] = dict.fromkeys(STEPS)
    is_bullying = row["nature"] == _BULLYING
    done["stopped_at"] = office.minutes_after(told_at, "stop")
    for side in ("bullied", "bully"):
        at = office.minutes_after(told_at, "tell")
        if not office.misses(f"{side}_told"):
            done[f"{side}_told_at"] = at
    done["checked_on"], _ = office.day_after(told_at.date(), "check")
    if not is_bullying and office.lot(words("bullying_handling")[_PLAIN]):
        done["determined_on"], _ = office.day_after(done["checked_on"], "settle")
    else:
        done["committee_on"], _ = office.day_after(done["checked_on"], "committee")
        done["determined_on"], is_late = office.day_after(done["committee_on"], "investigate")
        done["is_extended"] = is_late and office.lot(words("bullying_handling")["extended"])
    done["determination"] = row["nature"]
    done["told_both_on"], _ = office.day_after(done["determined_on"], "inform")
    if is_bullying:
        _answer(office, row, done, forbidden)
    else:
        done["archived_on"], _ = office.day_after(_last_day(done), "archive")
    return done


def _answer(
    office: _Office, row: Mapping[str, Any], done: dict[str, Any], forbidden: frozenset[str]
) -> None:
    """Add what follows where it was bullying: measures, help, reports, appeal, visits, the end."""
    lists = words("bullying_handling")
    chosen = office.choose(lists["measures"][row["severity"]])
    measures = [lists["milder"][m] if m in forbidden else m for m in chosen]
    done["measures"] = ";".join(dict.fromkeys(measures))
    done["measures_on"], _ = office.day_after(done["determined_on"], "measure")
    if not office.misses("support"):
        done["support"] = ";".join(office.choose(lists["support"]))
    is_grave = row["severity"] in _GRAVE
    for organ in ("police", "education"):
        if is_grave and not office.misses(organ):
            day, _ = office.day_after(done["determined_on"], "report")
            done[f"{organ}_told_at"] = office.at_work(day)
    if office.lot(lists["appealed"]):
        _appeal(office, done)
    if not office.misses("first_check"):
        done["first_check_on"], _ = office.day_after(done["measures_on"], "first_check")
        done["is_safe"] = not office.lot(lists["unsafe"])
        if not office.misses("second_check"):
            done["second_check_on"], _ = office.day_after(done["measures_on"], "second_check")
    if _is_complete(done, is_grave):
        done["archived_on"], _ = office.day_after(_last_day(done), "archive")


def _appeal(office: _Office, done: dict[str, Any]) -> None:
    done["appealed_on"], _ = office.day_after(done["determined_on"], "appeal")
    done["reviewed_on"], _ = office.day_after(done["appealed_on"], "review")
    done["appeal_result"] = "upheld"


def _last_day(done: Mapping[str, Any]) -> date:
    """Return the last day on which anything was done."""
    days = [value for value in done.values() if isinstance(value, date)]
    return max(day.date() if isinstance(day, datetime) else day for day in days)


def _is_complete(done: Mapping[str, Any], is_grave: bool) -> bool:
    """Whether the rules of the case kind let the case be archived."""
    needed = ["bullied_told_at", "bully_told_at", "second_check_on"]
    needed += ["police_told_at", "education_told_at"] * is_grave
    return all(done[name] is not None for name in needed) and bool(done["is_safe"])


def forbid_one(
    incidents: pd.DataFrame, handling: pd.DataFrame, may: pd.Series
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return both frames with one pupil of the third grade suspended, which the rules forbid.

    Where `may` holds; the first of the worse cases, where there are any.
    """
    entry = words("bullying_handling")["forbidden"]
    grade = int(entry["grade"])
    fit = may & (handling["determination"] == _BULLYING)
    fit &= incidents["bully_grade"].between(grade, grade + 1)
    worst_first = incidents[fit].sort_values("severity", ascending=False, kind="stable")
    incidents, handling = incidents.copy(), handling.copy()
    for row in worst_first.index[:1]:
        incidents.loc[row, "bully_grade"] = grade
        incidents.loc[row, "bullied_grade"] = min(grade, incidents.loc[row, "bullied_grade"])
        handling.loc[row, "measures"] = entry["measure"]
    return incidents, handling


def made_moments(handling: pd.DataFrame) -> pd.DataFrame:
    """Return the handling with days and moments as datetime64[us], for the answer key."""
    days = [name for name in STEPS if name.endswith(("_on", "_at"))]
    moments = {name: pd.to_datetime(handling[name]).astype("datetime64[us]") for name in days}
    return handling.assign(**moments)
