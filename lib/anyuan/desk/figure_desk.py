"""The figure desk as it stands in a notebook: entering, then month, page, number."""

import ipywidgets as widgets

from anyuan.desk.acting import attempt
from anyuan.desk.entry import Entry
from anyuan.desk.entry_form import EntryForm
from anyuan.desk.figure_board import FigureBoard
from anyuan.desk.figure_room import FigureRoom, open_figure_room
from anyuan.desk.figure_sitting import FigureSitting
from anyuan.desk.figure_view import draw_closed, draw_desk, draw_failed
from anyuan.desk.sitting import BAD, GOOD, Notice
from anyuan.errors import ShownError

WELCOME = "请先选经办人、输入口令、写明目的。打开数字看到的是代号；要看姓名，须写明个案，并会留痕。"


class FigureDesk(widgets.VBox):
    """The desk's controls; it never tells what they hold, since notebooks save what is told."""

    def __init__(self, room: FigureRoom, actor: str) -> None:
        self._room = room
        self._sitting: FigureSitting | None = None
        self._board = FigureBoard(self._act)
        self._entry = EntryForm(
            room,
            actor,
            self._sit_down,
            self._failed,
            name="进入数字台",
            example="如：核对9月简报的人数",
        )
        self._board.show(draw_closed(WELCOME, room))
        super().__init__([self._entry, self._board])
        self.add_class("anyuan-desk")

    def __repr__(self) -> str:
        return "数字台"

    def _sit_down(self, entry: Entry) -> None:
        self._sitting = FigureSitting(self._room, entry)
        self._show(None)

    def _act(self, act: str, said: dict) -> None:
        if self._sitting is not None:
            attempt(lambda: self._show(self._do(act, said)), self._failed)

    def _do(self, act: str, said: dict) -> Notice | None:
        """Do one act and return what to tell."""
        sitting = self._sitting
        match act:
            case "month":
                sitting.choose_month(said.get("month", ""))
            case "page":
                sitting.choose_page(said.get("page", ""), self._tell)
            case "find":
                sitting.find = said.get("find", "")
            case "figure":
                sitting.explain(said.get("figure", ""))
            case "names":
                sitting.show_names(said.get("case", ""))
                return Notice(GOOD, "已记入查阅记录，姓名列在代号之后。")
        return None

    def _show(self, notice: Notice | None) -> None:
        self._board.show(draw_desk(self._sitting, notice))

    def _tell(self, told: str) -> None:
        self._board.show(draw_closed(told, self._room))

    def _failed(self, told: str) -> None:
        if self._sitting is None:
            self._board.show(draw_closed(told, self._room) | {"tone": BAD})
            return
        try:
            self._show(Notice(BAD, told))
        except ShownError:
            self._board.show(draw_failed(told, self._room))


def open_figure_desk(workspace: str, actor: str = "") -> FigureDesk:
    """Return the figure desk of a workspace; `actor` is who is preselected.

    ShownError where the workspace is not right.
    """
    return FigureDesk(open_figure_room(workspace), actor)
