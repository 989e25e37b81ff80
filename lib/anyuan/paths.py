"""Where things lie on the disk, and how they get there whole.

File names are our codes, never names of people or schools.
"""

import json
import os
import re
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from anyuan.errors import ShownError

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}", re.ASCII)
_RESERVED = {
    "con",
    "prn",
    "aux",
    "nul",
    *(f"com{n}" for n in range(10)),
    *(f"lpt{n}" for n in range(10)),
}


def project_root(start: Path | None = None) -> Path:
    """Return the folder that holds params/county.yaml, looking upward from `start`.

    ANYUAN_HOME wins over the search. Raises ShownError where there is none.
    """
    told = os.environ.get("ANYUAN_HOME")
    here = (start or Path.cwd()).resolve()
    for folder in [Path(told).resolve()] if told else (here, *here.parents):
        if (folder / "params" / "county.yaml").is_file():
            return folder
    where = "环境变量 ANYUAN_HOME 所指的" if told else "这里"
    raise ShownError(
        f"{where}不是安园的目录（找不到 params/county.yaml）。",
        code="no_home",
        next_step="请先进入安园所在的目录，或设置环境变量 ANYUAN_HOME。",
    )


def checked_code(text: str, what: str) -> str:
    """Return a code that may become part of a path, or refuse it."""
    if not _CODE.fullmatch(text) or text.lower() in _RESERVED:
        raise ShownError(
            f"{what}“{text!r}”不能用作代码，只能由字母、数字、“-”和“_”组成。",
            code="bad_code",
            next_step="请改用登记在册的代码。",
        )
    return text


def contained(root: Path, *parts: str) -> Path:
    """Return root/parts, or refuse a path that leaves the root (by links too) or cannot be one."""
    try:
        path = root.joinpath(*parts).resolve()
    except ValueError:  # a NUL in a part
        path = None
    if path is None or not path.is_relative_to(root.resolve()):
        raise ShownError("路径越出了允许的目录。", code="path_escape", next_step="请改用代码。")
    return path


def workspace_path(name: str, root: Path | None = None) -> Path:
    """Return the folder of a workspace by its name; it need not exist yet."""
    return contained((root or project_root()) / "casework", checked_code(name, "工作区名称"))


def private_dir(path: Path) -> Path:
    """Make a folder that only its owner may enter (0700 where the system knows modes)."""
    path.mkdir(parents=True, exist_ok=True)
    if os.name == "posix":
        path.chmod(0o700)
    return path


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give a temporary path beside `path`, and put it in place when the block ends well.

    A reader sees the old or the new whole file. The bytes are on the disk before the swap.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=".part-", suffix=path.suffix, dir=path.parent)
    os.close(handle)
    part = Path(name)
    try:
        yield part
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def write_text(path: Path, text: str) -> None:
    """Write UTF-8 text whole or not at all, with plain line ends on every system."""
    with replacing(path) as part:
        part.write_text(text, encoding="utf-8", newline="\n")


def write_record(path: Path, record: Mapping[str, Any]) -> None:
    """Write a record as JSON, whole or not at all: a line for each part, by name.

    Indented throughout it would be written by json's own Python, ten times as slow as its C.
    """
    parts = (
        f"{json.dumps(name)}: {json.dumps(record[name], ensure_ascii=False, sort_keys=True)}"
        for name in sorted(record)
    )
    write_text(path, "{\n" + ",\n".join(parts) + "\n}\n")


def write_bytes(path: Path, data: bytes) -> None:
    """Write bytes whole or not at all."""
    with replacing(path) as part:
        part.write_bytes(data)
