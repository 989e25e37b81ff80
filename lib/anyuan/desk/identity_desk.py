"""The desk as it stands in a notebook: entering, choosing, the board, and the link step."""

import ipywidgets as widgets

from anyuan.desk.acting import attempt
from anyuan.desk.board import Board
from anyuan.desk.choice import Choice
from anyuan.desk.entry import Entry
from anyuan.desk.entry_form import EntryForm
from anyuan.desk.room import Room, open_room
from anyuan.desk.sitting import BAD, Notice, Sitting
from anyuan.desk.view import draw_closed, draw_failed, draw_pair, saved_line

ALL = ("全部", "")
WELCOME = "请先选经办人、输入口令、写明查阅目的。打开的每一条记录都会留痕。"


class IdentityDesk(widgets.VBox):
    """The desk's controls; it never tells what they hold, since notebooks save what is told."""

    def __init__(self, room: Room, actor: str) -> None:
        self._room = room
        self._sitting: Sitting | None = None
        self._board = Board(self._act)
        self._entry = EntryForm(room, actor, self._sit_down, self._failed, name="进入核对台")
        self._township = _dropdown("乡镇")
        self._tables = _dropdown("两张表")
        self._link = widgets.Button(
            description="重新比对",
            tooltip="让判定生效：运行比对，合并或拆开，重新计数",
            icon="refresh",
        )
        self._township.observe(self._choose, "value")
        self._tables.observe(self._choose, "value")
        self._link.on_click(lambda _: attempt(self._link_again, self._failed))
        self._bar = widgets.HBox([self._township, self._tables, self._link])
        self._bar.layout.display = "none"
        self._board.show(draw_closed(WELCOME, room))
        super().__init__([self._entry, self._bar, self._board])
        self.add_class("anyuan-desk")

    def __repr__(self) -> str:
        return "身份核对台"

    def _sit_down(self, entry: Entry) -> None:
        self._sitting = Sitting(self._room, entry, self._room.load(self._tell))
        self._fill()
        self._bar.layout.display = ""
        self._show(None)

    def _act(self, act: str, note: str) -> None:
        if self._sitting is None:
            return
        moves = {
            "again": lambda: None,
            "undo": self._sitting.undo,
            "back": self._sitting.back,
            "forward": self._sitting.forward,
        }
        move = moves.get(act) or (lambda: self._sitting.judge(act, note))
        attempt(lambda: self._show(move()), self._failed)

    def _choose(self, _: object) -> None:
        if self._sitting is not None:
            self._sitting.choose(Choice(self._township.value, self._tables.value))
            attempt(lambda: self._show(None), self._failed)

    def _link_again(self) -> None:
        self._link.disabled = True
        try:
            notice = self._sitting.link_again(self._tell)
            self._fill()
        finally:
            self._link.disabled = False
        self._show(notice)

    def _fill(self) -> None:
        boxes = (self._township, self._tables)
        for box, found in zip(boxes, self._sitting.options(), strict=True):
            kept = box.value
            box.unobserve(self._choose, "value")
            box.options = [ALL, *found]
            box.value = kept if kept in dict(found).values() else ""
            box.observe(self._choose, "value")
        self._sitting.choose(Choice(self._township.value, self._tables.value))

    def _show(self, notice: Notice | None) -> None:
        pair = self._sitting.open()
        self._board.show(draw_pair(self._sitting, pair, notice))

    def _tell(self, text: str) -> None:
        self._board.show(draw_closed(text, self._room))

    def _failed(self, told: str) -> None:
        sitting = self._sitting
        if sitting is None:
            self._board.show(draw_closed(told, self._room) | {"tone": BAD})
        elif sitting.opened is not None:
            pair = sitting.open()
            self._board.show(draw_pair(sitting, pair, Notice(BAD, f"没有完成：{told}")))
        else:
            self._board.show(draw_failed(told, self._room, saved_line(sitting)))


def open_desk(workspace: str, month: str, actor: str = "") -> IdentityDesk:
    """Return the identity desk of a workspace's month; `actor` is who is preselected.

    ShownError where the workspace or the month is not right.
    """
    return IdentityDesk(open_room(workspace, month), actor)


def _dropdown(description: str) -> widgets.Dropdown:
    style = {"description_width": "4em"}
    return widgets.Dropdown(description=description, options=[ALL], style=style)
