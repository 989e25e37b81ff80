"""What became of a run, and what a batch tells while it works."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from anyuan.errors import ShownError
from anyuan.run.batch.staleness import Reason
from anyuan.run.engine.engine import RunFailure
from anyuan.run.plans.plan import RunSpec

DONE, SKIPPED, FAILED = "done", "skipped", "failed"
# Kinds of failure that the batch itself finds.
WORKER_DIED, PUBLISH_BLOCKED, DISK_FULL = "worker_died", "publish_blocked", "disk_full"


@dataclass(frozen=True)
class RunOutcome:
    """What became of one run; `differences` names figures and tables that changed, if any.

    `seconds` is the wall time of its making (0 where it was skipped); `reason` why it was made;
    `notes` what its engine has to tell.
    """

    spec: RunSpec
    state: str
    folder: Path
    failure: RunFailure | None = None
    differences: dict[str, list] | None = None
    reason: Reason | None = None
    started_at: str = ""
    seconds: float = 0.0
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Told:
    """Where a batch stands: `kind` is begun, casework, mended, started, finished or ended.

    `running`: names of the runs under way. `seconds_left`: None while nobody can tell.
    """

    kind: str
    name: str = ""
    n_done: int = 0
    n_total: int = 0
    running: tuple[str, ...] = ()
    seconds_left: float | None = None
    outcome: RunOutcome | None = None


class BatchStopped(ShownError):
    """Somebody stopped the batch; what was finished stands, the rest is made by the next call."""

    exit_code = 130

    def __init__(self, outcomes: list[RunOutcome], n_total: int) -> None:
        self.outcomes = outcomes
        made = sum(o.state == DONE for o in outcomes)
        skipped = sum(o.state == SKIPPED for o in outcomes)
        failed = sum(o.state == FAILED for o in outcomes)
        super().__init__(
            f"已停止：共 {n_total} 份，生成 {made} 份，已是最新 {skipped} 份，失败 {failed} 份，"
            f"其余 {n_total - len(outcomes)} 份未做。",
            code="stopped",
            next_step="再次运行同一命令即接着做。",
        )


def as_failure(failure: RunFailure) -> dict[str, Any]:
    """Return a failure as files keep it."""
    return {"kind": failure.kind, "cell": failure.cell, "message": failure.message}
