"""The month's front page and manifest: what was made, what failed, where it lies."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import anyuan
from anyuan import clock
from anyuan.briefing import IndexEntry, IndexMeta, render_index
from anyuan.codebook import County
from anyuan.paths import write_text
from anyuan.period import Month
from anyuan.run.engine import RunFailure
from anyuan.run.page import PAGE
from anyuan.run.plan import RunSpec
from anyuan.run.receipt import is_intact, read_receipt

DONE, SKIPPED, FAILED = "done", "skipped", "failed"


@dataclass(frozen=True)
class RunOutcome:
    """What became of one run; `differences` names figures and tables that changed, if any."""

    spec: RunSpec
    state: str
    folder: Path
    failure: RunFailure | None = None
    differences: dict[str, list] | None = None


@dataclass(frozen=True)
class MonthListing:
    """All planned runs of a month beside what this call did to some of them."""

    outputs: Path
    month: Month
    county: County
    planned: Sequence[RunSpec]
    outcomes: Sequence[RunOutcome]


def write_listing(listing: MonthListing, run_id: str) -> Path:
    """Write index.html (meeting pages only) and manifest.json; return the index.

    Nothing is rewritten when every run was up to date and both files are there.
    """
    folder = listing.outputs / str(listing.month)
    index, manifest = folder / "index.html", folder / "manifest.json"
    is_same = all(o.state == SKIPPED for o in listing.outcomes)
    if is_same and index.is_file() and manifest.is_file():
        return index
    failures = {o.spec.name: o.failure for o in listing.outcomes if o.failure}
    receipts = {}
    for spec in listing.planned:
        final = spec.folder(listing.outputs, str(listing.month))
        receipt = read_receipt(final)
        receipts[spec.name] = receipt if receipt and is_intact(final, receipt) else {}
    entries = [
        _entry(spec, listing.county, receipts[spec.name], failures.get(spec.name))
        for spec in listing.planned
        if spec.level == "meeting"
    ]
    is_rehearsal = any(r.get("is_rehearsal") for r in receipts.values())
    meta = IndexMeta(
        county_line=f"{listing.county.name}{listing.county.action} · {listing.county.meeting}",
        month_label=listing.month.label,
        generated_at=clock.now(),
        version=anyuan.__version__,
        is_rehearsal=is_rehearsal,
    )
    write_text(index, render_index(meta, entries))
    content = {
        "month": str(listing.month),
        "run_id": run_id,
        "runs": {
            name: {
                "run_id": receipt.get("run_id", ""),
                "fingerprint": receipt.get("fingerprint", ""),
                "page": receipt.get("files", {}).get(PAGE, ""),
                "failure": asdict(failures[name]) if name in failures else None,
            }
            for name, receipt in receipts.items()
        },
    }
    text = json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    write_text(manifest, text)
    return index


def _entry(spec: RunSpec, county: County, receipt: dict, failure: RunFailure | None) -> IndexEntry:
    about = county.name if spec.key == "county" else spec.key
    note = "" if failure is None else f"本次未能生成：{failure.message}"
    if receipt:
        href = f"{spec.name}/{PAGE}"
        return IndexEntry(spec.title, about, DONE, href, note)
    return IndexEntry(spec.title, about, FAILED if failure else "missing", "", note)
