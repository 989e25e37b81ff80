"""One sitting at the figure desk: a page, a number of it, and, where asked for, the names."""

from collections.abc import Callable
from dataclasses import dataclass, field

from anyuan import clock
from anyuan.desk.entry import Entry
from anyuan.desk.figure_room import FigureRoom
from anyuan.errors import ShownError
from anyuan.run.explain.explaining import Explanation, Listed, OpenPage
from anyuan.run.explain.naming_members import Purpose, name_members


@dataclass
class FigureSitting:
    """What an analyst has open; no widget."""

    room: FigureRoom
    entry: Entry
    month: str = ""
    page_name: str = ""
    find: str = ""
    page: OpenPage | None = None
    found: Explanation | None = None
    names: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.choose_month(next(iter(self.room.months()), ""))

    def choose_month(self, month: str) -> None:
        """Take another month; nothing of it is open yet."""
        self.month, self.page_name, self.find = month, "", ""
        self._close_page()

    def choose_page(self, name: str, tell: Callable[[str], None]) -> None:
        """Open a page of the month, computing it once more."""
        self.page_name, self.find = name, ""
        self._close_page()
        if name not in self.room.pages(self.month):
            self.page_name = ""
            return
        tell(f"正在重新计算 {self.month} {name}……")
        self.page = self.room.open(self.month, name)

    def explain(self, figure_id: str) -> None:
        """Open a number of the page; names go."""
        self.names = {}
        self.found = self.page.explain(figure_id) if self.page and figure_id else None

    def show_names(self, case_id: str) -> None:
        """Have the names of the open number shown, for a case; written to `access` before."""
        if self.page is None or self.found is None:
            raise ShownError("还没有打开数字。", code="no_figure", next_step="请先选页面和数字。")
        entry = self.entry
        why = Purpose(case_id.strip(), entry.purpose, entry.person.code, clock.now())
        self.names = name_members(self.page, self.found, why, lambda _: entry.person)

    def listed(self) -> list[Listed]:
        """Return the page's numbers, those whose name or id holds what is looked for."""
        if self.page is None:
            return []
        wanted = self.find.strip()
        every = self.page.listed.values()
        return [one for one in every if wanted in one.label or wanted in one.figure_id]

    def _close_page(self) -> None:
        self.page, self.found, self.names = None, None, {}
