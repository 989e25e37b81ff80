"""Run a month: plan, run what is not up to date, publish, and tell what became of each run.

A failing run does not stop the others, and never touches the last good page.
"""

import os
import secrets
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from anyuan import clock
from anyuan.cases import CaseLedger
from anyuan.codebook import case_kind
from anyuan.dropout import ended_spans
from anyuan.errors import ShownError
from anyuan.period import Month
from anyuan.run.batch.dispatch import Dispatch, Grounds
from anyuan.run.batch.index import MonthListing, write_listing
from anyuan.run.batch.inputs import describe_inputs
from anyuan.run.batch.lock import hold_month
from anyuan.run.batch.outcome import BatchStopped, RunOutcome, Told
from anyuan.run.batch.pool import WorkerPool
from anyuan.run.batch.staleness import Reason
from anyuan.run.batch.workplace import Workplace
from anyuan.run.casework.casework import NOT_READY, begin_month
from anyuan.run.months.bullying_units import list_schools
from anyuan.run.months.case_facts import KIND
from anyuan.run.months.holdings import BULLYING, read_holdings
from anyuan.run.months.return_units import list_units
from anyuan.run.months.review_month import list_incidents
from anyuan.run.opened import OpenedWorkspace, open_workspace, require_whole
from anyuan.run.plans.params import MODELS, check_parameters
from anyuan.run.plans.plan import UNIT_LISTS, RunSpec, plan_month, waits_for
from anyuan.run.results.fingerprint import Surroundings
from anyuan.run.results.mending import mend_month, read_whole
from anyuan.run.results.publish import MonthPlaces, published_names, retire, sweep
from anyuan.run.results.space import require_space


def default_workers() -> int:
    """Return how many workers a batch has unless told: two, where there are two processors."""
    return min(2, os.cpu_count() or 1)


@dataclass(frozen=True)
class Batch:
    """One call for a month: which workspace, as known when, which runs, made anew or not.

    `only`: names of notebooks (one may be given as text), `school`: the code of a school, unit or
    other key; empty for all. `take_over`: from a batch of another machine, see `run.lock`.
    """

    root: Path
    month: Month
    workspace: str
    as_of: str = ""
    known_at: str = ""
    only: str | tuple[str, ...] = ()
    school: str = ""
    is_forced: bool = False
    n_workers: int = field(default_factory=default_workers)
    take_over: bool = False
    tell: Callable[[Told], None] = field(default=lambda told: None)

    @property
    def outputs(self) -> Path:
        """The folder of all outputs."""
        return self.root / "outputs"

    @property
    def places(self) -> MonthPlaces:
        """Where the month's runs lie."""
        return MonthPlaces(self.outputs, str(self.month))

    @property
    def notebooks(self) -> tuple[str, ...]:
        """The notebooks that are wanted."""
        named = (self.only,) if isinstance(self.only, str) else self.only
        return tuple(name for name in named if name) or tuple(MODELS)

    @property
    def is_part(self) -> bool:
        """Whether only some of the month's runs are wanted."""
        return bool(self.school) or set(self.notebooks) != set(MODELS)

    @property
    def shared(self) -> dict[str, str]:
        """The parameters that all runs have."""
        return {
            "month": str(self.month),
            "workspace": self.workspace,
            "as_of": self.as_of,
            "known_at": self.known_at,
        }

    def wants(self, spec: RunSpec) -> bool:
        """Whether a run of the plan is to be made by this call."""
        return spec.notebook in self.notebooks and self.school in ("", *spec.codes)


def run_month(batch: Batch) -> list[RunOutcome]:
    """Run every planned notebook of a month and write the month's index and manifest.

    Returns the outcomes in the order of the plan. Raises ShownError when nothing can run at all
    (bad parameters, no workspace, a broken chain, an unwritable outputs folder, no space, nothing
    to run); BatchStopped where somebody stopped it.
    """
    opened = _open(batch)
    _require_writable(batch.outputs)
    places, month = batch.places, str(batch.month)
    with hold_month(batch.outputs, month, take_over=batch.take_over) as beat:
        run_id = f"{clock.to_text(clock.now())[:19].replace(':', '')}-{secrets.token_hex(2)}"
        mended = mend_month(places, run_id)
        require_space(places)
        for name in mended.torn:
            batch.tell(Told("mended", name))
        if not (batch.known_at or batch.as_of or batch.is_part):  # an earlier state is only read
            batch.tell(Told("casework"))
            _begin(opened, batch.month)
        units = _units(opened, batch)
        grounds, specs = _grounds(opened, batch, units, run_id)
        batch.tell(Told("begun", n_total=len(specs)))
        dispatch = Dispatch(grounds, mended, batch.tell, beat)
        is_stopped, standing = False, dispatch.standing
        try:
            with WorkerPool(batch.n_workers, Workplace(batch.outputs)) as pool:
                dispatch.work_through(specs, pool, batch.n_workers)
        except KeyboardInterrupt:
            is_stopped = True
            standing = mend_month(places, run_id).receipts
        sweep(places)
        outcomes = [dispatch.outcomes[s.name] for s in specs if s.name in dispatch.outcomes]
        is_whole = not (batch.school or batch.known_at or batch.as_of)
        if is_whole and not is_stopped and units.keys() == UNIT_LISTS.keys():
            retire(places, run_id, grounds.planned, batch.notebooks)
        write_listing(
            MonthListing(
                batch.month,
                batch.workspace,
                opened.county,
                grounds,
                dispatch.outcomes,
                standing,
                mended.torn,
                _names(opened, batch.month),
            )
        )
    if is_stopped:
        raise BatchStopped(outcomes, len(specs))
    return outcomes


