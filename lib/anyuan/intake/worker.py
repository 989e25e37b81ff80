"""The child process that parses: one file after another, under a limit of memory.

Started as `python -P -m anyuan.intake.worker`. It reads requests from stdin and writes answers to
stdout, each a length of 8 bytes and then the bytes: a request is a JSON head and the file's bytes,
an answer is JSON. It keeps nothing between files and writes nothing to the disk.
"""

import json
import os
import struct
import sys
from typing import BinaryIO

from anyuan.intake.parsing import parse_file
from anyuan.intake.refusal import Refused

MEMORY_BYTES = 2**30
_LENGTH = struct.Struct(">Q")


def main() -> None:
    """Answer requests until stdin ends."""
    limit_self(MEMORY_BYTES)
    serve(sys.stdin.buffer, sys.stdout.buffer)


def serve(requests: BinaryIO, answers: BinaryIO) -> None:
    """Answer every request of a stream."""
    while (head := read_frame(requests)) is not None:
        data = read_frame(requests)
        write_frame(answers, answer(json.loads(head), data or b""))


def answer(head: dict, data: bytes) -> bytes:
    """Return the JSON of one parsed file, or of the reason why it is refused."""
    try:
        found = {"parsed": parse_file(data, head["suffix"], head["password"])}
    except Refused as refused:
        found = {"refused": refused.code, "detail": refused.detail}
    # Lone surrogates (refused cell by cell later on) must get through.
    return json.dumps(found, ensure_ascii=False).encode("utf-8", "surrogatepass")


def read_frame(stream: BinaryIO) -> bytes | None:
    """Return the next frame, or None at the stream's end."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    size = _LENGTH.unpack(head)[0]
    data = stream.read(size)
    return data if len(data) == size else None


def write_frame(stream: BinaryIO, data: bytes) -> None:
    """Write one frame."""
    stream.write(_LENGTH.pack(len(data)))
    stream.write(data)
    stream.flush()


def limit_self(memory_bytes: int) -> None:
    """Bound this process's memory and let it leave no core file (where the system can)."""
    if os.name == "posix":
        import resource  # imported here: Windows has no such module; the parent watches there

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))


if __name__ == "__main__":
    main()
