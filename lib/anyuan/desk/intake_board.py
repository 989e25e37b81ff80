"""The intake desk's one control: it takes files in pieces, shows the lists, and hears what is done.

Text nodes only. What is typed (a value, a reason, a password) and what is in a file travels as
messages and never becomes the control's state, since a notebook may save that.
"""

from collections.abc import Callable
from pathlib import Path

import anywidget
import traitlets

_TEXTS = ("month", "table", "password", "now", "reason", "code")
_NUMBERS = ("n", "id", "upload")
# Acts that are made on what is shown; an upload's pieces belong to no view.
ACTS = frozenset(
    {
        "receive", "receive_waiting", "filter", "page", "open", "close", "kind", "issue_page",
        "begin", "column", "cancel", "save", "withdraw", "again", "problems", "retry",
    }
)  # fmt: skip


def _read(*names: str) -> str:
    here = Path(__file__).parent
    return "\n".join((here / name).read_text(encoding="utf-8") for name in names)


class IntakeBoard(anywidget.AnyWidget):
    """Shows `view`; calls `on_act(act, said)` for what is done, `on_piece` for a piece of a file
    (its number, its name, the bytes, whether a new batch begins).

    `said` holds texts and whole numbers only, each of the kind that its name asks for.
    """

    _esm = _read("nodes.js", "intake_lists.js", "intake_board.js")
    _css = _read("board.css", "intake_board.css")
    view = traitlets.Dict().tag(sync=True)

    def __init__(
        self,
        on_act: Callable[[str, dict], None],
        on_piece: Callable[[int, str, bytes, bool], None],
    ) -> None:
        super().__init__()
        self._on_act = on_act
        self._on_piece = on_piece
        self._number = 0
        self.on_msg(self._receive)

    def show(self, view: dict) -> None:
        """Show a view in place of the one before."""
        self._number += 1
        self.view = view | {"number": self._number}

    def hand_out(self, name: str, content: bytes) -> None:
        """Give a file to the browser, which saves it where it saves what is downloaded."""
        self.send({"file": name}, [content])

    def _receive(self, _: object, content: dict, buffers: list) -> None:
        act = content.get("act")
        if act == "piece" and len(buffers) == 1:
            upload, name = content.get("upload"), content.get("name")
            if isinstance(upload, int) and isinstance(name, str):
                is_new = content.get("is_new") is True
                self._on_piece(upload, name, bytes(buffers[0]), is_new)
        elif act in ACTS and content.get("number") == self._number:
            said = {key: content[key] for key in _TEXTS if isinstance(content.get(key), str)}
            said |= {key: content[key] for key in _NUMBERS if isinstance(content.get(key), int)}
            self._on_act(act, said | {"is_on": content.get("is_on") is True})
