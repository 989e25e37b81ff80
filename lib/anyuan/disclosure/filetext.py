"""What do the bytes of a file say, and where? One reader a kind of file that may leave.

READERS[".xlsx"](data) → (texts with their places, (code, place) of what no such file may have)
"""

import csv
import io
import zipfile
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from lxml import etree

from anyuan.disclosure.pagetext import CellRow, Piece, picture_problems, read_pieces
from anyuan.text import has_control

Read = tuple[list[Piece | CellRow], list[tuple[str, str]]]
_UNREADABLE: Read = ([], [("unreadable", "文件")])
_FORMULA_STARTS = tuple("=+-@\t\r＝＋－＠")
_MAX_BYTES = 50_000_000
# What an office file may hold, by the beginning of a part's name; anything else is an attachment.
_SHEET_PARTS = ("[Content_Types].xml", "_rels/", "docProps/", "xl/workbook.xml", "xl/_rels/",
                "xl/worksheets/", "xl/sharedStrings.xml", "xl/styles.xml", "xl/theme/")  # fmt: skip
_PAPER_PARTS = ("[Content_Types].xml", "_rels/", "docProps/", "word/document.xml", "word/_rels/",
                "word/styles.xml", "word/settings.xml", "word/fontTable.xml", "word/theme/",
                "word/numbering.xml", "word/header", "word/footer", "word/webSettings.xml",
                "word/footnotes.xml", "word/endnotes.xml")  # fmt: skip
_SHARED = "xl/sharedStrings.xml"
_COMMENTS = ("xl/comments", "xl/threadedComments", "xl/persons", "word/comments", "word/people")
_MADE_BY = frozenset(("creator", "lastModifiedBy", "Company", "Manager"))
_BLOCKS = frozenset(("p", "si", "is", "v", "oddHeader", "oddFooter", "evenHeader", "evenFooter",
                     "firstHeader", "firstFooter", "definedName"))  # fmt: skip
_CHANGES = frozenset(("ins", "del", "moveFrom", "moveTo", "delText", "commentReference"))


def _read_html(data: bytes) -> Read:
    try:
        return read_pieces(data.decode("utf-8"))
    except UnicodeDecodeError:
        return _UNREADABLE


def _read_csv(data: bytes) -> Read:
    try:
        lines = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error):
        return _UNREADABLE
    pieces: list[Piece | CellRow] = []
    found = []
    for row, line in enumerate(lines, start=1):
        pieces.append(CellRow(tuple(line), f"第 {row} 行"))
        for column, text in enumerate(line, start=1):
            place = f"第 {row} 行第 {column} 格"
            pieces.append(Piece(text, place, frozenset({(0, len(text))})))
            if has_control(text):
                found.append(("unreadable", place))
            if text.lstrip(" ").startswith(_FORMULA_STARTS) and not _is_number(text):
                found.append(("formula", place))
    return pieces, found


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _read_png(data: bytes) -> Read:
    return [], [(code, "图片") for code in picture_problems(data)]


def _read_sheets(data: bytes) -> Read:
    return _read_package(data, _SHEET_PARTS)


def _read_paper(data: bytes) -> Read:
    return _read_package(data, _PAPER_PARTS)


def _read_package(data: bytes, parts: tuple[str, ...]) -> Read:
    pieces: list[Piece | CellRow] = []
    found: list[tuple[str, str]] = []
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            if sum(one.file_size for one in package.infolist()) > _MAX_BYTES or package.comment:
                return [], [("attachment", "文件")]
            shared = _shared_texts(package)
            for number, name in enumerate(package.namelist(), start=1):
                # A part's name may itself be a name: only ours are repeated.
                place = f"部件 {name}" if name.startswith(parts) else f"第 {number} 个部件"
                if not name.startswith(parts):
                    is_comment = name.startswith(_COMMENTS)
                    found.append(("comment" if is_comment else "attachment", place))
                    continue
                if name.endswith((".xml", ".rels")):
                    root = _parse(package.read(name))
                    _read_part(root, place, pieces, found)
                    pieces += _rows(root, place, shared)
                else:
                    found.append(("attachment", place))
    except (
        zipfile.BadZipFile,
        etree.XMLSyntaxError,
        RuntimeError,
        EOFError,
        ValueError,
        IndexError,
    ):
        return _UNREADABLE
    return pieces, found


