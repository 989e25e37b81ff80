"""The month's front page: what was made, what failed or is old, where it lies."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import anyuan
from anyuan import clock
from anyuan.briefing import IndexEntry, IndexMeta, render_index
from anyuan.codebook import County
from anyuan.errors import ShownError
from anyuan.paths import write_text
from anyuan.period import Month
from anyuan.run.batch.dispatch import Grounds
from anyuan.run.batch.manifest import (
    NO_PAGE,
    PUBLISHED,
    STALE,
    Standing,
    describe_month,
    read_manifest,
    says_the_same,
    take_stock,
    write_manifest,
)
from anyuan.run.batch.outcome import RunOutcome
from anyuan.run.release.page import PAGE, check_index

INDEX = "index.html"
# The notebook whose page is the month's own.
MEETING_PAGE = "joint_meeting"
_STATES = {PUBLISHED: "done", STALE: "stale", NO_PAGE: "failed"}


@dataclass(frozen=True)
class MonthListing:
    """All planned runs of a month beside what this call did to some of them.

    `standing`: receipts of the pages that lie there whole; `torn`: pages that were set aside;
    `names`: what codes of schools and townships are called.
    """

    month: Month
    workspace: str
    county: County
    grounds: Grounds
    outcomes: Mapping[str, RunOutcome]
    standing: Mapping[str, Mapping[str, Any]]
    torn: Sequence[str] = ()
    names: Mapping[str, str] = field(default_factory=dict)


def write_listing(listing: MonthListing) -> Path:
    """Write index.html (meeting pages only) and manifest.json; return the index.

    Raises ShownError `page_leak` where the front page holds what no page may; there is none then,
    so that an old one does not go on telling. Nothing is rewritten while both say already how the
    month stands. The manifest comes last: until it is there the next call begins anew.
    """
    places = listing.grounds.places
    index, before = places.folder / INDEX, read_manifest(places)
    stock = take_stock(listing.grounds, listing.outcomes, listing.standing, before)
    content = describe_month(listing.grounds, stock)
    if index.is_file() and says_the_same(before, content):
        return index
    html = _draw(listing, [s for s in stock if s.spec.level == "meeting"])
    try:
        check_index(html, listing.workspace, listing.month, listing.grounds.root)
    except ShownError:
        index.unlink(missing_ok=True)
        write_manifest(places, content)
        raise
    write_text(index, html)
    write_manifest(places, content)
    return index


def _draw(listing: MonthListing, stock: Sequence[Standing]) -> str:
    county = listing.county
    meta = IndexMeta(
        county_line=f"{county.name}{county.action} · {county.meeting}",
        month_label=listing.month.label,
        generated_at=clock.now(),
        version=anyuan.__version__,
        is_rehearsal=any(r.get("is_rehearsal") for r in listing.standing.values()),
    )
    lead = [s for s in stock if s.spec.notebook == MEETING_PAGE]
    rest = sorted(
        (s for s in stock if s.spec.notebook != MEETING_PAGE), key=lambda s: s.spec.notebook
    )
    entries = [_entry(listing, one) for one in [*lead, *rest]]
    return render_index(meta, entries, _gaps(listing, entries), n_leading=len(lead))


def _entry(listing: MonthListing, one: Standing) -> IndexEntry:
    key = one.spec.key
    about = listing.county.name if key == "county" else listing.names.get(key, key)
    state = _STATES.get(one.state, "missing")
    note = ""
    if one.failure:
        note = f"本次未能生成：{one.failure['message']}"
    elif state == "stale":
        note = "此后资料、决定或设置有变，还没有重新生成"
    href = f"{one.spec.name}/{PAGE}" if one.receipt else ""
    started_at = one.receipt.get("started_at")
    made_on = clock.civil_date(clock.from_text(started_at)) if started_at else None
    return IndexEntry(one.spec.title, about, state, href, note, made_on=made_on)


def _gaps(listing: MonthListing, entries: Sequence[IndexEntry]) -> list[tuple[str, str]]:
    """Return what is not in order with the pages themselves; those of the data stand on each."""
    words = {"failed": "没有简报", "stale": "是旧版", "missing": "尚未生成"}
    gaps = [
        (f"{entry.title}（{entry.about}）", words[entry.state])
        for entry in entries
        if entry.state in words
    ]
    by_name = {spec.name: spec for spec in listing.grounds.planned}
    torn = [by_name[n].title for n in listing.torn if n in by_name and "casework" not in n]
    return gaps + [(title, "原来的文件被改动或损坏过，已移开并重做") for title in torn]
