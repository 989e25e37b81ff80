"""The list of what a backup holds: every file with its size and SHA-256, sealed with a key."""

import hashlib
import hmac
import json
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path

from anyuan import keys
from anyuan.casebook.chain import canonical
from anyuan.errors import ShownError
from anyuan.paths import write_text

FILE_NAME = "manifest.json"
_CHUNK = 1 << 20


@dataclass(frozen=True)
class Manifest:
    """What a backup of a workspace holds.

    `anchor` is the head of its casebook's chain, `counts` the rows of each of its tables; `files`
    maps each path (with /) to [bytes, SHA-256].
    """

    workspace: str
    made_at: str
    anchor: str
    counts: dict[str, int]
    files: dict[str, tuple[int, str]]

    def write(self, folder: Path) -> None:
        """Write the manifest with its seal (HMAC-SHA256 by the backup's own key)."""
        body = asdict(self)
        sealed = body | {"seal": _seal(body)}
        text = json.dumps(sealed, ensure_ascii=False, indent=1, sort_keys=True)
        write_text(folder / FILE_NAME, text + "\n")


def read_manifest(folder: Path) -> Manifest:
    """Return the manifest of a backup; ShownError `not_a_backup` or `backup_damaged`."""
    try:
        raw = json.loads((folder / FILE_NAME).read_text(encoding="utf-8"))
        seal = raw.pop("seal")
        is_whole = hmac.compare_digest(seal, _seal(raw))
    except FileNotFoundError:
        raise ShownError(
            f"{folder.name} 不是安园的备份（没有 {FILE_NAME}）。",
            code="not_a_backup",
            next_step="请选择备份所在的文件夹。",
        ) from None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        is_whole = False
    if not is_whole:
        raise damaged(FILE_NAME, "清单本身被改动，或不是用本机密钥做的")
    files = {name: (size, digest) for name, (size, digest) in raw["files"].items()}
    return Manifest(**raw | {"files": files})


def check_files(folder: Path, manifest: Manifest) -> None:
    """Compare every file of a backup with its manifest; ShownError `backup_damaged` names one."""
    found = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if not p.is_dir()}
    listed = set(manifest.files) | {FILE_NAME}
    for name in sorted(listed ^ found):
        raise damaged(name, "清单里有而文件不在" if name in listed else "文件不在清单里")
    for name, expected in manifest.files.items():
        if measure(folder / name) != tuple(expected):
            raise damaged(name, "内容与清单不符")


def damaged(name: str, why: str) -> ShownError:
    """Return the error that says what in a backup does not hold."""
    return ShownError(
        f"备份已损坏或被改动：{name}，{why}。",
        code="backup_damaged",
        next_step="请改用另一份备份，并检查存放备份的介质。",
    )


def measure(path: Path) -> tuple[int, str]:
    """Return a file's size and SHA-256."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return path.stat().st_size, digest


def copy_measured(source: Path, target: Path) -> tuple[int, str]:
    """Copy a file and return size and SHA-256 of what was read, checked against what was written.

    Raises ShownError `backup_damaged` where the copy read back differs.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    whole, size = hashlib.sha256(), 0
    with source.open("rb") as reader, target.open("wb") as writer:
        while chunk := reader.read(_CHUNK):
            whole.update(chunk)
            writer.write(chunk)
            size += len(chunk)
    shutil.copystat(source, target)
    if measure(target) != (size, whole.hexdigest()):
        raise damaged(target.name, "写入后读回的内容不同")
    return size, whole.hexdigest()


def _seal(body: dict) -> str:
    return hmac.digest(keys.purpose_key("backup"), canonical(body).encode(), "sha256").hex()
