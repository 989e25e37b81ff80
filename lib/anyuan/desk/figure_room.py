"""What the figure desk opens: a workspace and the pages that were made from it."""

from dataclasses import dataclass
from pathlib import Path

from anyuan.run.explain.explaining import OpenPage, open_page
from anyuan.run.opened import OpenedWorkspace, open_workspace
from anyuan.run.results.receipt import read_receipt

_RECEIPTS = "20[0-9][0-9]-[01][0-9]"
_CASEWORK = "casework"


@dataclass(frozen=True)
class FigureRoom(OpenedWorkspace):
    """A workspace with its published pages."""

    def months(self) -> list[str]:
        """Return the months that have pages, the newest first."""
        return sorted({month for month, _ in self._pages()}, reverse=True)

    def pages(self, month: str) -> list[str]:
        """Return the names of a month's pages, the meeting's first."""
        names = [name for one, name in self._pages() if one == month]
        return sorted(names, key=lambda name: (name.startswith(_CASEWORK), name))

    def open(self, month: str, page: str) -> OpenPage:
        """Open a page by month and name; what `open_page` raises."""
        return open_page(self.root / "outputs" / month / page, self.root)

    def _pages(self) -> list[tuple[str, str]]:
        found = []
        for folder in sorted((self.root / "outputs").glob(_RECEIPTS)):
            for depth in ("*/*", f"{_CASEWORK}/*/*"):
                for path in folder.glob(f"{depth}/receipt.json"):
                    if self._is_mine(path):
                        found.append((folder.name, path.parent.relative_to(folder).as_posix()))
        return found

    def _is_mine(self, path: Path) -> bool:
        asked = read_receipt(path.parent).get("parameters", {})
        return asked.get("workspace") == self.workspace.name


def open_figure_room(workspace: str) -> FigureRoom:
    """Open a workspace by name; ShownError where it is not right."""
    return FigureRoom(**vars(open_workspace(workspace)))
