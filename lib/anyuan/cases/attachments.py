"""Files that belong to cases: kept by their hash, read-only, in the workspace."""

import hashlib
import os
from pathlib import Path

from anyuan.errors import ShownError
from anyuan.paths import private_dir, write_bytes
from anyuan.text import visible

FOLDER = "attachments"
LARGEST = 20 << 20


def keep_file(workspace: Path, name: str, data: bytes) -> tuple[str, str]:
    """Keep a file of a case; return its SHA-256 and the name it is shown by.

    A file kept before is not written again. Raises ShownError `attachment_empty` or
    `attachment_large` (over 20 MiB).
    """
    shown = visible(name.replace("\\", "/").rsplit("/", 1)[-1])[:80]
    shown = "".join(c for c in shown if c.isprintable()) or FOLDER
    if not data:
        raise ShownError(
            f"文件“{shown}”是空的，没有附上。",
            code="attachment_empty",
            next_step="请检查文件后重选。",
        )
    if len(data) > LARGEST:
        raise ShownError(
            f"文件“{shown}”有 {len(data) >> 20} MB，超过 {LARGEST >> 20} MB，没有附上。",
            code="attachment_large",
            next_step="请压缩图片或分成几个文件。",
        )
    digest = hashlib.sha256(data).hexdigest()
    path = path_of(workspace, digest)
    if not path.exists():
        private_dir(path.parent)
        write_bytes(path, data)
        if os.name == "posix":
            path.chmod(0o400)
    return digest, shown


def open_file(workspace: Path, sha256: str) -> bytes:
    """Return the bytes of a kept file; ShownError where it is gone or was changed."""
    path = path_of(workspace, sha256)
    data = path.read_bytes() if path.is_file() else None
    if data is None or hashlib.sha256(data).hexdigest() != sha256:
        problem = "不见了" if data is None else "被改动过，与附上时不同"
        raise ShownError(
            f"附件（{sha256[:8]}）{problem}。",
            code="attachment_damaged",
            next_step="请用 anyuan restore 从备份取回，或重新附上。",
        )
    return data


def path_of(workspace: Path, sha256: str) -> Path:
    """Return where a file lies."""
    return workspace / FOLDER / sha256[:2] / sha256
