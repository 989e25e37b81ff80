"""Give every received row its person, month by month, and find what stays undecided.

Joins records, casebook and linkage. Accepted links are stored as decisions; open pairs are derived
and can be found again at any time.
"""

import hashlib
import json
import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pandas as pd

from anyuan.casebook import Casebook
from anyuan.codebook import IDENTITY, tables_of
from anyuan.linkage import LinkBatch, LinkResult, link_records
from anyuan.paths import replacing
from anyuan.period import Month
from anyuan.run.months.holdings import DROPOUT, Holdings, read_holdings
from anyuan.run.results.fingerprint import code_digest, library_versions

LINKED = "month_linked"
_FIELDS = ["resident_id_given", "resident_id_problem", *IDENTITY]


@dataclass(frozen=True)
class LinkSummary:
    """What one link step did: rows looked at, persons minted or assigned, links, open pairs."""

    month: Month
    n_rows: int
    n_assigned: int
    n_links: int
    n_undecided: int


def link_month(
    workspace: Path, casebook: Casebook, month: Month, *, actor: str, at: datetime
) -> LinkSummary:
    """Link the rows that a month adds, and store the links and persons; idempotent.

    The step itself is an event, so that a month's printed figure can be told from later knowledge.
    """
    holdings = read_holdings(workspace, casebook, month)
    rows = identity_rows(holdings)
    known = casebook.persons()
    result = _run(rows, known, casebook, None)
    links = _without_known(result.links, casebook)
    if len(links):
        casebook.add_links(links, actor=actor, at=at)
    if len(result.persons):
        casebook.assign_persons(result.persons, actor=actor, at=at)
    if len(result.persons) or str(month) not in linked_months(casebook):
        casebook.append_event(LINKED, {"month": str(month)}, actor=actor, at=at)
    n_open = _count_open(result, known)
    return LinkSummary(month, len(rows), len(result.persons), len(links), n_open)


def months_to_link(casebook: Casebook) -> list[Month]:
    """Return the months of all standing files, oldest first."""
    periods = {p for name in tables_of(DROPOUT) for p in casebook.current_files(name)["period"]}
    return [Month.parse(period) for period in sorted(periods)]


def linked_months(casebook: Casebook) -> set[str]:
    """Return the months for which a link step stands in the casebook."""
    return {body["month"] for body in casebook.events(kind=LINKED)["body"]}


def open_pairs(holdings: Holdings) -> pd.DataFrame:
    """Return the undecided pairs as known, kept in derived/ under a digest of what they rest on.

    Columns left_key, right_key, probability, why. Pairs whose two rows are one person by now, or
    are judged different, are no longer open.
    """
    judgements = holdings.casebook.judgements(known_at=holdings.known_at)
    names = sorted(holdings.files["table"] + "/" + holdings.files["record_name"])
    persons = holdings.person_of.rename_axis("record_key").reset_index()
    members = sorted(persons["person_id"] + persons["record_key"])
    basis = [names, members, judgements.to_csv(), code_digest(), library_versions()]
    digest = hashlib.sha256(json.dumps(basis).encode()).hexdigest()[:16]
    path = holdings.workspace / "derived" / "undecided" / f"{holdings.month}-{digest}.parquet"
    with suppress(OSError, ValueError):  # not there, or not whole: it is made (again)
        return pd.read_parquet(path)
    rows = identity_rows(holdings)
    pairs = _run(rows, persons, holdings.casebook, holdings.known_at).undecided
    with replacing(path) as part:
        pairs.to_parquet(part, index=False)
    return pairs


def identity_rows(holdings: Holdings) -> pd.DataFrame:
    """Return the identity fields of every distinct row that the month's files hold.

    Rows of earlier months stay in: what a child was called or numbered then still tells who it is.
    Of rows with one key the newest stands; missing fields are null.
    """
    frames = [
        holdings.rows(name).reindex(columns=["record_key", "period", *_FIELDS]).assign(table=name)
        for name in holdings.tables
        if name != "schools"
    ]
    rows = pd.concat(frames, ignore_index=True).sort_values("period", kind="stable")
    return rows.drop_duplicates("record_key", keep="last", ignore_index=True)


def mint_ids(n: int) -> list[str]:
    """Return n new random person ids of 16 hex digits."""
    return [secrets.token_hex(8) for _ in range(n)]


def _count_open(result: LinkResult, known: pd.DataFrame) -> int:
    persons = pd.concat([known[["record_key", "person_id"]], result.persons])
    person_of = persons.drop_duplicates("record_key", keep="last").set_index("record_key")
    left, right = (
        result.undecided[key].map(person_of["person_id"]) for key in ("left_key", "right_key")
    )
    return int((left != right).sum())


def _without_known(links: pd.DataFrame, casebook: Casebook) -> pd.DataFrame:
    # A step killed between links and persons is done again: its links are there already.
    known = casebook.links()
    seen = set(zip(known["left_key"], known["right_key"], strict=True))
    pairs = zip(links["left_key"], links["right_key"], strict=True)
    return links[[pair not in seen for pair in pairs]]


def _run(
    rows: pd.DataFrame,
    persons: pd.DataFrame,
    casebook: Casebook,
    known_at: datetime | None,
    mint: Callable[[int], list[str]] = mint_ids,
) -> LinkResult:
    mine = persons.loc[persons["record_key"].isin(rows["record_key"]), ["record_key", "person_id"]]
    judgements = casebook.judgements(known_at=known_at)[["left_key", "right_key", "verdict"]]
    return link_records(LinkBatch(rows, mine.reset_index(drop=True), judgements, mint))
