"""What was known of a school before an incident, to whom, and since when?

Everything that the ledgers hold of days before the incident's day. What came only later is marked:
it may be learnt from, and nobody may be blamed for not having acted on it.
"""

from collections.abc import Iterator
from datetime import datetime

import pandas as pd

from anyuan.codebook import RuleBook, code_list
from anyuan.review.applying import Incident
from anyuan.review.before_items import JOINED, Rows, tell_items
from anyuan.review.ledgers import Ledgers

_AT = "datetime64[us]"
_TOLD = {"entry": "int64", "kind": "str", "on": _AT, "item": "str", "what": "str"}
_TOLD |= {"known_to": "str", "known_from": _AT, "recorded_at": _AT}


def known_before(
    incident: Incident, ledgers: Ledgers, moment: datetime, *, book: RuleBook, as_known: bool
) -> pd.DataFrame:
    """Return what the ledgers hold of the school from before the incident, the oldest first.

    ledgers: `mechanism` and `fixes` as they stood the day before. moment: when it happened (local,
    without zone). as_known: only what was received before it; else all, and `is_received_later`
    says what came at that moment or after.

    Columns: entry (int64, from 0; one item may have several rows), kind (before_kind), on (the
    day), item (a duty, "" for none), what (a sentence), known_to (parties joined by ;, in the order
    of their list), known_from (datetime64[us], a day counts from its start; null where nobody wrote
    since when), recorded_at, is_received_later. A row for each moment from which parties knew; the
    public is no party. An overdue test stands at the day of the last one, known from when it was
    overdue.
    """
    at = pd.Timestamp(moment)
    seen = _seen(ledgers, incident.school_code, at if as_known else None)
    items = list(tell_items(seen, incident, book))
    order = list(code_list("before_kind").labels)
    items.sort(key=lambda one: (one["on"], order.index(one["kind"]), one["item"], one["what"]))
    rows = [
        {**item, "entry": n, "known_to": parties, "known_from": since}
        for n, item in enumerate(items)
        for since, parties in _grouped(item["known"])
    ]
    frame = pd.DataFrame(
        {name: pd.Series([row[name] for row in rows], dtype=t) for name, t in _TOLD.items()}
    )
    return frame.assign(is_received_later=frame["recorded_at"] >= at)


def as_known_to(before: pd.DataFrame, party: str, at: datetime) -> pd.DataFrame:
    """Return what a party knew at a moment, that minute included: one row an item.

    What a party knew since nobody knows when is left out. An empty frame keeps its columns.
    """
    is_theirs = before["known_to"].str.split(JOINED).map(lambda parties: party in parties)
    known = before[is_theirs.astype("bool") & (before["known_from"] <= pd.Timestamp(at))]
    return known.sort_values(["entry", "known_from"]).drop_duplicates("entry", ignore_index=True)


def _seen(ledgers: Ledgers, school: str, received_before: pd.Timestamp | None) -> Rows:
    """Return the rows about a school of each ledger, those received before a moment."""
    frames = {}
    for name in ("inspections", "mechanism", "fixes", "notices", "bullying"):
        rows = getattr(ledgers, name)
        if len(rows):
            rows = rows[rows["school_code"] == school]
        if len(rows) and received_before is not None:
            rows = rows[rows["recorded_at"] < received_before]
        frames[name] = rows.to_dict("records")
    return frames


def _grouped(
    known: list[tuple[str, pd.Timestamp]],
) -> Iterator[tuple[pd.Timestamp | None, str]]:
    """Yield each moment with who knew from it on, the earliest first, what nobody dates last."""
    earliest: dict[str, pd.Timestamp | None] = {}
    for party, since in known:
        since = None if pd.isna(since) else since
        had = earliest.get(party)
        if party not in earliest or had is None or (since is not None and since < had):
            earliest[party] = since
    order = list(code_list("party").labels)
    moments = sorted({since for since in earliest.values() if since is not None})
    for since in [*moments, *([None] if None in earliest.values() else [])]:
        parties = sorted((p for p in earliest if earliest[p] == since), key=order.index)
        yield since, JOINED.join(parties)
    if not earliest:
        yield None, ""
