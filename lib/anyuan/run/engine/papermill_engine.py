"""Our papermill engine: each notebook in a fresh fork of the calling process.

    papermill --engine anyuan notebooks/x.ipynb out.ipynb

The fork has all modules that its parent has, so a run starts in milliseconds; nothing that one
notebook does reaches another. Where a process cannot be forked, papermill's own engine does the
work, its kernel on a private transport, and a note tells of it.
"""

import logging
import os
import sys
import tempfile
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from papermill.engines import NBClientEngine, NotebookExecutionManager, papermill_engines
from papermill.log import logger
from traitlets.config import Config

from anyuan.run.engine.forked_client import ForkedClient
from anyuan.run.engine.pipe_client import forked_kernel

NAME = "anyuan"
# `stock` in this environment variable asks for papermill's own engine.
CHOICE = "ANYUAN_ENGINE"
STOCK = "stock"
_PYTHON = ("python3", "python", None)
_told: dict[str, None] = {}


def why_stock(kernel_name: str | None = None) -> str:
    """Return why a notebook cannot be run in a fork of this process; "" if it can.

    Another thread of Python's may hold a lock that the fork would wait for without end, so with
    one alive nothing is forked, unless it rests in a selector (a worker's watch over its batch
    does) or is zmq's own, which zmq starts anew in a fork. Threads of numpy's and Arrow's libraries
    are no hindrance either: both set up their pools anew.
    """
    if os.environ.get(CHOICE, "") == STOCK:
        return f"环境变量 {CHOICE} 指定使用 papermill 自带的执行方式"
    if not can_fork():
        return "本系统不能复制进程"
    others = [t for t in threading.enumerate() if not _is_harmless(t)]
    if others:
        return f"本进程另有 {len(others)} 个线程，不宜复制进程"
    if kernel_name not in _PYTHON:
        return "笔记本用的不是 python3 内核"
    return ""


def _is_harmless(thread: threading.Thread) -> bool:
    if thread is threading.current_thread() or type(thread).__module__ == "zmq.utils.garbage":
        return True
    frame = sys._current_frames().get(thread.ident)
    return frame is not None and frame.f_globals.get("__name__") == "selectors"


def can_fork() -> bool:
    """Whether the system can fork a process that goes on to use the system's own frameworks."""
    return hasattr(os, "fork") and sys.platform != "darwin"


def notes() -> tuple[str, ...]:
    """Return the reasons for which this process left notebooks to papermill's own engine."""
    return tuple(_told)


def told_reason(reason: str) -> str:
    """Return the sentence that tells of such a reason."""
    return f"{reason}，笔记本改用 papermill 自带的执行方式，会慢一些。"


class ForkedEngine(NBClientEngine):
    """papermill's engine with its kernel in a fork of this process.

    What makes outputs of a kernel's messages, and all of papermill's marks, is the stock engine's.
    """

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man: NotebookExecutionManager,
        kernel_name: str,
        *,
        start_timeout: int = 60,
        execution_timeout: int | None = None,
        **options,
    ) -> None:
        """Run the notebook's cells; each may take so many seconds (None: any time)."""
        if reason := why_stock(kernel_name):
            _tell(reason)
            limits = {"start_timeout": start_timeout, "execution_timeout": execution_timeout}
            with private_transport() as transport:
                config = Config({"KernelManager": transport})
                super().execute_managed_notebook(
                    nb_man, kernel_name, **{"config": config} | limits | options
                )
            return
        with warnings.catch_warnings():
            # Python 3.12 and later warn of any thread, those of numpy's library too.
            warnings.filterwarnings("ignore", "This process .* is multi-threaded")
            kernel = forked_kernel()
        options.pop("input_path", None)
        with kernel as km:
            ForkedClient(
                nb_man,
                km=km,
                kernel_name=kernel_name,
                timeout=execution_timeout,
                log=logger,
                **options,
            ).execute()


@contextmanager
def private_transport() -> Iterator[dict[str, str]]:
    """Give a stock kernel channels for this account and this run alone.

    On plain TCP every account of the machine could listen. Left to itself a kernel lays its sockets
    into the current folder, where those of a run beside it lie under the same names.
    """
    if os.name != "posix":
        yield {"transport_encryption": "required"}
        return
    with tempfile.TemporaryDirectory(prefix="anyuan-") as folder:
        yield {"transport": "ipc", "ip": str(Path(folder) / "kernel")}


def _tell(reason: str) -> None:
    if reason not in _told:
        _told[reason] = None
        logging.getLogger("anyuan").warning(told_reason(reason))


papermill_engines.register(NAME, ForkedEngine)
