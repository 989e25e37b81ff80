"""The intake desk as it stands in a notebook: entering, then the board."""

import ipywidgets as widgets

from anyuan.desk.acting import attempt
from anyuan.desk.entry import Entry
from anyuan.desk.entry_form import EntryForm
from anyuan.desk.intake_board import IntakeBoard
from anyuan.desk.intake_room import IntakeRoom, open_intake_room
from anyuan.desk.intake_sitting import IntakeSitting
from anyuan.desk.intake_view import draw_closed, draw_desk, draw_failed, draw_progress
from anyuan.desk.sitting import BAD, Notice
from anyuan.errors import ShownError

# Where an act's notice belongs, for those that are not done at the top.
_PLACES = (
    dict.fromkeys(("receive", "receive_waiting"), "intake")
    | dict.fromkeys(("again", "withdraw", "problems"), "file")
    | dict.fromkeys(("begin", "column", "save"), "form")
)
WELCOME = "请先选经办人、输入口令、写明目的。收了什么、更正了什么、打开过哪份文件，都会留痕。"


class IntakeDesk(widgets.VBox):
    """The desk's controls; it never tells what they hold, since notebooks save what is told."""

    def __init__(self, room: IntakeRoom, actor: str) -> None:
        self._room = room
        self._sitting: IntakeSitting | None = None
        self._place = "top"
        self._board = IntakeBoard(self._act, self._take_piece)
        self._entry = EntryForm(
            room,
            actor,
            self._sit_down,
            self._failed,
            name="进入收件台",
            example="如：接收9月各校报表",
        )
        self._board.show(draw_closed(WELCOME, room))
        super().__init__([self._entry, self._board])
        self.add_class("anyuan-desk")

    def __repr__(self) -> str:
        return "收件台"

    def _sit_down(self, entry: Entry) -> None:
        self._sitting = IntakeSitting(self._room, entry)
        self._show(None)

    def _take_piece(self, upload: int, name: str, piece: bytes, is_new: bool) -> None:
        if self._sitting is not None:
            if is_new:  # what a batch before left behind, cut short
                self._sitting.uploads.clear()
            self._sitting.uploads.add(upload, name, piece)

    def _act(self, act: str, said: dict) -> None:
        if self._sitting is not None:
            self._place = _PLACES.get(act, "top")
            attempt(lambda: self._show(self._do(act, said)), self._failed)

    def _do(self, act: str, said: dict) -> Notice | None:
        """Do one act and return what to tell."""
        sitting, choice = self._sitting, self._sitting.choice
        match act:
            case "receive":
                return sitting.receive(said, self._tell)
            case "receive_waiting":
                return sitting.receive_waiting(said, self._tell)
            case "again":
                return sitting.receive_opened_again(said, self._tell)
            case "filter":
                choice.month, choice.table = said.get("month", ""), said.get("table", "")
                choice.is_odd_only, choice.page = said["is_on"], 0
            case "page":
                choice.page = said["n"]
            case "open":
                sitting.open(said["id"])
            case "close":
                sitting.close()
            case "kind":
                choice.kind, choice.issue_page = said.get("code", ""), 0
            case "issue_page":
                choice.issue_page = said["n"]
            case "begin":
                sitting.begin(said["n"], said)
            case "column":
                sitting.choose_column(said["code"])
            case "cancel":
                sitting.cancel()
            case "save":
                return sitting.save(said.get("now", ""), said.get("reason", ""))
            case "withdraw":
                return sitting.withdraw(said["id"])
            case "problems":
                self._board.hand_out(*sitting.problems())
        return None

    def _show(self, notice: Notice | None) -> None:
        self._board.show(draw_desk(self._sitting, notice, self._place if notice else "top"))

    def _tell(self, done: int, total: int, name: str) -> None:
        self._board.show(draw_progress(self._room, done, total, name))

    def _failed(self, told: str) -> None:
        if self._sitting is None:
            self._board.show(draw_closed(told, self._room) | {"tone": BAD})
            return
        try:
            self._show(Notice(BAD, told))
        except ShownError:
            self._board.show(draw_failed(told, self._room))


def open_intake_desk(workspace: str, actor: str = "") -> IntakeDesk:
    """Return the intake desk of a workspace; `actor` is who is preselected.

    ShownError where the workspace is not right.
    """
    return IntakeDesk(open_intake_room(workspace), actor)
