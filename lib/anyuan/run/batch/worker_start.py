"""The first thing that a worker process loads: it keeps what follows quick.

jsonschema would build a parser of addresses at import, for seconds; no notebook needs it.
https://github.com/python-jsonschema/jsonschema/issues/1428
"""

import sys
from multiprocessing.connection import Connection

from anyuan.run.batch.workplace import Workplace

sys.modules.setdefault("rfc3987_syntax", None)
# What the server that workers are forked from loads, in this order; a new worker is then there at
# once, the one for a worker that died too.
LOADED_FIRST = (
    "anyuan.run.batch.worker_start",
    "anyuan.run.engine.warmed",
    "anyuan.run.batch.worker",
)


def start(connection: Connection, place: Workplace) -> None:
    """Be a worker until the pipe closes; see `worker.serve`."""
    # imported here: only after the line above may the libraries be loaded
    from anyuan.run.batch.worker import serve

    serve(connection, place)
