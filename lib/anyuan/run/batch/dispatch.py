"""Work through a plan: judge each run when its turn comes, give it to a worker, put it in place."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from anyuan.run.batch.estimate import Pace
from anyuan.run.batch.inputs import Inputs
from anyuan.run.batch.outcome import (
    DISK_FULL,
    DONE,
    FAILED,
    PUBLISH_BLOCKED,
    SKIPPED,
    RunOutcome,
    Told,
    as_failure,
)
from anyuan.run.batch.pool import WorkerPool
from anyuan.run.batch.staleness import AGAIN, DAMAGED, FORCED, NEW, UP_TO_DATE, Reason, why_changed
from anyuan.run.batch.worker import Made, Task
from anyuan.run.engine.engine import RunFailure
from anyuan.run.plans.plan import RunSpec, waits_for
from anyuan.run.results.fingerprint import Surroundings, fingerprint
from anyuan.run.results.marks import END_MARK
from anyuan.run.results.mending import Mended
from anyuan.run.results.publish import (
    MonthPlaces,
    clear_remains,
    keep_failure,
    keep_pending,
    make_staging,
    publish,
)
from anyuan.run.results.published import is_set_aside
from anyuan.run.results.receipt import read_receipt

_SECONDS_BETWEEN_SIGNS = 0.5


@dataclass(frozen=True)
class Grounds:
    """What the runs of a batch are judged by and made from."""

    root: Path
    places: MonthPlaces
    run_id: str
    inputs: Inputs
    surroundings: Surroundings
    planned: list[RunSpec]
    is_forced: bool = False

    def basis(self, spec: RunSpec, receipts: Mapping[str, Mapping]) -> dict[str, Any]:
        """Return what a run rests on besides the data; `receipts` of the pages that count."""
        after = {
            other.name: ""
            if is_set_aside(self.places.folder, other.name)
            else receipts.get(other.name, {}).get("files", {}).get(END_MARK, "")
            for other in waits_for(spec, self.planned)
        }
        return self.surroundings.basis(spec.notebook, spec.parameters, after)

    def judge(
        self, spec: RunSpec, receipts: Mapping[str, Mapping], torn: tuple[str, ...] = ()
    ) -> Reason:
        """Return whether a run has to be made, and why; `torn`: names of pages set aside."""
        receipt = receipts.get(spec.name)
        if spec.name in torn:
            return DAMAGED
        if receipt is None:
            return NEW
        if self.is_forced:
            return FORCED
        return self.judge_plainly(spec, receipts)

    def judge_plainly(self, spec: RunSpec, receipts: Mapping[str, Mapping]) -> Reason:
        """Return whether a run is out of date, whatever was asked for."""
        receipt = receipts.get(spec.name)
        if receipt is None:
            return NEW
        if is_set_aside(self.places.folder, spec.name):
            return AGAIN
        basis = self.basis(spec, receipts)
        if receipt.get("fingerprint") == fingerprint(self.inputs.told, basis):
            return UP_TO_DATE
        return why_changed(receipt, self.inputs.told, basis)


class Dispatch:
    """The runs of one batch on their way from the plan to their places."""

    def __init__(
        self,
        grounds: Grounds,
        mended: Mended,
        tell: Callable[[Told], None],
        beat: Callable[[], None],
    ) -> None:
        self._grounds, self._tell, self._beat = grounds, tell, beat
        self._torn = mended.torn
        self._receipts = dict(mended.receipts)  # of the pages that later runs may be drawn from
        self.standing = dict(mended.receipts)  # of all that lie where pages are read
        self._pace = Pace(mended.receipts)
        self._reasons: dict[str, Reason] = {}
        self.outcomes: dict[str, RunOutcome] = {}

    def work_through(self, specs: list[RunSpec], pool: WorkerPool, n_workers: int) -> None:
        """Make, skip or fail each run; a run waits for those of the list that it is drawn from."""
        waiting = list(specs)
        while waiting or pool.tasks:
            self._beat()
            ready = self._next(waiting, pool)
            if ready is not None:
                waiting.remove(ready)
                self._begin(ready, pool)
            elif pool.tasks:
                for task, made in pool.finished(_SECONDS_BETWEEN_SIGNS):
                    self._settle(task, made)
            under_way = [task.spec for task in pool.tasks]
            self._tell(
                Told(
                    "working",
                    n_done=len(self.outcomes),
                    n_total=len(specs),
                    running=tuple(spec.name for spec in under_way),
                    seconds_left=self._pace.left([*under_way, *waiting], n_workers),
                )
            )

    def _next(self, waiting: list[RunSpec], pool: WorkerPool) -> RunSpec | None:
        if not pool.has_room:
            return None
        busy = {task.spec.name for task in pool.tasks} | {spec.name for spec in waiting}
        for spec in waiting:
            if not busy.intersection(s.name for s in waits_for(spec, self._grounds.planned)):
                return spec
        return None

    def _begin(self, spec: RunSpec, pool: WorkerPool) -> None:
        grounds = self._grounds
        reason = self._reasons[spec.name] = grounds.judge(spec, self._receipts, self._torn)
        if not reason.is_due:
            clear_remains(grounds.places, spec)
            self._end(RunOutcome(spec, SKIPPED, grounds.places.final(spec.name), reason=reason))
            return
        basis = grounds.basis(spec, self._receipts)
        task = Task(
            spec=spec,
            root=grounds.root,
            folder=make_staging(grounds.places, grounds.run_id, spec),
            run_id=grounds.run_id,
            inputs=grounds.inputs.noted,
            basis=basis,
            fingerprint=fingerprint(grounds.inputs.told, basis),
        )
        self._tell(Told("started", spec.name))
        pool.give(task)

    def _settle(self, task: Task, made: Made) -> None:
        grounds, spec, failure = self._grounds, task.spec, made.failure
        differences = None
        if failure is None:
            try:
                differences = publish(grounds.places, grounds.run_id, spec.name)
            except PermissionError:
                failure = RunFailure(PUBLISH_BLOCKED, "", _BLOCKED)
            except OSError as error:
                failure = RunFailure(DISK_FULL, "", f"没能放到位（{type(error).__name__}）。")
        if failure is None:
            clear_remains(grounds.places, spec)
            state, folder = DONE, grounds.places.final(spec.name)
            self._receipts[spec.name] = self.standing[spec.name] = read_receipt(folder)
            self._pace.add(spec, made.seconds)
        else:
            state, folder = FAILED, self._keep(task, failure)
            # The last good page stands, but what is drawn from this run now says that it is
            # missing, and is made again once it is there.
            self._receipts.pop(spec.name, None)
        self._end(
            RunOutcome(
                spec,
                state,
                folder,
                failure,
                differences,
                self._reasons[spec.name],
                made.started_at,
                made.seconds,
                made.notes,
            )
        )

    def _keep(self, task: Task, failure: RunFailure) -> Path:
        places = self._grounds.places
        try:
            if failure.kind == PUBLISH_BLOCKED:
                return keep_pending(task.folder, places, task.spec)
            return keep_failure(task.folder, places, task.spec, as_failure(failure))
        except OSError:  # a full disk takes no notes either: the outcome alone tells of it
            return task.folder

    def _end(self, outcome: RunOutcome) -> None:
        self.outcomes[outcome.spec.name] = outcome
        self._tell(Told("finished", outcome.spec.name, outcome=outcome))


_BLOCKED = (
    "简报已经生成，但原来的页面正被别的程序打开着，没有替换；新的放在 pending 里，"
    "关闭那个程序后重新运行即可。"
)
