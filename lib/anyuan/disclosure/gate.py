"""The last look at the bytes of a file before it leaves: does it hold more than it may show?

leaks = scan_page(html, register)          what would leave with it; [] for a clean page
report = scan(html, register)              the same, with the exceptions that were made
report = scan_file(name, data, register)   the same of any file: html, csv, xlsx, docx, png
refuse_leaks(leaks)                        ShownError page_leak, naming places, repeating nothing
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import PurePath

from anyuan.codebook.free_text import free_text
from anyuan.disclosure.filetext import READERS
from anyuan.disclosure.pagetext import CellRow, Piece, read_pieces
from anyuan.disclosure.register import NameRegister, fold_searched
from anyuan.errors import ShownError
from anyuan.person_numbers import find_person_numbers, has_parted_id
from anyuan.text import visible

_POSIX_PATH = re.compile(r"(?<![\w/.])/(?:[\w.\-]+/)+[\w.\-]*", re.ASCII)
_WINDOWS_PATH = re.compile(r"(?<![A-Za-z])[A-Za-z]:[\\/][^\s]|\\\\[\w.\-]+\\", re.ASCII)
_WEB = re.compile(r"\b(?:https?|ftp|file|wss?)://", re.ASCII | re.IGNORECASE)
_PARAMETER = re.compile(
    r"injected-parameters|papermill|ANYUAN_[A-Z_]+|\b(?:workspace|known_at|as_of)\s*[=:]", re.ASCII
)
# A hash, whole or in eight fours as a page prints the chain's head, is no number of a person. Of a
# whole one a sixth must be letters, which nearly every hash has: digits with a few letters about
# are looked at. Of eight fours three letters are enough: one head in fifty has fewer than a sixth,
# and that head stands on every page of its month.
_HASH = re.compile(
    r"(?<![0-9A-Za-z])(?:[0-9a-f]{4}(?: [0-9a-f]{4}){7}|[0-9a-f]{16,64})(?![0-9A-Za-z])"
)
_DIGIT = re.compile(r"[0-9 ]")
_MESSAGES = {
    "id_18": "像是 18 位身份证号",
    "id_15": "像是 15 位身份证号",
    "phone": "像是手机号",
    "line": "像是带区号的电话号码",
    "name": "是名册中的姓名",
    "path": "是本机路径",
    "web_address": "是网址",
    "parameter": "是运行参数",
    "script": "是脚本",
    "external_reference": "引用了外部资源",
    "hidden_content": "是看不见的内容",
    "widget_state": "是交互控件的状态",
    "image_metadata": "是图片里的附加信息",
    "no_csp": "缺少内容安全策略",
    "user_name": "是本机用户名",
    "creator": "是制作人信息",
    "hidden_sheet": "有隐藏的工作表、行或列",
    "comment": "有批注或修订",
    "formula": "会被表格软件当作公式",
    "attachment": "夹带了别的内容",
    "unreadable": "读不出来，无从核对",
    "unknown_kind": "不是可以带出的文件种类",
    "unlisted": "不是本次运行登记的受保护的表，请删去写出它的语句，改用 run.table 制表",
    "altered": "与本次运行登记的受保护的表不一致，请删去另行改写它的语句",
}


@dataclass(frozen=True)
class Leak:
    """Something that must not leave: its code and its place, never its text."""

    code: str
    place: str

    @property
    def message(self) -> str:
        """The leak in words."""
        return f"{self.place}{_MESSAGES.get(self.code, '有不得带出的内容')}"


@dataclass(frozen=True)
class ScanException:
    """A name found inside an allowed word: recorded, not refused."""

    word: str
    reason: str
    place: str


@dataclass(frozen=True)
class ScanReport:
    """What a scan found: `leaks` refuse the page, `exceptions` go into the receipt."""

    leaks: tuple[Leak, ...]
    exceptions: tuple[ScanException, ...]


def scan_page(html: str, register: NameRegister) -> list[Leak]:
    """Return what must not leave with a page; empty for a clean one."""
    return list(scan(html, register).leaks)


def scan(html: str, register: NameRegister) -> ScanReport:
    """Return leaks and exceptions of a page; see `scan_file` for what is found."""
    return _report(*read_pieces(html), register)


def scan_text(text: str, place: str, register: NameRegister) -> ScanReport:
    """Return leaks and exceptions of a text that stands alone: a file's name, a chart's label."""
    return _report([Piece(text, place)], (), register)


def scan_file(name: str, data: bytes, register: NameRegister) -> ScanReport:
    """Return leaks and exceptions of a file by its bytes, read as the suffix of its name says.

    Names of three characters or more are found anywhere in the running text, names of two only as a
    whole cell, between delimiters (anything but a letter or digit) or beside words that tell of
    somebody (姓名, 同学), both also in attributes, in sheets' names and in heads and feet; blanks,
    dots and invisible marks within a name do not count, and traditional characters are read as
    simplified ones. Numbers: see `person_numbers`, also in pieces over the cells of a row. A file
    of another kind than html, csv, xlsx, docx and png, or one that cannot be read, is a leak: who
    knows what it holds.
    """
    suffix = PurePath(name).suffix.casefold()
    if suffix not in READERS:
        return ScanReport((Leak("unknown_kind", "文件"),), ())
    return _report(*READERS[suffix](data), register)


def _report(
    pieces: Iterable[Piece | CellRow],
    structure: Iterable[tuple[str, str]],
    register: NameRegister,
) -> ScanReport:
    leaks = [Leak(code, place) for code, place in structure]
    exceptions: list[ScanException] = []
    for piece in pieces:
        if isinstance(piece, CellRow):
            leaks += [Leak("id_18", piece.place)] if has_parted_id(piece.cells) else []
            continue
        leaks += [Leak(code, piece.place) for code in _numbers_and_paths(piece)]
        leaks += [Leak(c, piece.place) for w, c in register.forbidden.items() if _has(piece, w)]
        text, places = _folded(piece.text)
        for start, name in _names(piece, text, places, register):
            word = _allowed_around(text, start, name, register)
            if word is None:
                leaks.append(Leak("name", piece.place))
            else:
                exceptions.append(ScanException(word, register.allowed[word], piece.place))
    return ScanReport(tuple(dict.fromkeys(leaks)), tuple(dict.fromkeys(exceptions)))


def refuse_leaks(leaks: Sequence[Leak]) -> None:
    """Raise ShownError page_leak where there is a leak; names places, repeats no content."""
    if not leaks:
        return
    first = "；".join(leak.message for leak in leaks[:5])
    more = f"；另有 {len(leaks) - 5} 处" if len(leaks) > 5 else ""
    raise ShownError(
        f"简报不能导出：{first}{more}。",
        code="page_leak",
        next_step="请在笔记本中改用受保护的表；确属巧合的，登记为例外后重试。",
    )


def _numbers_and_paths(piece: Piece) -> Iterator[str]:
    # Full-width digits become plain ones; nothing else of NFKC matters here.
    text = unicodedata.normalize("NFKC", visible(piece.text))
    yield from dict.fromkeys(one.code for one in find_person_numbers(_HASH.sub(_unhashed, text)))
    if _POSIX_PATH.search(text) or _WINDOWS_PATH.search(text):
        yield "path"
    if _WEB.search(text):
        yield "web_address"
    if _PARAMETER.search(text):
        yield "parameter"


def _unhashed(found: re.Match) -> str:
    n_letters = len(_DIGIT.sub("", found[0]))
    enough = 3 if " " in found[0] else len(found[0]) / 6
    return "" if n_letters >= enough else found[0]


def _has(piece: Piece, word: str) -> bool:
    # Beside a word of ASCII only ASCII goes on with it: root报表 holds root, rooted does not.
    flags = re.ASCII if word.isascii() else 0
    return re.search(rf"(?<!\w){re.escape(word)}(?!\w)", piece.text, flags) is not None


def _names(
    piece: Piece, text: str, places: list[int], register: NameRegister
) -> Iterator[tuple[int, str]]:
    if not len(register.searcher):
        return
    for end, name in register.searcher.iter(text):
        start = end - len(name) + 1
        is_alone = _stands_alone(piece, places[start], places[end] + 1)
        if len(name) > 2 or is_alone or _is_told_of(text, start, end + 1):
            yield start, name


def _folded(text: str) -> tuple[str, list[int]]:
    """Return a text as names are folded, and where in it each character comes from."""
    letters = [(folded, at) for at, one in enumerate(text) for folded in _fold_one(one)]
    return "".join(folded for folded, _ in letters), [at for _, at in letters]


@cache
def _fold_one(character: str) -> str:
    return fold_searched(character)


def _is_told_of(text: str, start: int, end: int) -> bool:
    """Whether the words beside say that this is somebody (任青同学)."""
    beside = free_text()
    return text[:start].endswith(beside.before_a_name) or text.startswith(beside.behind_a_name, end)


def _stands_alone(piece: Piece, start: int, end: int) -> bool:
    before = piece.text[start - 1] if start else " "
    after = piece.text[end] if end < len(piece.text) else " "
    return not (before.isalnum() or after.isalnum()) or (start, end) in piece.elements


def _allowed_around(text: str, start: int, name: str, register: NameRegister) -> str | None:
    if not len(register.allowed_searcher):
        return None
    end = start + len(name)
    around = [
        word
        for last, word in register.allowed_searcher.iter(text)
        if last - len(word) + 1 <= start and end <= last + 1
    ]
    return max(around, key=len, default=None)
