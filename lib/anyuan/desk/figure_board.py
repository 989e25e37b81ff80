"""The figure desk's one control: choices above, the opened number below. Text nodes only."""

from collections.abc import Callable

from anyuan.desk.message_board import MessageBoard, read_sources

_TEXTS = ("month", "page", "figure", "find", "case")
ACTS = frozenset({"month", "page", "figure", "find", "names"})


class FigureBoard(MessageBoard):
    """Calls `on_act(act, said)` for what is done on the view that is shown."""

    _esm = read_sources("nodes.js", "figure_board.js")
    _css = read_sources("board.css", "figure_board.css")

    def __init__(self, on_act: Callable[[str, dict], None]) -> None:
        super().__init__()
        self._on_act = on_act

    def _hear(self, content: dict, buffers: list) -> None:
        act = content.get("act")
        if act in ACTS and content.get("number") == self._number:
            said = {key: content[key] for key in _TEXTS if isinstance(content.get(key), str)}
            self._on_act(act, said)
