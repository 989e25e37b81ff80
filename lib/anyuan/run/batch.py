"""Run a month: plan, run what is not up to date, publish, and tell what became of each run.

A failing run does not stop the others, and never touches the last good page.
"""

import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from anyuan import clock
from anyuan.casebook import Casebook
from anyuan.cases import CaseLedger
from anyuan.codebook import case_kind
from anyuan.errors import ShownError
from anyuan.period import Month
from anyuan.run.bullying_units import list_schools
from anyuan.run.case_facts import KIND
from anyuan.run.casework import NOT_READY, begin_month
from anyuan.run.engine import RunFailure, execute
from anyuan.run.fingerprint import fingerprint
from anyuan.run.holdings import BULLYING, EVERY, read_holdings
from anyuan.run.index import DONE, FAILED, SKIPPED, MonthListing, RunOutcome, write_listing
from anyuan.run.lock import hold_month
from anyuan.run.opened import OpenedWorkspace, open_workspace
from anyuan.run.page import make_page
from anyuan.run.params import check_parameters
from anyuan.run.plan import UNIT_LISTS, RunSpec, plan_month
from anyuan.run.publish import keep_failure, make_staging, publish, retire, sweep_staging
from anyuan.run.receipt import is_intact, read_receipt, write_receipt
from anyuan.run.return_units import list_units


@dataclass(frozen=True)
class Batch:
    """One call for a month: which workspace, as known when, which runs, made anew or not."""

    root: Path
    month: Month
    workspace: str
    as_of: str = ""
    known_at: str = ""
    only: str = ""
    is_forced: bool = False
    progress: Callable[[int, int, str], None] = field(default=lambda done, total, name: None)

    @property
    def outputs(self) -> Path:
        """The folder of all outputs."""
        return self.root / "outputs"


def run_month(batch: Batch) -> list[RunOutcome]:
    """Run every planned notebook of a month and write the month's index and manifest.

    Raises ShownError when nothing can run at all: bad parameters, no workspace, an unwritable
    outputs folder, files that the month needs and that are missing.
    """
    shared = {
        "month": str(batch.month),
        "workspace": batch.workspace,
        "as_of": batch.as_of,
        "known_at": batch.known_at,
    }
    planned = plan_month(batch.root, shared)
    specs = [s for s in planned if batch.only in ("", s.notebook)]
    if not specs:
        check_parameters(batch.only, shared)
    opened = open_workspace(batch.workspace, batch.root)
    _require_writable(batch.outputs)
    with hold_month(batch.outputs, str(batch.month)):
        sweep_staging(batch.outputs, str(batch.month))
        if not (batch.known_at or batch.as_of or batch.only):  # an earlier state is only read
            batch.progress(0, len(specs), "casework")
            _begin(opened, batch.month)
        units = _units(opened, batch)
        planned = plan_month(batch.root, shared, units)
        specs = [s for s in planned if batch.only in ("", s.notebook)]
        inputs = describe_inputs(opened.workspace, opened.casebook, batch)
        run_id = f"{clock.to_text(clock.now())[:19].replace(':', '')}-{secrets.token_hex(2)}"
        outcomes = []
        for n, spec in enumerate(specs):
            batch.progress(n, len(specs), spec.name)
            outcomes.append(_run_one(batch, spec, inputs, run_id))
        batch.progress(len(specs), len(specs), "")
        if units.keys() == UNIT_LISTS.keys():
            retire(batch.outputs, str(batch.month), run_id, specs)
        write_listing(
            MonthListing(batch.outputs, batch.month, opened.county, planned, outcomes), run_id
        )
    return outcomes


def _begin(opened: OpenedWorkspace, month: Month) -> None:
    try:
        begin_month(opened, month)
    except ShownError as error:
        # Whatever keeps the month from being counted, each run says as its own failure.
        if error.code not in NOT_READY:
            raise


def _units(opened: OpenedWorkspace, batch: Batch) -> dict[str, list[str]]:
    """Return the units and schools of the month that runs are spread over, as known.

    Without the units where a year's holidays are not known: the county's run tells of it.
    """
    as_of = date.fromisoformat(batch.as_of) if batch.as_of else batch.month.last_day
    known_at = clock.from_text(batch.known_at) if batch.known_at else None
    county, kind, bullying = opened.county, case_kind(KIND), case_kind(BULLYING)
    holdings = read_holdings(
        opened.workspace, opened.casebook, batch.month, known_at, question=BULLYING
    )
    known = CaseLedger(opened.casebook, bullying).as_known(as_of, known_at)
    with_cases = {case.fields.get("school_code", "") for case in known.values()}
    schools = list_schools(holdings, county, with_cases)
    cases = CaseLedger(opened.casebook, kind).as_known(as_of, known_at)
    try:
        return schools | list_units(kind, cases.values(), as_of, county, county.rule_book())
    except ShownError:
        return schools


def describe_inputs(workspace: Path, casebook: Casebook, batch: Batch) -> dict:
    """Return what a run of the month rests on: files as known, and the sealed decisions."""
    known_at = clock.from_text(batch.known_at) if batch.known_at else None
    holdings = read_holdings(workspace, casebook, batch.month, known_at, question=EVERY)
    return {
        "files": sorted(holdings.files["table"] + "/" + holdings.files["record_name"]),
        "chain_head": casebook.chain_head(known_at),
        "known_at": clock.to_text(known_at or casebook.last_recorded_at() or clock.now()),
    }


def _run_one(batch: Batch, spec: RunSpec, inputs: dict, run_id: str) -> RunOutcome:
    notebook = batch.root / "notebooks" / f"{spec.notebook}.ipynb"
    final = spec.folder(batch.outputs, str(batch.month))
    print_of = fingerprint(inputs, spec.parameters, notebook, batch.root / "params" / "county.yaml")
    receipt = read_receipt(final)
    if not batch.is_forced and receipt.get("fingerprint") == print_of and is_intact(final, receipt):
        return RunOutcome(spec, SKIPPED, final)
    staging = make_staging(batch.outputs, str(batch.month), run_id, spec)
    failure = execute(spec, notebook, staging) or _page_failure(spec, staging, batch)
    if failure:
        reason = {"kind": failure.kind, "cell": failure.cell, "message": failure.message}
        folder = keep_failure(staging, spec, batch.outputs, str(batch.month), reason)
        return RunOutcome(spec, FAILED, folder, failure)
    write_receipt(staging, spec, inputs, print_of, run_id)
    differences = publish(staging, final, batch.outputs, run_id)
    return RunOutcome(spec, DONE, final, differences=differences)


def _page_failure(spec: RunSpec, staging: Path, batch: Batch) -> RunFailure | None:
    try:
        make_page(spec, staging, batch.root)
    except ShownError as error:
        return RunFailure(error.code, "", error.message)
    return None


def _require_writable(outputs: Path) -> None:
    outputs.mkdir(parents=True, exist_ok=True)
    if not os.access(outputs, os.W_OK | os.X_OK):
        raise ShownError(
            "outputs 目录不可写。", code="outputs_readonly", next_step="请检查目录权限后重试。"
        )
