"""A meeting's page as it lies in outputs: whole, with the records of what it prints."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from anyuan.errors import ShownError
from anyuan.period import Month
from anyuan.run.release.page import PAGE
from anyuan.run.results.marks import END_MARK
from anyuan.run.results.receipt import is_intact, read_receipt

_TITLE = re.compile(rb"<title>([^<]*)</title>")
_RUN_AGAIN = "请用 anyuan month 重新生成这个月的简报。"
_N_PARTS = 3


@dataclass(frozen=True)
class LeavingPage:
    """A page that may be proposed: `name` as in dropout_headcount/county, `data` the bytes of the
    master, `tables` their records by name, `figures` the records of what it prints."""

    month: Month
    name: str
    folder: Path
    data: bytes
    receipt: Mapping[str, Any]
    tables: Mapping[str, Mapping[str, Any]]
    figures: tuple[Mapping[str, Any], ...]

    @property
    def sha256(self) -> str:
        """The hash of the master's bytes."""
        return hashlib.sha256(self.data).hexdigest()

    @property
    def title(self) -> str:
        """The page's own title."""
        return page_title(self.data)


def page_title(data: bytes) -> str:
    """Return the title that a page's bytes give, "" for none."""
    found = _TITLE.search(data)
    return found[1].decode("utf-8", "surrogateescape") if found else ""


def find_page(outputs: Path, place: str) -> LeavingPage:
    """Return the page at a place: its folder or file, or 2024-09/dropout_headcount/county.

    Raises ShownError `page_missing`, `not_meeting` for a casework page, `page_torn` where a file
    differs from its receipt, `page_old` for one whose records are not those of this program.
    """
    month, name, folder = _locate(outputs, place)
    receipt = read_receipt(folder)
    if not receipt or not (folder / PAGE).is_file():
        raise ShownError(
            f"{month} 没有简报 {name}，或者没有它的运行记录。",
            code="page_missing",
            next_step=_RUN_AGAIN,
        )
    if receipt.get("level") != "meeting":
        raise _casework(name)
    if PAGE not in receipt.get("files", {}) or not is_intact(folder, receipt):
        raise ShownError(
            f"简报 {name} 的文件与运行记录（receipt.json）对不上，有的被改动或丢失。",
            code="page_torn",
            next_step=_RUN_AGAIN,
        )
    facts = json.loads((folder / END_MARK).read_text(encoding="utf-8"))
    tables = {key: table.get("record") for key, table in facts["tables"].items()}
    if None in tables.values() or any("value" not in f for f in facts["figures"]):
        raise ShownError(
            f"简报 {name} 由旧版程序生成，没有表格和数字的记录，不能联合核对。",
            code="page_old",
            next_step=_RUN_AGAIN,
        )
    figures = tuple(facts["figures"])
    return LeavingPage(month, name, folder, (folder / PAGE).read_bytes(), receipt, tables, figures)


def _locate(outputs: Path, place: str) -> tuple[Month, str, Path]:
    given = Path(place)
    path = given if given.exists() else outputs / place
    path = path.resolve()
    path = path.parent if path.is_file() or path.name == PAGE else path
    root = outputs.resolve()
    parts = path.relative_to(root).parts if path.is_relative_to(root) else ()
    if len(parts) > 1 and parts[1] == "casework":
        raise _casework("/".join(parts[1:]))
    if len(parts) != _N_PARTS or parts[1].startswith(".") or parts[1] in ("failed", "released"):
        raise ShownError(
            "没有指明是哪一页简报。",
            code="page_missing",
            next_step="请写成 outputs/2024-09/dropout_headcount/county 的样子。",
        )
    return Month.parse(parts[0]), "/".join(parts[1:]), path


def _casework(name: str) -> ShownError:
    return ShownError(
        f"{name} 是个案级页面，含个人信息，不能发布。",
        code="not_meeting",
        next_step="只有会议级简报可以发布；个案级页面只在经办人之间使用。",
    )
