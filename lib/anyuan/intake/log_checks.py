"""Do the entries of a log fit their own times, one another, and the clock on the wall?

Which of these checks a table's rows go through stands in the codebook: `checks` of a table. Each
takes the entries that stand so far and yields (entry, finding); a finding that refuses its row
takes it out before the next check. An entry that says that something did not happen has no time of
its own and is held against no clock.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from anyuan.codebook import County
from anyuan.intake.finding import Finding
from anyuan.intake.rows import ReadRows
from anyuan.text import visible

_HALF_DAY = timedelta(hours=12)
_MINUTE = timedelta(minutes=1)
# Its entries are about whatever did not fit elsewhere: not about one event.
_NO_ONE_EVENT = "other"


@dataclass(frozen=True)
class Entry:
    """One row of a log: where it stands, and what it says by column (None: blank, or no column).

    `place`: its row in words; `position`: its place in the sheet's `rows`.
    """

    sheet: int
    position: int
    place: str
    said: dict[str, Any]

    def at(self, column: str) -> datetime | None:
        """Return the moment that a column says."""
        said = self.said.get(column)
        return None if said is None else datetime.fromisoformat(said)

    @property
    def is_denial(self) -> bool:
        return self.said.get("says") == "not_happened"

    @property
    def event(self) -> tuple[Any, Any, int]:
        """Which event the entry is about; without a number it is the first of its kind."""
        return self.said["incident_no"], self.said["event"], self.said.get("event_no") or 1


@dataclass(frozen=True)
class Minutes:
    """How far "about" reaches, and how exact twelve hours must be."""

    about: timedelta
    slip: timedelta

    @classmethod
    def of(cls, county: County, on: date) -> "Minutes":
        """Return the rules' minutes on the day on which the file came."""
        book = county.rule_book()
        return cls(
            about=book.value("review.about_minutes", on) * _MINUTE,
            slip=book.value("review.clock_slip_minutes", on) * _MINUTE,
        )


Found = Iterator[tuple[Entry, Finding]]


def entries_of(read: Sequence[ReadRows]) -> list[Entry]:
    """Return the rows of a file's sheets that are not refused, in order."""
    return [
        Entry(
            number,
            position,
            f"{f'“{rows.sheet}”' if len(read) > 1 else ''}第 {row} 行",
            {name: values[position] for name, values in rows.values.items()},
        )
        for number, rows in enumerate(read)
        for position, row in enumerate(rows.numbers)
        if position not in rows.held
    ]


def check_order(entries: Sequence[Entry], minutes: Minutes) -> Found:
    """Yield entries that tell of something later than themselves, or known before it happened.

    Codes: `event_after_entry` (no entry can tell what had not happened: refused), `learnt_before`
    (a doubt: two clocks may differ, and the event itself is not in question). "About" is given its
    minutes first.
    """
    for entry in entries:
        happened, logged = entry.at("happened_at"), entry.at("logged_at")
        if happened is None or entry.is_denial:
            continue
        is_about = entry.said.get("precision") == "about"
        earliest = happened - (minutes.about if is_about else timedelta(0))
        learnt = entry.at("learnt_at")
        if logged is not None and earliest > logged:
            shown = f"{_in_words(happened)}；记录时间 {_in_words(logged)}"
            yield entry, Finding(entry.position, "happened_at", "event_after_entry", shown)
        elif learnt is not None and earliest > learnt:
            shown = f"{_in_words(learnt)}；发生时间 {_in_words(happened)}"
            yield entry, Finding(entry.position, "learnt_at", "learnt_before", shown)


def check_precision(entries: Sequence[Entry], minutes: Minutes) -> Found:
    """Yield entries whose precision and times do not go together (doubts).

    Codes: `between_incomplete` (a span without both ends), `until_unused` (an end where no span is
    said).
    """
    for entry in entries:
        is_span = entry.said.get("precision") == "between"
        ends = [entry.said.get("happened_at"), entry.said.get("happened_until")]
        if is_span and None in ends:
            yield entry, Finding(entry.position, "precision", "between_incomplete")
        elif not is_span and ends[1] is not None:
            shown = _in_words(datetime.fromisoformat(ends[1]))
            yield entry, Finding(entry.position, "happened_until", "until_unused", shown)


def check_repeats(entries: Sequence[Entry], minutes: Minutes) -> Found:
    """Yield entries that another one said before under another number: `repeated_entry`.

    The same incident, source, party, event, time and words, blanks and width of letters aside; an
    entry and its denial are two. What only another party learnt belongs into the first entry.
    """
    seen: dict[tuple, Entry] = {}
    for entry in entries:
        words = "".join(unicodedata.normalize("NFKC", visible(entry.said["what"])).split())
        said = [entry.said.get(name) for name in ("source", "party", "happened_at")]
        first = seen.setdefault((*entry.event, *said, words, entry.is_denial), entry)
        if first is not entry and first.said["entry_no"] != entry.said["entry_no"]:
            detail = {"place": first.place, "number": str(first.said["entry_no"])}
            yield entry, Finding(entry.position, "entry_no", "repeated_entry", None, detail)


def check_clock(entries: Sequence[Entry], minutes: Minutes) -> Found:
    """Yield entries that are twelve hours off the other accounts of their event: `clock_slip`.

    The others must be two that agree, or the only other one. Where as many speak for the entry as
    against it, it is doubted if its hour can be one of a twelve-hour clock (1 to 12), both where
    that tells nothing.
    """
    accounts: dict[tuple, list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.at("happened_at") and not entry.is_denial and entry.event[1] != _NO_ONE_EVENT:
            accounts[entry.event].append(entry)
    for same in accounts.values():
        for entry in same:
            others = [other for other in same if other is not entry]
            against = _against(entry, others, minutes.slip)
            if against is not None:
                yield entry, _suggest(entry, against)


def _against(entry: Entry, others: Sequence[Entry], slip: timedelta) -> Entry | None:
    """Return the account by which an entry is twelve hours off, None where it is not doubted."""
    off = [o for o in others if abs(_apart(entry, o) - _HALF_DAY) <= slip]
    near = [o for o in others if _apart(entry, o) <= slip]
    agree = [o for o in off if any(p is not o and _apart(p, o) <= slip for p in others)]
    if not off or not (agree or len(others) == 1) or len(near) + 1 > len(off):
        return None
    is_even = len(near) + 1 == len(off)  # as many say the one as the other
    if is_even and not _may_be_half(entry) and any(map(_may_be_half, off)):
        return None
    return (agree or off)[0]


def _suggest(entry: Entry, other: Entry) -> Finding:
    own, theirs = entry.at("happened_at"), other.at("happened_at")
    meant = own + _HALF_DAY if theirs > own else own - _HALF_DAY
    day = "" if meant.date() == own.date() else f"{meant.month}月{meant.day}日"
    detail = {"place": other.place, "time": f"{day}{meant:%H:%M}"}
    return Finding(entry.position, "happened_at", "clock_slip", _in_words(own), detail)


def _apart(one: Entry, other: Entry) -> timedelta:
    return abs(one.at("happened_at") - other.at("happened_at"))


def _may_be_half(entry: Entry) -> bool:
    return 1 <= entry.at("happened_at").hour <= 12


def _in_words(moment: datetime) -> str:
    return moment.isoformat(" ", "minutes")


LOG_CHECKS: dict[str, Callable[[Sequence[Entry], Minutes], Found]] = {
    "order": check_order,
    "precision": check_precision,
    "repeats": check_repeats,
    "clock": check_clock,
}
