"""The process of a forked kernel: as if just started, it answers until it is told to end."""

import asyncio
import atexit
import inspect
import logging
import os
import signal
import sys
import threading
import traceback
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NoReturn

from anyuan.run.engine.fresh_process import become_fresh
from anyuan.run.engine.pipe_kernel import BuiltKernel, PipeKernel, PipeSocket, build
from anyuan.run.engine.pipe_messages import SHUTDOWN, MessageReader, MessageWriter, read_some


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


_AHEAD: list[BuiltKernel] = []


def build_ahead() -> None:
    """Build the kernel of all forks of this process."""
    if not _AHEAD:
        _AHEAD.append(build())


def _serve(pipes: ChildPipes) -> None:
    built = _AHEAD.pop() if _AHEAD else build()
    built.connect(MessageWriter(pipes.messages, pipes.lock))
    built.put_in_place()
    answers = _answer(built.kernel, built.requests, pipes.requests)
    asyncio.get_event_loop().run_until_complete(answers)
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        stream.flush()


async def _answer(kernel: PipeKernel, socket: PipeSocket, requests: int) -> None:
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
