"""The case desk as it stands in a notebook: entering, then the board."""

from collections.abc import Callable

import ipywidgets as widgets

from anyuan.desk.acting import attempt
from anyuan.desk.case_board import CaseBoard
from anyuan.desk.case_bulk import begin_together, move_together, select, undo_together
from anyuan.desk.case_opening import begin_opening, check_form, open_new, take_over
from anyuan.desk.case_papers import begin_letter, make_dossier, write
from anyuan.desk.case_people import hand_out_sheet, show_people
from anyuan.desk.case_room import CaseRoom, open_case_room
from anyuan.desk.case_sitting import CaseSitting
from anyuan.desk.case_view import NAME, draw_closed, draw_desk, draw_failed
from anyuan.desk.case_words import kind_words, served_kinds
from anyuan.desk.entry import Entry
from anyuan.desk.entry_form import EntryForm
from anyuan.desk.sitting import BAD, Notice
from anyuan.errors import ShownError
from anyuan.run.months.case_facts import KIND

WELCOME = "请先选经办人、输入口令、写明查阅目的。打开的每一个个案都会留痕。"
# What leaves the notice of the step before in its place.
_QUIET = frozenset({"check", "tab", "page", "filter", "select", "note", "party"})
_CHOICES = ("unit", "township", "status", "find", "is_overdue", "is_week", "is_mine")


class CaseDesk(widgets.VBox):
    """The desk's controls; it never tells what they hold, since notebooks save what is told."""

    name = NAME

    def __init__(self, room: CaseRoom, actor: str) -> None:
        self._room = room
        self._sitting: CaseSitting | None = None
        self._board = CaseBoard(self._act, self._take_piece)
        self._kind = widgets.ToggleButtons(
            description="办理",
            options=[(label, name) for name, label in served_kinds().items()],
            value=room.kind.name,
            style={"description_width": "6em", "button_width": "9em"},
        )
        self._kind.observe(self._choose_kind, "value")
        self._entry = EntryForm(
            room,
            actor,
            self._sit_down,
            self._failed,
            name=f"进入{self.name}",
            example=kind_words(room.kind.name)["example"],
            above=self._above(),
        )
        self._show_sentence(WELCOME)
        super().__init__([self._entry, self._board])
        self.add_class("anyuan-desk")
        self.add_class("anyuan-wide")

    def __repr__(self) -> str:
        return self.name

    def _above(self) -> list[widgets.Widget]:
        """Return what stands above the entry form."""
        return [self._kind]

    def _sitting_of(self, entry: Entry) -> CaseSitting:
        return CaseSitting(self._room, entry, self._tell)

    def _draw(self) -> dict:
        return draw_desk(self._sitting)

    def _choose_kind(self, change: dict) -> None:
        self._room = self._room.of_kind(change["new"])
        self._entry.show_example(kind_words(change["new"])["example"])
        self._show_sentence(WELCOME)

    def _sit_down(self, entry: Entry) -> None:
        self._sitting = self._sitting_of(entry)
        self._show()

    def _take_piece(self, upload: int, name: str, piece: bytes, is_new: bool) -> None:
        if self._sitting is not None:
            if is_new:  # what a batch before left behind, cut short
                self._sitting.uploads.clear()
            self._sitting.uploads.add(upload, name, piece)

    def _act(self, act: str, said: dict) -> None:
        if self._sitting is not None:
            attempt(lambda: self._do(act, said), self._failed)

    def _do(self, act: str, said: dict) -> None:
        notice = self._acts()[act](said)
        if notice is not None or act not in _QUIET:
            self._sitting.notice = notice
        self._show()

    def _acts(self) -> dict[str, Callable[[dict], Notice | None]]:
        """Return what is done for each act; what it returns is told."""
        sitting = self._sitting
        return {
            "filter": self._filter,
            "page": self._turn,
            "select": lambda said: select(sitting, said.get("ids", []), said["is_on"]),
            "open": lambda said: sitting.open(said["case"]),
            "close": lambda said: sitting.close(),
            "tab": self._choose_tab,
            "note": self._note,
            "check": lambda said: check_form(sitting, said["values"]),
            "refresh": lambda said: sitting.refresh(),
            "begin": lambda said: sitting.begin(said["name"]),
            "begin_with": lambda said: sitting.begin_with(said["name"], said["values"]),
            "cancel": lambda said: sitting.cancel(),
            "move": lambda said: sitting.move(
                said["values"], said.get("approver", ""), said.get("pin", "")
            ),
            "undo": lambda said: sitting.undo(),
            "attach": lambda said: sitting.attach(),
            "download": lambda said: self._board.hand_out(*sitting.download(said["n"])),
            "letter": lambda said: begin_letter(sitting, said["name"]),
            "write": self._write,
            "print": lambda said: self._board.hand_out(
                *make_dossier(sitting), is_print=said["is_on"]
            ),
            "begin_together": lambda said: begin_together(sitting, said["name"]),
            "move_together": lambda said: move_together(sitting, said["values"]),
            "undo_together": lambda said: undo_together(sitting),
            "begin_opening": lambda said: begin_opening(sitting),
            "open_new": lambda said: open_new(sitting, said["values"]),
            "take_over": lambda said: take_over(sitting),
            "people": lambda said: show_people(sitting, said.get("value", "")),
            "people_sheet": lambda said: self._board.hand_out(*hand_out_sheet(sitting)),
        }

    def _filter(self, said: dict) -> None:
        filters = self._sitting.filters
        for name in _CHOICES:
            if name in said:
                setattr(filters, name, said[name])
        filters.page = 0

    def _turn(self, said: dict) -> None:
        self._sitting.filters.page = said["n"]

    def _choose_tab(self, said: dict) -> None:
        if said["tab"] in self._sitting.words["tabs"]:
            self._sitting.tab = said["tab"]

    def _note(self, said: dict) -> Notice | None:
        opened = self._sitting.opened
        if opened is None or opened.case.case_id != said["case"]:
            raise ShownError(
                f"“{said['name']}”没有保存：个案已经不在台上。",
                code="not_open",
                next_step="请重新打开个案再填。",
            )
        return self._sitting.note(said["name"], said["value"])

    def _write(self, said: dict) -> Notice:
        notice, file = write(self._sitting, said["values"])
        if file is not None:
            self._board.hand_out(*file)
        return notice

    def _show(self) -> None:
        self._board.show(self._draw())

    def _tell(self, text: str) -> None:
        self._show_sentence(text, stage="busy")

    def _show_sentence(self, text: str, **more: str) -> None:
        self._board.show(draw_closed(text, self._room, self.name) | more)

    def _failed(self, told: str) -> None:
        if self._sitting is None:
            self._show_sentence(told, tone=BAD)
            return
        try:
            self._sitting.notice = Notice(BAD, told)
            self._show()
        except ShownError:
            self._board.show(draw_failed(told, self._room, self.name))


def open_case_desk(workspace: str, actor: str = "", kind: str = KIND) -> CaseDesk:
    """Return the case desk of a workspace; `actor` and `kind` of cases are what is preselected.

    ShownError where the workspace or the kind is not right.
    """
    return CaseDesk(open_case_room(workspace, kind), actor)
