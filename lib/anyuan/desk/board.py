"""The one custom control: the board that shows a pair and takes keys, buttons and the note.

It draws from plain data with text nodes only, so nothing that a file said can become markup. Each
act that it sends carries the number of the view on which it was made: an act on a view that is
gone (a key held down, a second click) is not an answer to the next pair.
"""

from collections.abc import Callable
from pathlib import Path

import anywidget
import traitlets

_HERE = Path(__file__).parent
ACTS = frozenset({"same", "different", "unsure", "undo", "back", "forward", "again"})


class Board(anywidget.AnyWidget):
    """Shows `view`, calls `on_act(act, note)` for what is done on it."""

    _esm = (_HERE / "board.js").read_text(encoding="utf-8")
    _css = (_HERE / "board.css").read_text(encoding="utf-8")
    view = traitlets.Dict().tag(sync=True)

    def __init__(self, on_act: Callable[[str, str], None]) -> None:
        super().__init__()
        self._on_act = on_act
        self._number = 0
        self.on_msg(self._receive)

    def show(self, view: dict) -> None:
        """Show a view in place of the one before."""
        self._number += 1
        self.view = view | {"number": self._number}

    def _receive(self, _: object, content: dict, buffers: object) -> None:
        act, note = content.get("act"), content.get("note", "")
        if content.get("number") == self._number and act in ACTS and isinstance(note, str):
            self._on_act(act, note.strip())
