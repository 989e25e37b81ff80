"""nbclient's client as it is used for a forked kernel, without what it does over and over.

What makes outputs of messages (merging, display updates, widgets, time limits, a dead kernel) is
nbclient's and papermill's own.
"""

import re
from time import monotonic
from typing import Any

import nbformat
from nbclient.exceptions import CellExecutionError
from papermill.clientwrap import PapermillNotebookClient

# What a message of a kind says, and an output keeps (nbformat 4.5).
_KEPT = {
    "stream": ("name", "text"),
    "display_data": ("data", "metadata"),
    "execute_result": ("data", "metadata", "execution_count"),
    "error": ("ename", "evalue", "traceback"),
}
_MAY_BE_ANY = re.compile(r"application/(.*\+)?json").fullmatch


class ForkedClient(PapermillNotebookClient):
    """The client of one notebook's run."""

    def papermill_execute_cells(self) -> None:
        """Run the cells as papermill does, but for reading back each one's start from its text."""
        for index, cell in enumerate(self.nb.cells):
            began = monotonic()
            self.nb_man.cell_start(cell, index)
            started = cell.metadata.papermill.pop("start_time")
            try:
                self.execute_cell(cell, index)
            except CellExecutionError as error:
                self.nb_man.cell_exception(cell, cell_index=index, exception=error)
                break
            finally:
                self.nb_man.cell_complete(cell, cell_index=index)
                took = round(monotonic() - began, 6)
                cell.metadata.papermill |= {"start_time": started, "duration": took}

    def output(
        self, outs: list, msg: dict[str, Any], display_id: str | None, cell_index: int
    ) -> nbformat.NotebookNode | None:
        """Add a message to a cell's outputs, and return what was added.

        nbclient holds each against the notebook format's schema, which takes longer than all the
        rest. Of what a kernel sends, data of a type that is not text may be out of order.
        """
        kept, content = _KEPT.get(msg["msg_type"]), msg["content"]
        is_plain = kept and not display_id and not self.clear_before_next_output
        if (
            not is_plain
            or self.output_hook_stack[msg["parent_header"].get("msg_id")]
            or not all(map(_is_in_order, content.get("data", {}).items()))
        ):
            return super().output(outs, msg, display_id, cell_index)
        said = {"output_type": msg["msg_type"]} | {name: content[name] for name in kept}
        made = nbformat.NotebookNode()
        dict.update(made, said)  # its own would make nodes of all that the data hold
        outs.append(made)
        return made


def _is_in_order(said: tuple[str, Any]) -> bool:
    mime_type, data = said
    return isinstance(data, str) or _MAY_BE_ANY(mime_type) is not None
