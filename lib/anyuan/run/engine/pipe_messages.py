"""Messages of several parts over a pipe, whole and in order, from any thread or process.

A message is a channel (one byte) and parts: b"channel" n (length part) × n, numbers as unsigned
32-bit little-endian. Numbers come first, so a reader knows when a message is whole.
"""

import os
import struct
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

SHELL, IOPUB, SHUTDOWN = b"S", b"I", b"Q"
_HEAD = struct.Struct("<cI")
_READ = 1 << 20


@dataclass
class MessageReader:
    """What has been read of a pipe and is not yet a whole message."""

    _held: bytearray = field(default_factory=bytearray)

    def feed(self, data: bytes) -> Iterator[tuple[bytes, list[bytes]]]:
        """Yield (channel, parts) of every message that the new bytes complete."""
        self._held += data
        while (size := self._whole()) is not None:
            message = bytes(self._held[:size])
            del self._held[:size]
            yield _unpacked(message)

    def _whole(self) -> int | None:
        """Return the size of the first message when all of it is here."""
        held = self._held
        if len(held) < _HEAD.size:
            return None
        _, n = _HEAD.unpack_from(held)
        start = _HEAD.size + 4 * n
        if len(held) < start:
            return None
        size = start + sum(struct.unpack_from(f"<{n}I", held, _HEAD.size))
        return size if len(held) >= size else None


class MessageWriter:
    """The writing end of a pipe, which several threads and forked processes may share."""

    def __init__(self, fd: int, lock_fd: int = -1) -> None:
        """Write to `fd`; `lock_fd` is an open file on which processes wait for each other."""
        self._fd = fd
        self._lock_fd = lock_fd
        self._lock = threading.Lock()
        # A process forked while another thread held the lock would wait for ever.
        os.register_at_fork(after_in_child=self._renew)

    def write(self, channel: bytes, parts: Sequence[bytes]) -> None:
        """Write a message, waiting while the pipe is full."""
        data = memoryview(packed(channel, parts))
        with self._lock:
            if self._lock_fd >= 0:
                # imported here: not to be had on Windows, where nothing is forked
                import fcntl

                fcntl.lockf(self._lock_fd, fcntl.LOCK_EX)
                try:
                    _write_all(self._fd, data)
                finally:
                    fcntl.lockf(self._lock_fd, fcntl.LOCK_UN)
            else:
                _write_all(self._fd, data)

    def _renew(self) -> None:
        self._lock = threading.Lock()


def packed(channel: bytes, parts: Sequence[bytes]) -> bytes:
    """Return a message as bytes."""
    parts = [bytes(part) for part in parts]
    sizes = struct.pack(f"<{len(parts)}I", *map(len, parts))
    return b"".join((_HEAD.pack(channel, len(parts)), sizes, *parts))


def read_some(fd: int) -> bytes:
    """Return what lies in the pipe, waiting for the first byte; b"" at its end."""
    return os.read(fd, _READ)


def _unpacked(message: bytes) -> tuple[bytes, list[bytes]]:
    channel, n = _HEAD.unpack_from(message)
    sizes = struct.unpack_from(f"<{n}I", message, _HEAD.size)
    at, parts = _HEAD.size + 4 * n, []
    for size in sizes:
        parts.append(message[at : at + size])
        at += size
    return channel, parts


def _write_all(fd: int, data: memoryview) -> None:
    while data:
        data = data[os.write(fd, data) :]
