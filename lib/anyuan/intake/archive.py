"""The original as it came: kept by its hash, read-only, before anything else looks into it."""

import hashlib
import os
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from anyuan.errors import ShownError
from anyuan.intake.refusal import MAX_FILE_BYTES, Refused
from anyuan.paths import private_dir, write_bytes

_UNSAFE = re.compile(r"[^\w.()（）\-—]+")
_MAX_BYTES = 120


@dataclass(frozen=True)
class Original:
    """A received file: its bytes, their SHA-256, the name it came under and where it is kept."""

    data: bytes
    sha256: str
    name: str
    kept_at: Path

    @property
    def sha8(self) -> str:
        """The first eight hexadecimal digits: what file names carry."""
        return self.sha256[:8]

    @property
    def suffix(self) -> str:
        """The suffix of the name it came under, in lower case."""
        return Path(self.name).suffix.casefold()


def archive(path: Path, workspace: Path) -> Original:
    """Copy a file into the workspace's inbox (once) and return it.

    Refuses `not_found` and `too_large` before anything is copied.
    """
    data = read_original(path)
    sha256 = hashlib.sha256(data).hexdigest()
    inbox = private_dir(workspace / "inbox")
    kept_at = inbox / f"{sha256[:8]}-{safe_name(path.name)}"
    if not kept_at.exists():
        write_bytes(kept_at, data)
        kept_at.chmod(0o400 if os.name == "posix" else 0o444)
    elif hashlib.sha256(kept_at.read_bytes()).hexdigest() != sha256:
        raise ShownError(
            f"收件箱中的 {kept_at.name} 与收到时不同，已被改动或损坏。",
            code="inbox_damaged",
            next_step="请从备份恢复该文件，不要覆盖。",
        )
    return Original(data, sha256, path.name, kept_at)


def read_original(path: Path) -> bytes:
    """Return a file's bytes; refuses `not_found` and `too_large`."""
    try:
        if not path.is_file():
            raise Refused("not_found")
        if path.stat().st_size > MAX_FILE_BYTES:
            raise Refused("too_large")
        return path.read_bytes()
    except OSError:
        raise Refused("not_found") from None


def find_original(workspace: Path, sha256: str) -> Original:
    """Return an original by its hash; ShownError `inbox_missing` where it is gone or changed."""
    for kept_at in sorted((workspace / "inbox").glob(f"{sha256[:8]}-*")):
        data = kept_at.read_bytes()
        if hashlib.sha256(data).hexdigest() == sha256:
            return Original(data, sha256, kept_at.name[len(sha256[:8]) + 1 :], kept_at)
    raise ShownError(
        f"收件箱中找不到哈希以 {sha256[:8]} 开头的原件，或原件已被改动。",
        code="inbox_missing",
        next_step="请从备份恢复工作区（anyuan restore）。",
    )


def safe_name(name: str) -> str:
    """Return a file name that every system takes: no blanks, marks or controls, at most 120 bytes.

    The suffix is kept. Never empty.
    """
    plain = unicodedata.normalize("NFC", name)
    stem, dot, suffix = plain.rpartition(".")
    stem, suffix = (stem, suffix) if dot else (plain, "")
    stem = _UNSAFE.sub("_", stem).strip("._ ") or "file"
    suffix = "." + _UNSAFE.sub("", suffix)[:8] if suffix else ""
    while len((stem + suffix).encode()) > _MAX_BYTES:
        stem = stem[:-1]
    return stem + suffix
