"""The password of a workbook: asked for on a terminal, used once, kept nowhere."""

import getpass
import sys
from pathlib import Path


def ask_password(path: Path) -> str | None:
    """Ask for a workbook's password; None (the file is refused) where nobody can be asked."""
    if not sys.stdin.isatty():
        return None
    return getpass.getpass(f"{path.name} 有密码，请输入（直接回车则退回）：") or None
