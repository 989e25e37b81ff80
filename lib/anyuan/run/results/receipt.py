"""What stands behind a published page: enough to tell whether it is stale, torn or explainable."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from anyuan.paths import write_record
from anyuan.run.plans.plan import RunSpec
from anyuan.run.results.fingerprint import library_versions, sha256_of
from anyuan.run.results.marks import END_MARK

RECEIPT = "receipt.json"


def write_receipt(
    folder: Path,
    spec: RunSpec,
    inputs: Mapping[str, Any],
    fingerprint: str,
    run_id: str,
    **about: Any,
) -> None:
    """Write receipt.json for a finished run: inputs, parameters, figures, hashes of its files.

    `about`: what else is kept (basis, facts_head, asked_known_at, started_at, seconds,
    engine_notes). What the notebook's end mark says of the same name stands above it.
    """
    facts = json.loads((folder / END_MARK).read_text(encoding="utf-8"))
    files = sorted(p for p in folder.rglob("*") if p.is_file() and p.name != RECEIPT)
    content = {
        "run_id": run_id,
        "notebook": spec.notebook,
        "key": spec.key,
        "parameters": spec.parameters,
        "fingerprint": fingerprint,
        "inputs": dict(inputs),
        "libraries": library_versions(),
        "files": {p.relative_to(folder).as_posix(): sha256_of(p) for p in files},
        **about,
        **{k: v for k, v in facts.items() if k != "end_mark"},
    }
    write_record(folder / RECEIPT, content)


def read_receipt(folder: Path) -> dict:
    """Return a folder's receipt, or an empty one where there is none that can be read."""
    try:
        found = json.loads((folder / RECEIPT).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def is_intact(folder: Path, receipt: dict) -> bool:
    """Whether every file that the receipt names is there with the same bytes."""
    try:
        return all(
            (folder / name).is_file() and sha256_of(folder / name) == digest
            for name, digest in (receipt.get("files") or {"": ""}).items()
        )
    except OSError:  # gone or not to be read at this moment
        return False
