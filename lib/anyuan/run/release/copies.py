"""Numbered copies of a page and the list of who holds which; the master is never touched."""

import csv
import hashlib
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from anyuan.briefing.copies import CopyMark, number_copy, unnumber
from anyuan.errors import ShownError
from anyuan.paths import private_dir, write_bytes, write_text
from anyuan.person_numbers import find_person_numbers
from anyuan.run.release.leaving_page import page_title
from anyuan.run.release.released import IssuedCopy, IssuedPage
from anyuan.text import visible

LIST = "list.csv"
_MOST, _LONGEST = 200, 30


@dataclass(frozen=True)
class MadeCopy:
    """A copy with its bytes."""

    issued: IssuedCopy
    data: bytes

    @property
    def file_name(self) -> str:
        """copy-03.html."""
        return f"copy-{self.issued.no:02d}.html"


def read_holders(typed: Sequence[str], lines: Sequence[str] = ()) -> list[str]:
    """Return one holder for each copy, in order, out of 公安局=2 (typed) and the lines of a list.

    A line is unit,number as in a CSV; without a number it is one copy; a first line whose number is
    a word is a heading. Raises ShownError `bad_holders`, `no_holders`.
    """
    holders: list[str] = []
    rows = [text.rpartition("=")[::2] if "=" in text else (text, "1") for text in typed]
    for n, line in enumerate(csv.reader(lines)):
        cells = [visible(cell) for cell in line]
        if not any(cells) or (n == 0 and len(cells) > 1 and not cells[1].isdecimal()):
            continue
        rows.append((cells[0], cells[1] if len(cells) > 1 and cells[1] else "1"))
    for number, (unit, count) in enumerate(rows, start=1):
        name = visible(unit)
        is_good = 0 < len(name) <= _LONGEST and count.isdecimal() and 0 < int(count) <= _MOST
        if not is_good or find_person_numbers(name):
            raise ShownError(
                f"分发名单第 {number} 项看不懂：应是“单位=份数”，"
                f"单位不超过 {_LONGEST} 个字，不写号码。",
                code="bad_holders",
                next_step="例：--to 公安局=1 --to 教育局=2，或用 --list 给出名单文件。",
            )
        holders += [name] * int(count)
    if not 0 < len(holders) <= _MOST:
        raise ShownError(
            f"分发名单应有 1 至 {_MOST} 份。", code="no_holders", next_step="请核对分发名单。"
        )
    return holders


def make_copies(master: bytes, holders: Sequence[str]) -> list[MadeCopy]:
    """Return one copy of a page for each holder, from number 1; the same input, the same bytes."""
    made = []
    for no, holder in enumerate(holders, start=1):
        data = number_copy(master, CopyMark(no, len(holders), holder))
        made.append(MadeCopy(IssuedCopy(no, holder, hashlib.sha256(data).hexdigest()), data))
    return made


def copies_folder(outputs: Path, month: str, page: str, sha256: str) -> Path:
    """Return where the copies of a page lie: released/<page>/<first 12 of the master's hash>."""
    return outputs / month / "released" / page.replace("/", "__") / sha256[:12]


def write_copies(folder: Path, copies: Sequence[MadeCopy]) -> Path:
    """Write the copies and the list of who holds which; return the list's path."""
    private_dir(folder.parents[1])
    private_dir(folder.parent)
    private_dir(folder)
    for copy in copies:
        write_bytes(folder / copy.file_name, copy.data)
    out = io.StringIO()
    lines = csv.writer(out)
    lines.writerow(["份号", "持有单位", "文件", "SHA-256"])
    for copy in copies:
        lines.writerow([copy.issued.no, copy.issued.holder, copy.file_name, copy.issued.sha256])
    write_text(folder / LIST, "\ufeff" + out.getvalue())
    return folder / LIST


@dataclass(frozen=True)
class FoundCopy:
    """What a file that was found is: of which page, which copy, and whether it is as issued.

    `copy` is None for the master itself; `is_exact` False for bytes that were changed since.
    """

    page: IssuedPage
    copy: IssuedCopy | None
    is_exact: bool


def which_copy(issued: Sequence[IssuedPage], data: bytes, number: int | None) -> list[FoundCopy]:
    """Return what a file may be, newest issue first: one answer where its bytes are known, else all
    issues of a page of its title that had a copy of the `number` that it prints; [] for none."""
    sha256 = hashlib.sha256(data).hexdigest()
    newest = list(reversed(issued))
    for page in newest:
        for copy in page.copies:
            if copy.sha256 == sha256:
                return [FoundCopy(page, copy, True)]
    for page in newest:
        if page.sha256 == sha256:
            return [FoundCopy(page, None, True)]
    numbered = [(page, copy) for page in newest for copy in page.copies if copy.no == number]
    master = hashlib.sha256(unnumber(data)).hexdigest()
    same = [FoundCopy(p, c, False) for p, c in numbered if p.sha256 == master]
    title = page_title(data)
    return same or [FoundCopy(p, c, False) for p, c in numbered if p.title == title]


def to_body(copies: Sequence[MadeCopy]) -> list[Mapping[str, object]]:
    """Return the copies as the casebook keeps them."""
    return [vars(copy.issued).copy() for copy in copies]
