"""Files on their way from the browser: taken in pieces, laid down under a name that is safe.

The pieces come as messages, never as the state of a control: what is state can be saved with a
notebook. A piece must stay below what a notebook server takes in one message (10 MiB).
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from anyuan.intake.archive import safe_name
from anyuan.intake.refusal import MAX_FILE_BYTES
from anyuan.paths import private_dir, write_bytes

MOST_FILES = 300


@dataclass
class Uploads:
    """What came so far, by the number that the browser gave each file."""

    _names: dict[int, str] = field(default_factory=dict)
    _data: dict[int, bytearray] = field(default_factory=dict)

    def add(self, number: object, name: object, piece: bytes) -> bool:
        """Take a piece of a file, the first one with its name; say whether it was taken.

        Of a file beyond the limit so much is kept that intake refuses it as too large.
        """
        if not isinstance(number, int) or not isinstance(name, str):
            return False
        if number not in self._data:
            if len(self._data) >= MOST_FILES:
                return False
            self._names[number], self._data[number] = name, bytearray()
        data = self._data[number]
        if len(data) <= MAX_FILE_BYTES:
            data += piece[: MAX_FILE_BYTES + 1 - len(data)]
        return True

    def clear(self) -> None:
        """Forget everything."""
        self._names.clear()
        self._data.clear()

    def take(self) -> list[tuple[str, bytes]]:
        """Return name and content of every file, in the browser's order, and forget them."""
        found = [(self._names[n], bytes(data)) for n, data in self._data.items()]
        self.clear()
        return found

    @contextmanager
    def laid_down(self, workspace: Path) -> Iterator[list[Path]]:
        """Lay the files down, each in a folder of its own, for as long as the block lasts."""
        with tempfile.TemporaryDirectory(dir=private_dir(workspace / "derived")) as folder:
            paths = []
            for number, data in self._data.items():
                own = private_dir(Path(folder) / str(number))
                path = own / given_name(self._names[number])
                write_bytes(path, bytes(data))
                paths.append(path)
            self.clear()
            yield paths


def given_name(name: str) -> str:
    """Return the name under which a file is laid down: its last part only, as `safe_name` has it.

    A browser may give a path, of either system.
    """
    return safe_name(name.replace("\\", "/").rpartition("/")[2])
