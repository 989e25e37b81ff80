"""A kernel, built of IPython's own, that talks through a pipe; it may be built before the fork.

It is the kernel that Jupyter starts, without its sockets: what it sends to a socket goes to the
pipe, what comes out of the pipe goes to it as if from a socket. So outputs are what they are under
any other client, and there is nothing on the machine that someone else could listen to.

Building one takes longer than a small cell. A process that forks again and again builds the kernel
of all its forks once, and keeps no sign of it: what a kernel sets for a whole process is set in
the fork.
"""

import atexit
import builtins
import logging
import os
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from types import SimpleNamespace
from typing import Any

from ipykernel import ipkernel
from ipykernel.inprocess.socket import DummySocket
from ipykernel.ipkernel import IPythonKernel
from ipykernel.kernelapp import IPKernelApp
from ipykernel.zmqshell import ZMQInteractiveShell
from traitlets import Any as AnyTrait
from traitlets.config import Config

from anyuan.run.engine.pipe_messages import IOPUB, SHELL, MessageWriter
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


class PipeSocket(DummySocket):
    """A socket, as far as the kernel sees: what is sent through it goes into the pipe."""

    writer: MessageWriter

    def __init__(self, channel: bytes) -> None:
        super().__init__()
        self._channel = channel

    def send_multipart(
        self, msg_parts: Any, flags: int = 0, copy: bool = True, track: bool = False
    ):
        """Send the parts of a message."""
        self.writer.write(self._channel, msg_parts)

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


class PipeKernel(IPythonKernel):
    """IPython's kernel with a pipe in the place of its sockets."""

    shell_stream = AnyTrait()
    shell_channel_thread = AnyTrait(_NoThread())
    _supports_kernel_subshells = False  # what else the kernel takes from there being a thread


@dataclass(frozen=True)
class BuiltKernel:
    """A kernel, and what it is made of."""

    kernel: PipeKernel
    app: IPKernelApp
    requests: PipeSocket
    publisher: PipePublisher

    def connect(self, writer: MessageWriter) -> None:
        """Have it talk through a pipe, and what is printed too."""
        session = self.kernel.session
        session.pid = os.getpid()
        self.requests.writer = self.publisher.socket.writer = writer
        sys.stdout = PipeStream(session, self.publisher, "stdout")
        sys.stderr = PipeStream(session, self.publisher, "stderr")

    def put_in_place(self) -> None:
        """Set for this process what IPython sets for it when it starts."""
        for made in (self.app, self.kernel, self.kernel.shell):
            for known in type(made)._walk_mro():
                known._instance = made
        shell = self.kernel.shell
        shell.init_environment()
        shell.init_virtualenv()
        shell.save_sys_module_state()
        shell.init_sys_modules()
        shell.init_encoding()
        shell.init_builtins()
        shell.init_prompts()
        atexit.register(shell.atexit_operations)


def build() -> BuiltKernel:
    """Build a kernel, and leave the process as it was."""
    log = logging.getLogger("anyuan.kernel")
    log.propagate = False
    log.addHandler(logging.NullHandler())
    requests, publisher = PipeSocket(SHELL), PipePublisher(PipeSocket(IOPUB))
    with _untouched():
        app = IPKernelApp.instance()  # never started: magics look there for the kernel
        app.kernel = kernel = PipeKernel.instance(
            session=PipeSession(),
            shell_stream=requests,
            iopub_thread=publisher,
            iopub_socket=publisher.background_socket,
            log=log,
            _execute_sleep=0,  # it waits for a thread of messages, of which there is none
            # A file of history would outlive the run, and names with it.
            config=Config({"HistoryManager": {"enabled": False}}),
        )
    _transform_once(kernel.shell)
    atexit.unregister(kernel.shell.atexit_operations)
    return BuiltKernel(kernel, app, requests, publisher)


def _transform_once(shell: ZMQInteractiveShell) -> None:
    """Make a cell's Python once, where the kernel asks for it and its shell asks again.

    A notebook that adds steps of its own to the making may count them: these are taken twice.
    """
    transform, as_built, made = shell.transform_cell, _steps(shell), {}

    def transform_cell(raw_cell: str) -> str:
        if raw_cell in made:
            return made.pop(raw_cell)
        made.clear()
        python = transform(raw_cell)
        if _steps(shell) == as_built:
            made[raw_cell] = python
        return python

    shell.transform_cell = transform_cell


def _steps(shell: ZMQInteractiveShell) -> list:
    steps = shell.input_transformer_manager
    own = steps.cleanup_transforms + steps.line_transforms + steps.token_transformers
    return own + shell.input_transformers_post


@contextmanager
def _untouched() -> Iterator[None]:
    """Undo what a kernel that is built sets for its process."""
    singles = {k for one in (PipeKernel, ZMQInteractiveShell, IPKernelApp) for k in one._walk_mro()}
    before = [(known, known._instance) for known in singles]
    main, path, environment = sys.modules["__main__"], list(sys.path), dict(os.environ)
    kept = [(sys, name) for name in ("ps1", "ps2", "ps3")]
    kept += [(builtins, name) for name in ("__IPYTHON__", "display")]
    values = [(place, name, getattr(place, name, None)) for place, name in kept]
    for single in singles:
        single._instance = None
    try:
        with warnings.catch_warnings(), _unlisted_modules():
            yield
    finally:
        sys.modules["__main__"], sys.path[:] = main, path
        _restore(environment)
        for known, instance in before:
            known._instance = instance
        for place, name, value in values:
            if value is not None:
                setattr(place, name, value)
            elif hasattr(place, name):
                delattr(place, name)


def _restore(environment: dict[str, str]) -> None:
    for name in set(os.environ) - set(environment):
        del os.environ[name]
    os.environ.update(environment)


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
