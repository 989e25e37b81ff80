"""Does the review of 2,000 made-up incidents agree with an oracle written in plain loops?

Each seed draws an incident (`as_of_histories`): accounts that contradict one another, with gaps in
who learnt what when, inspections, answers and judgements. At random moments, of random parties,
what the party knew, since when each event was knowable, the events, the intervals and the verdict
on every duty must be those of `as_of_oracle`, which shares no code with the package. Ends with an
error and the seed at the first that differs.

    python -m bench.soak_as_of [N_HISTORIES [FIRST_SEED]]
"""

import sys
import time
from collections import Counter
from datetime import datetime
from typing import Any

import pandas as pd
from bench import as_of_oracle as oracle
from bench.as_of_histories import Row, draw_history

from anyuan.codebook import RuleBook, table
from anyuan.records import record_columns
from anyuan.review.accounts import find_events, read_accounts
from anyuan.review.intervals import measure_intervals
from anyuan.review.knowledge import as_seen_by, knowable
from anyuan.review.verdicts import Incident, judge_duties

N_HISTORIES, FIRST_SEED = 2000, 910_000
AFTERWARDS = datetime.fromisoformat("2100-01-01")
_MECHANISM = dict.fromkeys(("school_code", "item", "round", "answer"), "str")
_MECHANISM |= {"answered_on": "datetime64[us]"}
_JUDGEMENTS = dict.fromkeys(("duty", "verdict", "evidence", "judged_by"), "str")
_EVENT = {"n": "n_accounts", "conflicting": "is_conflicting", "disputed": "is_disputed"}
_EVENT |= {"low": "low", "high": "high", "denied": "is_denied"}
_INTERVAL = {"backwards": "is_backwards", "conflicting": "is_conflicting"}
_INTERVAL |= {name: name for name in ("low", "high", "limit", "verdict")}


class DisagreementError(Exception):
    """The package and the oracle say different things of one history."""


def check_history(seed: int) -> Counter:
    """Return how often each verdict was computed; DisagreementError at the first difference."""
    history = draw_history(seed)
    incident, settings, rows = history["incident"], history["settings"], history["accounts"]
    on = incident["on"]
    book = RuleBook(settings)
    told = read_accounts(_log_frame(rows), book.value("review.about_minutes", on))
    _same(seed, "since when events are knowable", oracle.knowable(rows), _knowable(told))
    found: Counter = Counter()
    views = [(None, AFTERWARDS), *history["views"]]
    for party, at in views:
        view, seen = list(range(len(rows))), told
        if party is not None:
            view, seen = oracle.seen_by(rows, party, at), as_seen_by(told, party, at)
        where = f"of {party} at {at}"
        _same(seed, f"what is seen {where}", view, list(seen.index))
        known = [rows[place] for place in view]
        events = find_events(seen)
        about = oracle.rule("review.about_minutes", on, settings)
        theirs = oracle.events(known, about)
        _same(seed, f"events {where}", theirs, _keyed(events, ["event", "event_no"], _EVENT))
        intervals = measure_intervals(events, book, on)
        theirs = oracle.intervals(theirs, on, settings)
        _same(seed, f"intervals {where}", theirs, _keyed(intervals, ["interval"], _INTERVAL))
        panel = [row for row in history["judgements"] if row["recorded_at"] <= at]
        verdicts = judge_duties(
            Incident(**incident),
            intervals,
            events,
            inspections=_frame(history["inspections"], record_columns(table("inspections"))),
            mechanism_now=_frame(history["mechanism"], _MECHANISM),
            judgements=_frame(panel, _JUDGEMENTS),
            book=book,
        )
        ours = {row[0]: row[1:4] for row in verdicts.itertuples(index=False, name=None)}
        _same(seed, f"duties {where}", oracle.verdicts(history, known, panel), ours)
        found.update(verdicts["computed"])
        found.update("interval " + intervals["verdict"].fillna("without limit"))
    return found


def main(n_histories: int, first_seed: int) -> None:
    """Check the histories and print what was drawn; end with an error at the first difference."""
    started, found = time.perf_counter(), Counter()
    for n in range(n_histories):
        try:
            found += check_history(first_seed + n)
        except DisagreementError as error:
            raise SystemExit(str(error)) from None
        if (n + 1) % 200 == 0:
            say(f"{n + 1} histories, {time.perf_counter() - started:.0f} s")
    drawn = ", ".join(f"{verdict} {n}" for verdict, n in found.most_common())
    say(f"{n_histories} histories from seed {first_seed} agree with the oracle: {drawn}")


def _same(seed: int, what: str, theirs: Any, ours: Any) -> None:
    if theirs == ours:
        return
    if isinstance(theirs, dict):
        keys = [k for k in {**theirs, **ours} if theirs.get(k, "-") != ours.get(k, "-")]
        theirs, ours = ({k: one.get(k, "-") for k in keys[:3]} for one in (theirs, ours))
    raise DisagreementError(f"seed {seed}, {what}: the oracle says {theirs}, the package {ours}")


def _knowable(told: pd.DataFrame) -> dict[tuple[str, int, str], datetime | None]:
    found = knowable(told)
    keys = zip(found["event"], found["event_no"], found["party"], strict=True)
    return dict(zip(keys, map(_plain, found["known_from"]), strict=True))


def _keyed(frame: pd.DataFrame, keys: list[str], names: dict[str, str]) -> dict[Any, Row]:
    found = {}
    for row in frame.to_dict("records"):
        key = tuple(row[name] for name in keys)
        found[key if len(keys) > 1 else key[0]] = {n: _plain(row[c]) for n, c in names.items()}
    return found


def _plain(value: Any) -> Any:
    if pd.isna(value):
        return None
    return value.to_pydatetime() if isinstance(value, pd.Timestamp) else value


def _log_frame(rows: list[Row]) -> pd.DataFrame:
    """Return accounts as records hold them: moments as text."""
    said = [
        {k: v.isoformat(timespec="minutes") if isinstance(v, datetime) else v for k, v in r.items()}
        for r in rows
    ]
    return _frame(said, record_columns(table("incident_log")))


def _frame(rows: list[Row], columns: dict[str, str]) -> pd.DataFrame:
    kept = {name: dtype for name, dtype in columns.items() if dtype != "int64"}
    return pd.DataFrame(
        {n: pd.Series([row.get(n) for row in rows], dtype=t) for n, t in kept.items()}
    )


def say(text: str) -> None:
    """Print a line at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:]]
    main(*given, *[N_HISTORIES, FIRST_SEED][len(given) :])
