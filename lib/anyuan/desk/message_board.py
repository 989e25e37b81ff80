"""A control without a state: all that it shows and hears travels as messages.

A control's state may be saved with a notebook, and what is shown may name a child: so neither the
view nor what is done becomes a trait. Whoever draws (a page loaded again) says so and is sent the
latest view.
"""

from pathlib import Path

import anywidget

HELLO = "hello"


def read_sources(*names: str) -> str:
    """Return the scripts or styles of a board, one behind the other."""
    here = Path(__file__).parent
    return "\n".join((here / name).read_text(encoding="utf-8") for name in names)


class MessageBoard(anywidget.AnyWidget):
    """Shows what `show` is given; a subclass hears what is done in `_hear`."""

    def __init__(self) -> None:
        super().__init__()
        self._number = 0
        self.shown: dict = {}
        self.on_msg(self._receive)

    def show(self, view: dict) -> None:
        """Show a view in place of the one before; each has a number of its own."""
        self._number += 1
        self.shown = view | {"number": self._number}
        self._send_view()

    def _send_view(self) -> None:
        self.send({"view": self.shown})

    def _receive(self, _: object, content: dict, buffers: list) -> None:
        if content.get("act") == HELLO:
            self._send_view()
        else:
            self._hear(content, buffers)

    def _hear(self, content: dict, buffers: list) -> None:
        raise NotImplementedError
