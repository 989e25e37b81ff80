"""The master key: one secret file outside every workspace, one derived key for each purpose.

A missing key stops the program. It never falls back to a plain hash: the identity numbers of one
county can be enumerated in seconds.
"""

import hashlib
import hmac
import os
import re
import secrets
import tempfile
from pathlib import Path

import platformdirs

from anyuan.errors import ShownError

_HEX = re.compile(r"[0-9a-f]{64}", re.ASCII)


def key_path() -> Path:
    """Return where the master key lies: ANYUAN_KEY_FILE, else the user's configuration folder."""
    given = os.environ.get("ANYUAN_KEY_FILE", "")
    if given:
        return Path(given).expanduser().resolve()
    return platformdirs.user_config_path("anyuan") / "key"


def purpose_key(purpose: str) -> bytes:
    """Return the 32 bytes of one purpose's key, derived from the master key by HMAC-SHA256.

    Keys of two purposes cannot be linked without the master key. Raises ShownError `no_key` where
    the file is missing, `key_mode` where others may read it (on systems with modes), `bad_key`
    where it is not 64 hexadecimal digits; ValueError for an empty purpose.
    """
    if not purpose:
        raise ValueError("a key needs a purpose")
    return hmac.digest(_read_master(), f"anyuan:{purpose}".encode(), hashlib.sha256)


def create_key_file() -> Path:
    """Make the master key where there is none yet, and return its path.

    An existing file is checked and left as it is. The file appears whole (0600, its folder 0700
    where newly made) or not at all; of two programs that make it at once, one wins for both.
    """
    path = key_path()
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, name = tempfile.mkstemp(prefix=".key-", dir=path.parent)
        part = Path(name)
        try:
            with os.fdopen(handle, "w", encoding="ascii", newline="\n") as file:
                file.write(secrets.token_hex(32) + "\n")
                file.flush()
                os.fsync(file.fileno())
            _place_new(part, path)
        finally:
            part.unlink(missing_ok=True)
    _read_master()
    return path


def refuse_key_inside(folder: Path) -> None:
    """Refuse a key that lies in the folder which it protects (ShownError `key_inside`)."""
    if key_path().resolve().is_relative_to(folder.resolve()):
        raise ShownError(
            "密钥文件放在了工作区里面，拷走工作区的人就同时拿到了密钥。",
            code="key_inside",
            next_step="请把密钥文件移到工作区以外，并改正环境变量 ANYUAN_KEY_FILE。",
        )


def _place_new(part: Path, path: Path) -> None:
    try:
        if os.name == "posix":
            os.link(part, path)
        else:
            part.rename(path)  # on Windows a rename never replaces
    except FileExistsError:
        pass


def _read_master() -> bytes:
    path = key_path()
    try:
        text = path.read_text(encoding="ascii").strip()
        mode = path.stat().st_mode
    except FileNotFoundError:
        raise ShownError(
            f"找不到密钥文件 {path.name}，不能继续。",
            code="no_key",
            next_step="首次使用请运行 anyuan init；换了电脑请把原来的密钥文件拷回原处。",
        ) from None
    except (OSError, UnicodeDecodeError):
        text, mode = "", 0
    if os.name == "posix" and mode & 0o077:
        raise ShownError(
            f"密钥文件 {path.name} 的权限过宽，同一台电脑上的其他用户也能读取。",
            code="key_mode",
            next_step="请把该文件的权限改为 0600（仅本人可读写）后重试。",
        )
    if not _HEX.fullmatch(text):
        raise ShownError(
            f"密钥文件 {path.name} 读不出或内容不完整，应为 64 位十六进制数字。",
            code="bad_key",
            next_step="请从密钥的备份中恢复该文件；不要新建，否则原有记录无法核验。",
        )
    return bytes.fromhex(text)
