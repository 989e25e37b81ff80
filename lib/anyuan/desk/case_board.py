"""The case desk's one control. Everything travels as messages: what is shown and what is typed.

Acts that are not to be done twice carry the number of the view on which they were made.
"""

from collections.abc import Callable
from typing import Any

from anyuan.desk.message_board import MessageBoard, read_sources

_TEXTS = ("case", "name", "party", "find", "unit", "township", "status", "tab", "approver", "pin")
_FLAGS = ("is_on", "is_overdue", "is_week", "is_mine", "is_new")
# Acts that may come late, or twice, without harm: they say themselves what they are about.
FREE = frozenset(
    {"filter", "page", "select", "open", "close", "tab", "note", "check", "refresh", "party"}
)
CHECKED = frozenset(
    {
        "begin", "cancel", "move", "undo", "attach", "download", "print", "letter",
        "write", "begin_together", "move_together", "undo_together", "begin_opening", "open_new",
        "take_over", "people", "people_sheet", "begin_with", "begin_fix", "open_fix",
    }
)  # fmt: skip
ACTS = FREE | CHECKED
# Those of the review desk alone.
REVIEW_ACTS = frozenset({"party", "begin_fix", "open_fix"})


class CaseBoard(MessageBoard):
    """Calls `on_act(act, said)` for what is done, `on_piece` for a
    piece of a file (its number, its name, the bytes, whether a new batch begins).

    `said` holds texts, whole numbers (`n`), flags, `ids` (texts), `value` (text or texts) and
    `values` (such by name), each of the kind that its name asks for.
    """

    _esm = read_sources("nodes.js", "case_nodes.js", "case_list.js", "case_page.js",
                        "case_forms.js", "case_panels.js", "review_events.js", "review_panels.js",
                        "case_body.js", "case_keys.js", "case_board.js")  # fmt: skip
    _css = read_sources("board.css", "case_board.css", "review_board.css")

    def __init__(
        self,
        on_act: Callable[[str, dict], None],
        on_piece: Callable[[int, str, bytes, bool], None],
    ) -> None:
        super().__init__()
        self._on_act = on_act
        self._on_piece = on_piece
        self._answers: dict = {}

    def hand_out(self, name: str, content: bytes, *, is_print: bool = False) -> None:
        """Give a file to the browser, which saves it where it saves downloads, or prints it."""
        whom = {"by": self._answers.get("by")}  # one kernel may be open in two windows
        self.send({"file": name, "is_print": is_print} | whom, [content])

    def _send_view(self) -> None:
        self.send({"view": self.shown, "answers": self._answers})

    def _hear(self, content: dict, buffers: list) -> None:
        act = content.get("act")
        if act == "piece" and len(buffers) == 1:
            upload, name = content.get("n"), content.get("name")
            if isinstance(upload, int) and isinstance(name, str):
                self._on_piece(upload, name, bytes(buffers[0]), content.get("is_new") is True)
        elif act in ACTS:
            self._answers = {key: content.get(key) for key in ("ask", "by")}
            if act in FREE or content.get("number") == self._number:
                self._on_act(act, _said(content))
            else:  # whoever waits for an answer gets one
                self._send_view()


def _said(content: dict) -> dict[str, Any]:
    said: dict[str, Any] = {key: content.get(key) is True for key in _FLAGS}
    said |= {key: content[key] for key in _TEXTS if isinstance(content.get(key), str)}
    if isinstance(content.get("n"), int):
        said["n"] = content["n"]
    if _is_texts(content.get("ids")):
        said["ids"] = content["ids"]
    if _is_value(content.get("value")):
        said["value"] = content["value"]
    values = content.get("values")
    if isinstance(values, dict):
        said["values"] = {k: v for k, v in values.items() if _is_value(v)}
    return said


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _is_value(value: object) -> bool:
    return isinstance(value, str) or _is_texts(value)
