"""Make a forked process look like one just started, but for the modules that it has.

What a process hands to its fork beside memory: signal handlers, warning filters, loggers, exit
handlers, the state of random numbers, matplotlib's chosen backend. Nothing of these may tell a
notebook what ran before it.
"""

import asyncio
import atexit
import ctypes
import gc
import logging
import os
import random
import signal
import sys
import warnings
import weakref
from collections.abc import Iterable

INLINE = "module://matplotlib_inline.backend_inline"
_PR_SET_PDEATHSIG = 1


def become_fresh(parent: int, talking: Iterable[logging.Logger]) -> None:
    """Drop what a fork has of its parent's state and leave the parent's session.

    parent: the process that must live: with it this process is ended (at once on Linux, by the end
    of the pipe elsewhere). talking: its loggers that have handlers (`talking_loggers`).
    """
    # What the parent has yet to throw away stays: its last words, say of a task whose error nobody
    # asked for, would come out as the notebook's.
    gc.freeze()
    os.setsid()
    _end_with(parent)
    _quiet_streams()
    _default_signals()
    _plain_warnings()
    _plain_logging(talking)
    _own_exit_handlers()
    _own_randomness()
    _inline_backend()
    asyncio.set_event_loop(asyncio.new_event_loop())
    if "" not in sys.path:  # where a kernel looks first
        sys.path.insert(0, "")


def _end_with(parent: int) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it ended before the line above
        os._exit(1)


def _quiet_streams() -> None:
    """Give streams of its own: nothing that a notebook writes may reach the parent's terminal."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for fd in (0, 1, 2):
        os.dup2(nowhere, fd)
    os.close(nowhere)
    # The old objects stay alive: closing them would flush what the parent had not yet written.
    _KEPT.extend((sys.stdin, sys.stdout, sys.stderr))
    _KEPT.extend((sys.__stdin__, sys.__stdout__, sys.__stderr__))
    sys.stdin = sys.__stdin__ = os.fdopen(0, encoding="utf-8", closefd=False)
    sys.stdout = sys.__stdout__ = os.fdopen(1, "w", encoding="utf-8", closefd=False)
    sys.stderr = sys.__stderr__ = os.fdopen(
        2, "w", encoding="utf-8", errors="backslashreplace", closefd=False
    )


_KEPT: list = []


def _default_signals() -> None:
    signal.set_wakeup_fd(-1)
    for number in signal.valid_signals():
        handler = signal.getsignal(number)
        if callable(handler) and handler is not signal.default_int_handler:
            signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # as a kernel does: the parent decides


def plain_filters() -> None:
    """Set the warning filters with which Python starts, and those of PYTHONWARNINGS."""
    warnings.resetwarnings()
    for category in (ResourceWarning, ImportWarning, PendingDeprecationWarning, DeprecationWarning):
        warnings.simplefilter("ignore", category)
    warnings.filterwarnings("default", category=DeprecationWarning, module="__main__")


def keep_filters() -> None:
    """Remember the present warning filters as those of a fresh process."""
    _FILTERS[:] = warnings.filters


_FILTERS: list = []


def _plain_warnings() -> None:
    warnings.showwarning = _write_warning  # whoever collects warnings has replaced the original
    plain_filters()
    if _FILTERS:
        warnings.filters[:] = _FILTERS
        warnings._filters_mutated()  # forgets which warnings were shown once already


def _write_warning(message, category, filename, lineno, *rest, **named) -> None:
    file, line = (*rest, None, None)[:2]
    text = warnings.formatwarning(message, category, filename, lineno, named.get("line", line))
    (named.get("file", file) or sys.stderr).write(text)


def talking_loggers() -> list[logging.Logger]:
    """Return the loggers with handlers; asked before a fork, which copies what it looks at."""
    loggers = [logging.root, *logging.root.manager.loggerDict.values()]
    return [one for one in loggers if isinstance(one, logging.Logger) and one.handlers]


def _plain_logging(talking: Iterable[logging.Logger]) -> None:
    for logger in talking:
        logger.handlers = [h for h in logger.handlers if isinstance(h, logging.NullHandler)]
    logging.root.handlers = []  # with any, logging would not set itself up as in a new process
    logging.root.setLevel(logging.WARNING)
    logging.disable(logging.NOTSET)
    logging.captureWarnings(False)


def _own_exit_handlers() -> None:
    """Leave the parent's exit handlers to the parent: they remove its folders, end its pools."""
    atexit._clear()
    for finalizer in list(weakref.finalize._registry):
        finalizer.atexit = False
    weakref.finalize._registered_with_atexit = False


def _own_randomness() -> None:
    random.seed()
    if numpy_random := sys.modules.get("numpy.random"):
        numpy_random.seed()


def _inline_backend() -> None:
    """Have pyplot draw into the notebook, as in a kernel, unless the environment says otherwise.

    The inline backend hooks into the shell when it is first imported: it must be imported anew.
    """
    os.environ.setdefault("MPLBACKEND", INLINE)
    for name in ("matplotlib_inline.backend_inline", "matplotlib_inline"):
        sys.modules.pop(name, None)
    if matplotlib := sys.modules.get("matplotlib"):
        matplotlib.rcParams["backend"] = os.environ["MPLBACKEND"]
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is not None and pyplot._backend_mod is not None:
        del sys.modules["matplotlib.pyplot"]
