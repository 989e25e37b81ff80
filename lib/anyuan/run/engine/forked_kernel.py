"""The kernel of a forked process: IPython's own, its messages sent over a pipe.

It is the kernel that Jupyter starts, without its sockets: what it sends to a socket goes to the
pipe, what comes out of the pipe goes to it as if from a socket. So outputs are what they are under
any other client, and there is nothing on the machine that someone else could listen to.
"""

import asyncio
import atexit
import inspect
import logging
import os
import signal
import sys
import threading
import traceback
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from types import SimpleNamespace
from typing import Any, NoReturn

from ipykernel import ipkernel
from ipykernel.inprocess.socket import DummySocket
from ipykernel.ipkernel import IPythonKernel
from ipykernel.kernelapp import IPKernelApp
from ipykernel.zmqshell import ZMQInteractiveShell
from traitlets import Any as AnyTrait
from traitlets.config import Config

from anyuan.run.engine.fresh_process import become_fresh
from anyuan.run.engine.pipe_messages import (
    IOPUB,
    SHELL,
    SHUTDOWN,
    MessageReader,
    MessageWriter,
    read_some,
)
from anyuan.run.engine.pipe_session import PipeSession
from anyuan.run.engine.pipe_streams import PipePublisher, PipeStream


def _leave_out_debugger() -> None:
    """Have the kernel think that debugpy is missing: it would trace what nobody steps through.

    It is slow to load, it speaks up on stderr, and each kernel loads it.
    """
    if "ipykernel.debugger" not in sys.modules and "debugpy" not in sys.modules:
        sys.modules["debugpy"] = None
        try:
            # imported here: by name, while debugpy is out of sight
            import_module("ipykernel.debugger")
        finally:
            del sys.modules["debugpy"]


_leave_out_debugger()


@dataclass(frozen=True)
class ChildPipes:
    """The child's ends: where requests come from, where messages go, the file locked for that."""

    requests: int
    messages: int
    lock: int
    parent: int


def run_child(pipes: ChildPipes, talking: Iterable[logging.Logger]) -> NoReturn:
    """Be a kernel until the parent asks for the end, or is gone."""
    code = 1
    try:
        terminal = os.dup(2)
        become_fresh(pipes.parent, talking)
        try:
            _serve(pipes)
            code = 0
        except SystemExit:  # the loop was left by a cell
            code = 0
        except BaseException:
            os.write(terminal, traceback.format_exc().encode())
    finally:
        os._exit(code)


class _PipeSocket(DummySocket):
    """A socket, as far as the kernel sees: what is sent through it goes into the pipe."""

    def __init__(self, writer: MessageWriter, channel: bytes) -> None:
        super().__init__()
        self._writer = writer
        self._channel = channel

    def send_multipart(
        self, msg_parts: Any, flags: int = 0, copy: bool = True, track: bool = False
    ):
        """Send the parts of a message."""
        self._writer.write(self._channel, msg_parts)

    def on_recv(self, callback: Any, copy: bool = True) -> None:
        """Remember whom to give requests to."""
        self.callback = callback

    def flush(self, *_: object, **__: object) -> None:
        """Do nothing: nothing is held back."""


class _NoThread:
    """What the kernel takes for its thread of requests: it has none, so nothing runs in it."""

    parent_thread = None

    def __bool__(self) -> bool:
        return False


class _Kernel(IPythonKernel):
    """IPython's kernel with a pipe in the place of its sockets."""

    shell_stream = AnyTrait()
    shell_channel_thread = AnyTrait(_NoThread())
    _supports_kernel_subshells = False  # what else the kernel takes from there being a thread


def _serve(pipes: ChildPipes) -> None:
    writer = MessageWriter(pipes.messages, pipes.lock)
    shell_socket = _PipeSocket(writer, SHELL)
    iopub_thread = PipePublisher(_PipeSocket(writer, IOPUB))
    session = PipeSession()
    sys.stdout = PipeStream(session, iopub_thread, "stdout")
    sys.stderr = PipeStream(session, iopub_thread, "stderr")
    log = logging.getLogger("anyuan.kernel")
    log.propagate = False
    log.addHandler(logging.NullHandler())
    for single in (IPythonKernel, ZMQInteractiveShell, IPKernelApp):
        single.clear_instance()
    app = IPKernelApp.instance()  # never started: magics look there for the kernel
    with _unlisted_modules():
        app.kernel = kernel = _Kernel.instance(
            session=session,
            shell_stream=shell_socket,
            iopub_thread=iopub_thread,
            iopub_socket=iopub_thread.background_socket,
            log=log,
            _execute_sleep=0,  # it waits for a thread of messages, of which there is none
            # A file of history would outlive the run, and names with it.
            config=Config({"HistoryManager": {"enabled": False}}),
        )
    asyncio.get_event_loop().run_until_complete(_answer(kernel, shell_socket, pipes.requests))
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        stream.flush()


@contextmanager
def _unlisted_modules() -> Iterator[None]:
    """Have ipykernel see no module: it lists them all for the debugger that is left out.

    Looking at thousands of modules copies thousands of pages that the parent shares.
    """
    real, ipkernel.sys = ipkernel.sys, SimpleNamespace(**vars(sys) | {"modules": {}})
    try:
        yield
    finally:
        ipkernel.sys = real


async def _answer(kernel: _Kernel, socket: _PipeSocket, requests: int) -> None:
    """Hand requests to the kernel, one after the other, until the parent says that it is over."""
    loop = asyncio.get_running_loop()
    over = loop.create_future()
    kernel.start()
    tasks: set[asyncio.Future] = set()

    def done(task: asyncio.Future) -> None:
        tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) and not over.done():
            over.set_exception(error)  # a kernel that no longer answers must not seem alive

    def hand(parts: list[bytes]) -> None:
        answer = socket.callback(parts)
        if inspect.isawaitable(answer):
            task = asyncio.ensure_future(answer)
            tasks.add(task)
            task.add_done_callback(done)

    def read() -> None:
        reader = MessageReader()
        while data := read_some(requests):
            for channel, parts in reader.feed(data):
                if channel == SHUTDOWN:
                    loop.call_soon_threadsafe(over.set_result, None)
                    return
                loop.call_soon_threadsafe(hand, parts)
        os.killpg(0, signal.SIGKILL)  # the parent is gone

    # A thread, so that the parent's end is noticed while a cell runs, and its writing never stops.
    threading.Thread(target=read, name="anyuan-requests", daemon=True).start()
    await over
