"""A workspace opened by name, with all that stands around it."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from anyuan import clock
from anyuan.casebook import Casebook
from anyuan.codebook import County, read_county, read_yaml
from anyuan.errors import ShownError
from anyuan.paths import project_root, workspace_path

# Events that are no facts of the county: who came in and who looked, at the moment of the machine.
_NO_FACTS = ("accessed", "pin_set", "pin_passed", "pin_failed", "clock")


@dataclass(frozen=True)
class OpenedWorkspace:
    """A workspace, its casebook, and the county's decisions."""

    root: Path
    workspace: Path
    casebook: Casebook
    county: County
    is_rehearsal: bool

    def now(self) -> datetime:
        """Return the present moment, in a rehearsal that at which its last fact came."""
        last = self.casebook.last_recorded_at(_NO_FACTS) if self.is_rehearsal else None
        return last or clock.now()


class BrokenChain(ShownError):
    """The casebook is not what was sealed: no page may be drawn from it."""

    exit_code = 3


def require_whole(opened: OpenedWorkspace) -> None:
    """Raise BrokenChain where the casebook does not verify."""
    report = opened.casebook.verify()
    if not report.is_ok:
        raise BrokenChain(
            f"办案库没有通过核验：{report.message}",
            code="chain_broken",
            next_step="请先查明（anyuan verify），必要时由备份恢复；没有生成任何一页。",
        )


def open_workspace(name: str, root: Path | None = None) -> OpenedWorkspace:
    """Open a workspace of the project; ShownError where the name is not right or nothing is there.

    `root` is the project folder, that of the surroundings where not given.
    """
    root = root or project_root()
    folder = workspace_path(name, root)
    casebook = Casebook.open(folder)
    about = read_yaml(folder / "workspace.yaml")
    return OpenedWorkspace(
        root=root,
        workspace=folder,
        casebook=casebook,
        county=read_county(root / "params" / "county.yaml"),
        is_rehearsal=about.get("is_rehearsal") == "true",
    )