def preview_month(batch: Batch) -> list[tuple[RunSpec, Reason]]:
    """Return what a call would make or skip, and why; nothing is run and nothing written.

    The casework step is not taken either: cases that it would open, and their units' pages, are
    not seen yet.
    """
    opened = _open(batch)
    grounds, specs = _grounds(opened, batch, _units(opened, batch), "")
    whole = read_whole(batch.places)
    torn = tuple(set(published_names(batch.places)) - whole.keys())
    judged: dict[str, Reason] = {}
    for spec in specs:
        reason = grounds.judge(spec, whole, torn)
        redone = [s.name for s in waits_for(spec, specs) if judged[s.name].is_due]
        if not reason.is_due and redone:
            reason = Reason("after", f"若这些页面的数字有变就重做：{'、'.join(redone)}")
        judged[spec.name] = reason
    return [(spec, judged[spec.name]) for spec in specs]


def _open(batch: Batch) -> OpenedWorkspace:
    """Check what is asked before anything is touched, and open the workspace."""
    for notebook in batch.notebooks:
        if notebook not in MODELS:
            check_parameters(notebook, batch.shared)
    plan_month(batch.root, batch.shared)
    opened = open_workspace(batch.workspace, batch.root)
    require_whole(opened)
    return opened


def _grounds(
    opened: OpenedWorkspace, batch: Batch, units: dict[str, list[str]], run_id: str
) -> tuple[Grounds, list[RunSpec]]:
    """Return what runs are judged by, and those of the plan that are wanted."""
    planned = plan_month(batch.root, batch.shared, units)
    specs = [spec for spec in planned if batch.wants(spec)]
    if batch.school and not specs:
        raise ShownError(
            f"{batch.month} 没有代码为“{batch.school}”的学校、单位或事项的简报。",
            code="nothing_planned",
            next_step="请核对代码，或用 --dry-run 查看全部。",
        )
    inputs = describe_inputs(opened.workspace, opened.casebook, batch.month, batch.known_at)
    surroundings = Surroundings(batch.root, MODELS)
    grounds = Grounds(
        batch.root, batch.places, run_id, inputs, surroundings, planned, batch.is_forced
    )
    return grounds, specs


def _begin(opened: OpenedWorkspace, month: Month) -> None:
    try:
        begin_month(opened, month)
    except ShownError as error:
        # Whatever keeps the month from being counted, each run says as its own failure.
        if error.code not in NOT_READY:
            raise


def _units(opened: OpenedWorkspace, batch: Batch) -> dict[str, list[str]]:
    """Return the units, schools and incidents that runs of the month are spread over, as known.

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
    listed = list_schools(holdings, county, with_cases)
    listed["incident"] = sorted(list_incidents(opened.casebook, as_of, known_at))
    listed["span_ended"] = [span.kind for span in ended_spans(batch.month, county.calendar)]
    cases = CaseLedger(opened.casebook, kind).as_known(as_of, known_at)
    try:
        return listed | list_units(kind, cases.values(), as_of, county, county.rule_book())
    except ShownError:
        return listed


def _names(opened: OpenedWorkspace, month: Month) -> dict[str, str]:
    """Return what the schools that the month knows and the spans that end with it are called, by
    code."""
    spans = {span.kind: span.label for span in ended_spans(month, opened.county.calendar)}
    holdings = read_holdings(opened.workspace, opened.casebook, month)
    schools = holdings.schools() if len(holdings.files_of("schools")) else None
    if schools is None:
        return spans
    return spans | dict(zip(schools["school_code"], schools["school_name"], strict=True))


def _require_writable(outputs: Path) -> None:
    try:
        outputs.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=outputs):  # what the modes say, the disk may deny
            return
    except OSError:
        raise ShownError(
            "outputs 目录不可写。", code="outputs_readonly", next_step="请检查目录权限后重试。"
        ) from None