def _shared_texts(package: zipfile.ZipFile) -> list[str]:
    """Return a workbook's texts, to which its cells point by number."""
    if _SHARED not in package.namelist():
        return []
    return ["".join(one.itertext()) for one in _parse(package.read(_SHARED)) if _local(one) == "si"]


def _rows(root: etree._Element, place: str, shared: list[str]) -> Iterator[CellRow]:
    """Yield the rows of a sheet or of a paper's tables."""
    for number, row in enumerate((e for e in root.iter() if _local(e) in ("row", "tr")), start=1):
        cells = [_cell_text(cell, shared) for cell in row if _local(cell) in ("c", "tc")]
        yield CellRow(tuple(cells), f"{place} 第 {number} 行")


def _cell_text(cell: etree._Element, shared: list[str]) -> str:
    text = "".join(cell.itertext())
    return shared[int(text)] if cell.get("t") == "s" else text


def _parse(data: bytes) -> etree._Element:
    root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
    if root.getroottree().docinfo.doctype:
        raise ValueError("a part with a document type")
    return root


def _read_part(
    root: etree._Element, place: str, pieces: list[Piece], found: list[tuple[str, str]]
) -> None:
    for element in root.iter():
        if not isinstance(element.tag, str):
            found.append(("hidden_content", place))  # a remark or an instruction in the XML
            pieces.append(Piece(element.text or "", place))
            continue
        tag = etree.QName(element).localname
        found += [(code, place) for code in _problems(element, tag)]
        # What a reader sees together is one text: the runs of a paragraph, of a cell.
        is_block = tag in _BLOCKS
        inside = next((a for a in element.iterancestors() if _local(a) in _BLOCKS), None)
        text = "".join(element.itertext()) if is_block else element.text or ""
        if text.strip() and (is_block or inside is None):
            pieces.append(Piece(text, place, frozenset(_elements(element, text))))
        pieces += _attributes(element, place)


def _elements(block: etree._Element, text: str) -> Iterator[tuple[int, int]]:
    """Yield where each run of a block stands, so that a name that fills one is seen."""
    yield 0, len(text)
    at = 0
    for part in block.itertext():
        lead = len(part) - len(part.lstrip())
        yield at + lead, at + len(part.rstrip())
        at += len(part)


def _attributes(element: etree._Element, place: str) -> Iterator[Piece]:
    for name, value in element.attrib.items():
        # A namespace or a relation's type is an address of the format, never of this machine.
        is_of_the_format = etree.QName(name).localname in ("Type", "ContentType", "PartName", "uri")
        if len(value) > 1 and not is_of_the_format and not value.startswith("http://schemas."):
            pieces_text = value.removeprefix("/") if name == "Target" else value
            yield Piece(pieces_text, place, frozenset({(0, len(pieces_text))}))


def _problems(element: etree._Element, tag: str) -> Iterator[str]:
    values = {etree.QName(name).localname: value for name, value in element.attrib.items()}
    if tag in _MADE_BY and (element.text or "").strip():
        yield "creator"
    if tag == "sheet" and values.get("state", "visible") != "visible":
        yield "hidden_sheet"
    if tag in ("row", "col") and values.get("hidden") in ("1", "true"):
        yield "hidden_sheet"
    if tag == "f":
        yield "formula"
    if tag in ("hyperlink", "externalReference") or values.get("TargetMode") == "External":
        yield "external_reference"
    if tag == "vanish" and values.get("val") not in ("0", "false"):
        yield "hidden_content"
    if tag in _CHANGES:
        yield "comment"
    if tag in ("object", "drawing", "pict", "altChunk", "oleObject"):
        yield "attachment"


def _local(element: etree._Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


READERS: Mapping[str, Callable[[bytes], Read]] = MappingProxyType(
    {
        ".html": _read_html,
        ".csv": _read_csv,
        ".png": _read_png,
        ".xlsx": _read_sheets,
        ".docx": _read_paper,
    }
)
