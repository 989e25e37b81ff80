"""manifest.json of a month: every planned run, whether its page is good, and what went wrong."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from anyuan.paths import write_text
from anyuan.run.batch.dispatch import Grounds
from anyuan.run.batch.outcome import FAILED, RunOutcome, as_failure
from anyuan.run.plans.plan import RunSpec, waits_for
from anyuan.run.release.page import PAGE
from anyuan.run.results.fingerprint import code_digest
from anyuan.run.results.publish import MonthPlaces

MANIFEST = "manifest.json"
PUBLISHED, STALE, NO_PAGE, MISSING = "published", "stale", "failed", "missing"
# What says when and by which call, and not how the month stands.
_OF_THE_CALL = ("run_id", "known_at")


@dataclass(frozen=True)
class Standing:
    """How one run stands: `state` is published (whole and up to date), stale (whole, but older than
    what it should rest on, or not made anew), failed (no page) or missing (never made)."""

    spec: RunSpec
    state: str
    receipt: Mapping[str, Any]
    failure: Mapping[str, Any] | None = None

    @property
    def entry(self) -> dict[str, Any]:
        """What the manifest says of the run; `code` is the version of the program that made it."""
        return {
            "state": self.state,
            "run_id": self.receipt.get("run_id", ""),
            "fingerprint": self.receipt.get("fingerprint", ""),
            "page": self.receipt.get("files", {}).get(PAGE, ""),
            "failure": dict(self.failure) if self.failure else None,
            "seconds": self.receipt.get("seconds"),
            "started_at": self.receipt.get("started_at", ""),
            "code": self.receipt.get("basis", {}).get("code", ""),
            "engine_notes": self.receipt.get("engine_notes", []),
        }


def take_stock(
    grounds: Grounds,
    outcomes: Mapping[str, RunOutcome],
    standing: Mapping[str, Mapping],
    before: Mapping[str, Any],
) -> list[Standing]:
    """Return how each planned run stands after a call.

    `standing`: receipts of the pages that lie there whole; `before`: the manifest so far, which
    keeps the failure of a run that this call did not take up.
    """
    found, stale = [], set()
    for spec in grounds.planned:
        receipt, outcome = standing.get(spec.name, {}), outcomes.get(spec.name)
        if outcome is None:
            is_drawn_from_old = any(o.name in stale for o in waits_for(spec, grounds.planned))
            is_due = is_drawn_from_old or grounds.judge_plainly(spec, standing).is_due
            failure = before.get("runs", {}).get(spec.name, {}).get("failure") if is_due else None
        else:
            is_due = outcome.state == FAILED
            failure = as_failure(outcome.failure) if outcome.failure else None
        good, none = STALE if is_due else PUBLISHED, NO_PAGE if failure else MISSING
        state = good if receipt else none
        stale |= {spec.name} if state == STALE else set()
        found.append(Standing(spec, state, receipt, failure))
    return found


def read_manifest(places: MonthPlaces) -> dict[str, Any]:
    """Return a month's manifest, an empty one where there is none that can be read."""
    try:
        found = json.loads((places.folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def describe_month(grounds: Grounds, stock: list[Standing]) -> dict[str, Any]:
    """Return what the manifest says of a month."""
    return {
        "month": grounds.places.month,
        "run_id": grounds.run_id,
        "known_at": grounds.inputs.known_at,
        "facts_head": grounds.inputs.facts_head,
        "code": code_digest(),
        "runs": {one.spec.name: one.entry for one in stock},
    }


def says_the_same(before: Mapping[str, Any], content: Mapping[str, Any]) -> bool:
    """Whether two manifests differ in nothing but the call that wrote them."""
    return _without_call(before) == _without_call(content)


def write_manifest(places: MonthPlaces, content: Mapping[str, Any]) -> None:
    """Write a month's manifest."""
    text = json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    write_text(places.folder / MANIFEST, text)


def _without_call(content: Mapping[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in content.items() if k not in _OF_THE_CALL}
