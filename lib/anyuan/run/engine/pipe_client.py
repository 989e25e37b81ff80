"""The parent's side of a forked kernel: what nbclient takes for a kernel manager and its client.

All that makes outputs of messages (merging, display updates, widgets, time limits, a dead kernel)
is nbclient's own; here messages only come out of a pipe instead of a socket.
"""

import asyncio
import contextlib
import os
import signal
import tempfile
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from queue import Empty
from typing import Any

from anyuan.run.engine.forked_kernel import ChildPipes, run_child
from anyuan.run.engine.fresh_process import talking_loggers
from anyuan.run.engine.pipe_messages import IOPUB, SHELL, SHUTDOWN, MessageReader, packed, read_some
from anyuan.run.engine.pipe_session import PipeSession

# How long a kernel that was asked to end may take for its exit handlers.
_GRACE_SECONDS = 5.0


class ForkedKernel:
    """A running child. To nbclient it is a kernel manager whose kernel was already started."""

    has_kernel = True
    ipykernel = True

    def __init__(self) -> None:
        """Fork. The child never returns from here."""
        requests, self.requests = os.pipe()
        self.messages, messages = os.pipe()
        parent, talking = os.getpid(), talking_loggers()
        with tempfile.TemporaryFile() as lock:
            self.pid = os.fork()
            if self.pid == 0:
                os.close(self.requests)
                os.close(self.messages)
                run_child(ChildPipes(requests, messages, lock.fileno(), parent), talking)
        os.close(requests)
        os.close(messages)
        os.set_blocking(self.requests, False)
        self._is_reaped = False
        self._client = PipeClient(self)

    def client(self) -> "PipeClient":
        """Return the client of the child's messages."""
        return self._client

    def is_alive(self) -> bool:
        """Whether the child still runs."""
        if not self._is_reaped:
            try:
                self._is_reaped = os.waitpid(self.pid, os.WNOHANG)[0] != 0
            except ChildProcessError:  # someone else waits for all children of the process
                self._is_reaped = True
        return not self._is_reaped

    def end(self, is_orderly: bool) -> None:
        """End the child and whatever it started, after its exit handlers when all went well."""
        self._client.stop_channels()  # a loop must not watch what is about to be closed
        if is_orderly and self.is_alive():
            with contextlib.suppress(OSError):
                os.write(self.requests, packed(SHUTDOWN, []))
            self._wait(_GRACE_SECONDS)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)
        if not self._is_reaped:
            with contextlib.suppress(ProcessLookupError):  # it had not yet a group of its own
                os.kill(self.pid, signal.SIGKILL)
            with contextlib.suppress(ChildProcessError):
                os.waitpid(self.pid, 0)
            self._is_reaped = True
        os.close(self.requests)
        os.close(self.messages)

    def _wait(self, seconds: float) -> None:
        """Wait until the pipe is closed, which is when the child ends, and drop what it says."""
        limit = time.monotonic() + seconds
        os.set_blocking(self.messages, False)
        pause = 0.0005
        while self.is_alive() and time.monotonic() < limit:
            with contextlib.suppress(BlockingIOError):
                while read_some(self.messages):
                    pass
            time.sleep(pause)
            pause = min(pause * 2, 0.05)


class PipeClient:
    """The client that nbclient talks to: requests go to the child, its messages come in order."""

    def __init__(self, kernel: ForkedKernel) -> None:
        self.kernel = kernel
        self.session = PipeSession()
        self.allow_stdin = False
        self.shell_channel = _Channel(self)
        self.iopub_channel = _Channel(self)
        self._reader = MessageReader()
        self._outgoing = bytearray()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._is_over = False

    def start_channels(self) -> None:
        """Do nothing: the pipe is open."""

    def stop_channels(self) -> None:
        """Let go of the loop that watches the pipe."""
        loop, self._loop = self._loop, None
        if loop is None or loop.is_closed():
            return
        loop.remove_reader(self.kernel.messages)
        loop.remove_writer(self.kernel.requests)
        if not loop.is_running():  # what nbclient has cancelled ends only in a running loop
            loop.run_until_complete(asyncio.sleep(0))

    def wait_for_ready(self, timeout: float | None = None) -> None:
        """Do nothing: the child reads requests as soon as it can."""

    def is_alive(self) -> bool:
        """Whether the child still runs."""
        return self.kernel.is_alive()

    def execute(self, code: str, *, store_history: bool = True, stop_on_error: bool = True) -> str:
        """Ask for a cell to be run; return the id of the request."""
        content = {
            "code": code,
            "silent": False,
            "store_history": store_history,
            "user_expressions": {},
            "allow_stdin": self.allow_stdin,
            "stop_on_error": stop_on_error,
        }
        return self.send(self.session.msg("execute_request", content))

    def kernel_info(self) -> str:
        """Ask the kernel what it is; return the id of the request."""
        return self.send(self.session.msg("kernel_info_request"))

    def send(self, msg: dict[str, Any]) -> str:
        """Send a request; what the pipe cannot take at once goes when it can."""
        self._outgoing += packed(SHELL, self.session.serialize(msg))
        self._push()
        return msg["header"]["msg_id"]

    def watch(self) -> None:
        """Have the running loop watch the pipe."""
        loop = asyncio.get_running_loop()
        if loop is not self._loop and not self._is_over:
            self._loop = loop
            loop.add_reader(self.kernel.messages, self._read)

    def _read(self) -> None:
        data = read_some(self.kernel.messages)
        if not data:  # the child is gone; that it is dead, nbclient finds by asking
            self._is_over = True
            self.stop_channels()
        channels = {SHELL: self.shell_channel, IOPUB: self.iopub_channel}
        for channel, parts in self._reader.feed(data):
            channels[channel].put(self._message(parts))

    def _push(self) -> None:
        try:
            while self._outgoing:
                del self._outgoing[: os.write(self.kernel.requests, self._outgoing)]
        except BlockingIOError:
            if self._loop is not None:
                self._loop.add_writer(self.kernel.requests, self._push)
            return
        except BrokenPipeError:
            self._outgoing.clear()
        if self._loop is not None:
            self._loop.remove_writer(self.kernel.requests)

    def _message(self, parts: list[bytes]) -> dict[str, Any]:
        return self.session.deserialize(self.session.feed_identities(parts)[1])


class _Channel:
    """Messages of one kind, waiting to be fetched."""

    def __init__(self, client: PipeClient) -> None:
        self._client = client
        self._messages: deque[dict] = deque()
        self._waiting: asyncio.Future | None = None

    def put(self, msg: dict) -> None:
        """Add a message."""
        self._messages.append(msg)
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(None)

    def send(self, msg: dict) -> None:
        """Send a message to the kernel."""
        self._client.send(msg)

    async def get_msg(self, timeout: float | None = None) -> dict:
        """Return the next message; queue.Empty after `timeout` seconds (None: never)."""
        self._client.watch()
        while not self._messages:
            self._waiting = asyncio.get_running_loop().create_future()
            try:
                await asyncio.wait_for(self._waiting, timeout)
            except TimeoutError:
                raise Empty from None
        return self._messages.popleft()


@contextmanager
def forked_kernel() -> Iterator[ForkedKernel]:
    """Give a kernel in a fresh fork of this process; it is gone when the block ends."""
    kernel = ForkedKernel()
    is_orderly = False
    try:
        yield kernel
        is_orderly = True
    finally:
        kernel.end(is_orderly)
