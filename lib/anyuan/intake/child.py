"""The parent's side of the parser: ask, wait at most so long, and bury what died."""

import contextlib
import json
import subprocess
import sys
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Any

import psutil

from anyuan.intake.refusal import Refused
from anyuan.intake.worker import MEMORY_BYTES, read_frame, write_frame

TIME_LIMIT = 60.0
_LOOK_EVERY = 0.1


class Parser:
    """A parsing process that serves file after file; a new one after each that died.

    Use as a context manager. A file whose parser takes longer than `time_limit` seconds, more than
    `memory_bytes`, or dies by a signal is refused as `parser_died`; the next file goes on.
    """

    def __init__(
        self, *, time_limit: float = TIME_LIMIT, memory_bytes: int = MEMORY_BYTES, command=None
    ) -> None:
        self._time_limit = time_limit
        self._memory_bytes = memory_bytes
        self._command = command or [sys.executable, "-P", "-m", "anyuan.intake.worker"]
        self._process: subprocess.Popen | None = None

    def __enter__(self) -> "Parser":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the process, if there is one, and reap it."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        for pipe in (process.stdin, process.stdout):
            with contextlib.suppress(OSError):
                pipe.close()
        process.wait()

    def parse(self, data: bytes, suffix: str, password: str | None = None) -> dict[str, Any]:
        """Return what `parsing.parse_file` found in the child, or raise its Refused."""
        process = self._running()
        request = json.dumps({"suffix": suffix, "password": password}).encode()
        got: list[bytes | None] = []
        asking = threading.Thread(target=_ask, args=(process, request, data, got), daemon=True)
        asking.start()
        self._wait(process, asking)
        if not got or got[0] is None:
            self.close()
            asking.join()
            raise Refused("parser_died")
        found = json.loads(got[0].decode("utf-8", "surrogatepass"))
        if "refused" in found:
            raise Refused(found["refused"], **found["detail"])
        return found["parsed"]

    def parse_asking(
        self, data: bytes, suffix: str, ask: Callable[[], str | None] | None
    ) -> dict[str, Any]:
        """Return what `parse` does, asking for the password of a file that has one.

        Refuses `encrypted` where nobody can be asked or the answer is empty.
        """
        try:
            return self.parse(data, suffix)
        except Refused as refused:
            if refused.code != "encrypted" or ask is None:
                raise
        password = ask()
        if not password:
            raise Refused("encrypted")
        return self.parse(data, suffix, password)

    def _running(self) -> subprocess.Popen:
        if self._process is None or self._process.poll() is not None:
            self.close()
            # stderr is dropped: a parser's last words may quote the file.
            self._process = subprocess.Popen(
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        return self._process

    def _wait(self, process: subprocess.Popen, asking: threading.Thread) -> None:
        """Wait for the answer up to the time limit, watching the child's memory meanwhile.

        The child limits itself where the system can; the watch is for those where it cannot.
        """
        waited = 0.0
        while waited < self._time_limit:
            step = min(_LOOK_EVERY, self._time_limit - waited)
            asking.join(step)
            if not asking.is_alive():
                return
            waited += step
            if _memory_of(process) > self._memory_bytes:
                return


def _ask(process: subprocess.Popen, request: bytes, data: bytes, got: list) -> None:
    try:
        write_frame(process.stdin, request)
        write_frame(process.stdin, data)
        got.append(read_frame(process.stdout))
    except (OSError, ValueError):  # the child died, or close() took its pipes away
        got.append(None)


def _memory_of(process: subprocess.Popen) -> int:
    try:
        return psutil.Process(process.pid).memory_info().rss
    except psutil.Error:
        return 0
