"""Runs made again from their receipts, in worker processes, each after those it is drawn from."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from anyuan.codebook import read_yaml
from anyuan.run.batch.inputs import Inputs
from anyuan.run.batch.outcome import DONE, FAILED, RunOutcome, Told, as_failure
from anyuan.run.batch.pool import WorkerPool
from anyuan.run.batch.worker import Made, Task
from anyuan.run.batch.worker_start import Workplace
from anyuan.run.plans.plan import RunSpec
from anyuan.run.results.fingerprint import Surroundings, fingerprint
from anyuan.run.results.publish import MonthPlaces, keep_failure, make_staging, publish

_RUN_ID = "rebuild"
_SECONDS_BETWEEN_SIGNS = 0.5


class Order(Protocol):
    """What is needed of a call: how many workers, and who is told."""

    n_workers: int

    def tell(self, told: Told) -> None: ...


@dataclass(frozen=True)
class MadeAgain:
    """A run to be made again; `after` are the names of the runs that it was drawn from."""

    spec: RunSpec
    root: Path
    inputs: Inputs
    basis: Mapping[str, Any]
    after: frozenset[str]

    @classmethod
    def of(
        cls,
        name: str,
        receipt: Mapping[str, Any],
        inputs: Inputs,
        place: tuple[Path, Surroundings],
    ) -> "MadeAgain":
        """Return what a receipt asks for: title and time-out are those of today's params."""
        root, surroundings = place
        notebook = receipt["notebook"]
        raw = read_yaml(root / "params" / f"{notebook}.yaml")
        spec = RunSpec(
            notebook=notebook,
            key=receipt["key"],
            level=receipt["parameters"]["level"],
            title=raw["title"],
            timeout_seconds=int(raw["timeout_seconds"]),
            parameters=dict(receipt["parameters"]),
        )
        after = receipt.get("basis", {}).get("after", {})
        asked = receipt.get("basis", {}).get("parameters", receipt["parameters"])
        basis = surroundings.basis(notebook, asked, after)
        return cls(spec, root, inputs, basis, frozenset(after))

    def task(self, places: MonthPlaces) -> Task:
        """Return the run as a worker takes it."""
        return Task(
            spec=self.spec,
            root=self.root,
            folder=make_staging(places, _RUN_ID, self.spec),
            run_id=_RUN_ID,
            inputs=self.inputs.noted,
            basis=self.basis,
            fingerprint=fingerprint(self.inputs.told, self.basis),
        )


def make_again(
    order: Order, places: MonthPlaces, runs: list[MadeAgain]
) -> Iterator[tuple[str, Made]]:
    """Make the runs into `places` and yield each as it ends; a failed one lies under failed."""
    waiting = sorted(runs, key=lambda run: bool(run.after))
    n_done, n_total = 0, len(runs)
    order.tell(Told("begun", n_total=n_total))
    with WorkerPool(order.n_workers, Workplace(places.outputs)) as pool:
        while waiting or pool.tasks:
            ready = _next(waiting, pool)
            if ready is not None:
                waiting.remove(ready)
                pool.give(ready.task(places))
                order.tell(Told("started", ready.spec.name))
            under_way = tuple(task.spec.name for task in pool.tasks)
            order.tell(Told("working", n_done=n_done, n_total=n_total, running=under_way))
            if ready is not None:
                continue
            for task, made in pool.finished(_SECONDS_BETWEEN_SIGNS):
                _settle(task, made, places)
                n_done += 1
                state = FAILED if made.failure else DONE
                outcome = RunOutcome(
                    task.spec, state, task.folder, made.failure, seconds=made.seconds
                )
                order.tell(Told("finished", task.spec.name, outcome=outcome))
                yield task.spec.name, made


def _next(waiting: list[MadeAgain], pool: WorkerPool) -> MadeAgain | None:
    if not pool.has_room:
        return None
    busy = {task.spec.name for task in pool.tasks} | {run.spec.name for run in waiting}
    return next((run for run in waiting if not busy & run.after), None)


def _settle(task: Task, made: Made, places: MonthPlaces) -> None:
    if made.failure is None:
        publish(places, _RUN_ID, task.spec.name)
    else:
        keep_failure(task.folder, places, task.spec, as_failure(made.failure))
