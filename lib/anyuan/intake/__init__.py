"""Spreadsheets → typed rows and issues: everything that comes into a workspace comes through here.

The names below are loaded on first use: the parser's child process imports this package too, and
must stay small (its memory is limited) and start at once.
"""

from importlib import import_module
from typing import Any

_HOMES = {
    "Receipt": "anyuan.intake.desk",
    "ReceivingDesk": "anyuan.intake.desk",
    "receive": "anyuan.intake.receiving",
    "reread": "anyuan.intake.receiving",
    "write_issue_workbook": "anyuan.intake.issue_workbook",
}

__all__ = list(_HOMES)


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    # imported here: the child must not load pandas and the stores
    return getattr(import_module(_HOMES[name]), name)
