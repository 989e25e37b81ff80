"""What does a page say, and where? Its texts, attributes, pictures, each with its place."""

import base64
import binascii
from dataclasses import dataclass
from html.parser import HTMLParser

from anyuan.text import has_invisible

_INLINE = frozenset(
    ["b", "bdi", "i", "em", "strong", "small", "span", "sub", "sup", "u", "a", "abbr", "code"]
)
_VOID = frozenset(["meta", "br", "img", "hr", "input", "col", "wbr"])
_ROW_ENDS = frozenset(("tr", "table"))
_SCRIPTS = frozenset(("script", "svg", "math", "template"))
_EMBEDS = frozenset(
    ("iframe", "object", "embed", "link", "base", "form", "audio", "video", "input")
)
_SOURCES = frozenset(("src", "href", "srcset", "data", "action", "formaction", "poster", "ping"))
_CREATORS = frozenset(("author", "creator", "generator", "publisher", "owner"))
_PICTURE = "data:image/png;base64,"
_PLAIN_CHUNKS = frozenset((b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND", b"pHYs", b"sBIT", b"gAMA"))


@dataclass(frozen=True)
class Piece:
    """A running text: inline marks joined, blocks and cells apart.

    `elements`: the (start, end) of each text that fills an element of its own.
    """

    text: str
    place: str
    elements: frozenset[tuple[int, int]] = frozenset()


@dataclass(frozen=True)
class CellRow:
    """The texts of the cells of one row, in which a number may stand in pieces."""

    cells: tuple[str, ...]
    place: str


def read_pieces(html: str) -> tuple[list[Piece | CellRow], list[tuple[str, str]]]:
    """Return the page's texts, and (code, place) of what no page may have in its structure."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.end_piece()
    reader.end_row()
    if not reader.has_policy:
        reader.found.append(("no_csp", "页首"))
    return reader.pieces, reader.found


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[Piece | CellRow] = []
        self.found: list[tuple[str, str]] = []
        self.has_policy = False
        self._text = ""
        self._elements: set[tuple[int, int]] = set()
        self._open: list[str] = []
        self._cells: list[str] = []
        self._n_headings = self._n_tables = self._n_rows = self._n_cells = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _INLINE:
            self.end_piece()
            if tag in _ROW_ENDS:
                self.end_row()
            self._count(tag)
        if tag not in _VOID:
            self._open.append(tag)
        if tag in _SCRIPTS or tag in _EMBEDS:
            code = "script" if tag in _SCRIPTS else "external_reference"
            self.found.append((code, self._place()))
        for name, value in attrs:
            self._attribute(tag, name, value or "", dict(attrs))

    def handle_endtag(self, tag: str) -> None:
        if tag not in _INLINE:
            self.end_piece()
        if tag in _ROW_ENDS:
            self.end_row()
        if tag in self._open:
            while self._open.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1] == "style":
            self._style(data)
            return
        data = "".join(c for c in data if not has_invisible(c))
        start = len(self._text) + len(data) - len(data.lstrip())
        self._text += data
        self._elements.add((start, start + len(data.strip())))

    def handle_comment(self, data: str) -> None:
        self.found.append(("hidden_content", self._place()))
        self.pieces.append(Piece(data, self._place()))

    def end_piece(self) -> None:
        """Close the running text."""
        if self._text.strip():
            self.pieces.append(Piece(self._text, self._place(), frozenset(self._elements)))
            if "tr" in self._open:
                self._cells.append(self._text)
        self._text, self._elements = "", set()

    def end_row(self) -> None:
        """Close the row of a table."""
        if len(self._cells) > 1:
            place = f"第 {self._n_headings} 个标题下第 {self._n_tables} 张表第 {self._n_rows} 行"
            self.pieces.append(CellRow(tuple(self._cells), place))
        self._cells = []

    def _count(self, tag: str) -> None:
        if tag in ("h1", "h2", "h3"):
            self._n_headings += 1
        elif tag == "table":
            self._n_tables += 1
            self._n_rows = self._n_cells = 0
        elif tag == "tr":
            self._n_rows += 1
            self._n_cells = 0
        elif tag in ("td", "th"):
            self._n_cells += 1

    def _place(self) -> str:
        where = f"第 {self._n_headings} 个标题" if self._n_headings else "标题之前"
        if "table" in self._open and self._n_rows:
            return f"{where}下第 {self._n_tables} 张表第 {self._n_rows} 行第 {self._n_cells} 格"
        return f"{where}处" if self._n_headings else where

    def _attribute(self, tag: str, name: str, value: str, attrs: dict) -> None:
        place = self._place()
        if name.startswith("on") or "javascript:" in "".join(value.split()).lower():
            self.found.append(("script", place))
        if name == "hidden" or (name == "style" and _hides(value)):
            self.found.append(("hidden_content", place))
        if name.startswith("data-"):
            self.found.append(("hidden_content", place))
        if "vnd.jupyter.widget" in value:
            self.found.append(("widget_state", place))
        if tag == "meta" and value.lower() == "content-security-policy":
            policy = attrs.get("content") or ""
            self.has_policy = policy.startswith("default-src 'none'") and "script" not in policy
        if tag == "meta" and name == "name" and value.casefold() in _CREATORS:
            self.found.append(("creator", place))
        if name in _SOURCES and not self._is_own(tag, name, value):
            self.found.append(("external_reference", place))
        if value.startswith(_PICTURE):
            self.found += [(code, place) for code in _picture(value.removeprefix(_PICTURE))]
        elif value:
            self.pieces.append(Piece(value, place, frozenset({(0, len(value))})))

    @staticmethod
    def _is_own(tag: str, name: str, value: str) -> bool:
        if tag == "img" and name == "src":
            return value.startswith(_PICTURE)
        return tag == "a" and name == "href" and ":" not in value and not value.startswith("/")

    def _style(self, css: str) -> None:
        squeezed = "".join(css.split()).lower()
        if "url(" in squeezed or "@import" in squeezed:
            self.found.append(("external_reference", "样式"))
        if "display:none" in squeezed or "visibility:hidden" in squeezed:
            self.found.append(("hidden_content", "样式"))
        self.pieces.append(Piece(css, "样式"))


def _hides(style: str) -> bool:
    squeezed = "".join(style.split()).lower()
    return any(w in squeezed for w in ("display:none", "visibility:hidden", "opacity:0"))


def _picture(encoded: str) -> list[str]:
    try:
        return picture_problems(base64.b64decode(encoded, validate=True))
    except binascii.Error:
        return ["image_metadata"]


def picture_problems(data: bytes) -> list[str]:
    """Return `image_metadata` for what is no PNG, or one with more than its pixels need."""
    at, kinds = 8, set()
    while at + 8 <= len(data):
        kinds.add(data[at + 4 : at + 8])
        at += 12 + int.from_bytes(data[at : at + 4], "big")
    is_png = data.startswith(b"\x89PNG\r\n\x1a\n") and at == len(data)
    return [] if is_png and kinds <= _PLAIN_CHUNKS else ["image_metadata"]
