"""What is this file really, and is it safe to hand to a parser?

The true type is told by content, never by the suffix; a suffix that says otherwise is refused.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

import olefile

from anyuan.intake.refusal import MAX_FILE_BYTES, Refused
from anyuan.intake.zip_members import is_too_dense, list_members, read_pieces, read_small

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK"
_SUFFIXES = {"xlsx": (".xlsx",), "xls": (".xls", ".et"), "csv": (".csv", ".txt")}
_MAGIC = (
    (b"%PDF", "pdf"),
    (b"{\\rtf", "rtf"),
    (b"\x1f\x8b", "archive"),
    (b"7z\xbc\xaf", "archive"),
    (b"Rar!", "archive"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"MZ", "program"),
    (b"\x7fELF", "program"),
)
_MARKUP = re.compile(
    rb"\s*<(?:!doctype html|html|head|body|table|meta|div|script)\b", re.IGNORECASE
)
_XML_2003 = re.compile(rb"\s*<\?xml\b.{0,400}?<(?:\w+:)?workbook\b", re.IGNORECASE | re.DOTALL)
_DECLARATION = re.compile(rb"<\?xml\b[^>]*?\bencoding\s*=\s*[\"']([^\"']*)", re.IGNORECASE)
_SHEET_ROOT = re.compile(rb"<(?:[\w.-]+:)?worksheet[\s>/]")
# What olefile raises on broken files; a directory that points at itself recurses.
_OLE_ERRORS = (OSError, ValueError, IndexError, TypeError, AttributeError, RecursionError)
_BOMS_16 = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True)
class Checked:
    """A file that may be parsed: `kind` is xlsx, xls or csv; `data` its bytes, never encrypted.

    `members`: of an xlsx, the archive's members by lower-case name; `sheets`, the names of those
    that are worksheets by their content.
    """

    kind: str
    data: bytes
    members: dict[str, zipfile.ZipInfo]
    sheets: frozenset[str]


def check_file(data: bytes, suffix: str) -> Checked:
    """Return a file that is what its suffix says and safe to parse, or refuse it.

    Refuses: `empty_file`, `too_large`, `wrong_type` (with the true type), `damaged`, `encrypted`,
    `macro`, `external_link`, `dde`, `dtd`, `xml_form`, `unpacked_size`. How far the cells of a
    worksheet reach is counted by `xlsx_counts`.
    """
    kind = find_kind(data)
    if kind == "xlsx":
        members = {m.filename.casefold(): m for m in list_members(data)}
        _check_members(members)
        sheets = _check_contents(data, members)
    elif kind == "xls":
        members, sheets = {}, frozenset()
        _check_ole(_ole_names(data))
    else:
        members, sheets = {}, frozenset()
    if suffix.casefold() not in _SUFFIXES.get(kind, ()):
        raise Refused("wrong_type", type=kind)
    return Checked(kind, data, members, sheets)


def find_kind(data: bytes) -> str:
    """Return what the bytes are: xlsx, xls, csv, or the name of something that is not received.

    Refuses `empty_file`, `too_large` and `encrypted` (an Office file with a password).
    """
    if not data:
        raise Refused("empty_file")
    if len(data) > MAX_FILE_BYTES:
        raise Refused("too_large")
    if data.startswith(OLE):
        return _ole_kind(data)
    if data.startswith(_ZIP):
        return _zip_kind(data)
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            return kind
    head = data[:4096].removeprefix(b"\xef\xbb\xbf")
    if head.startswith(_BOMS_16):
        return "csv"
    if _MARKUP.match(head):
        return "html"
    if _XML_2003.match(head):
        return "xml"
    return "binary" if b"\0" in head else "csv"


def _ole_names(data: bytes) -> set[str]:
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            return {"/".join(path).casefold() for path in ole.listdir()}
    except _OLE_ERRORS:
        raise Refused("damaged") from None


def _ole_kind(data: bytes) -> str:
    names = _ole_names(data)
    if "encryptedpackage" in names:
        raise Refused("encrypted")
    if "workbook" in names or "book" in names:
        return "xls"
    return "doc" if "worddocument" in names else "ole"


def _zip_kind(data: bytes) -> str:
    names = {m.filename.casefold() for m in list_members(data)}
    for part, kind in (
        ("xl/workbook.xml", "xlsx"),
        ("xl/workbook.bin", "xlsb"),
        ("word/document.xml", "doc"),
        ("ppt/presentation.xml", "ppt"),
        ("content.xml", "ods"),
    ):
        if part in names:
            return kind
    return "archive"


def _check_members(members: dict[str, zipfile.ZipInfo]) -> None:
    for name in members:
        if name.endswith("vbaproject.bin") or name.startswith(("xl/macrosheets/", "xl/activex/")):
            raise Refused("macro")


def _check_contents(data: bytes, members: dict[str, zipfile.ZipInfo]) -> frozenset[str]:
    """Look at every part once, stopping early in none; return which parts are worksheets."""
    sheets, links = set(), []
    for name, member in members.items():
        first = next(read_pieces(data, member), b"")
        head = first.lstrip(b"\xef\xbb\xbf \t\r\n")
        if first.startswith(_BOMS_16) or (name.endswith((".xml", ".rels")) and b"\0" in first[:64]):
            raise Refused("xml_form")
        if b"<!DOCTYPE" in first:
            raise Refused("dtd")
        is_sheet = bool(_SHEET_ROOT.search(head[:4096]))
        if is_sheet:
            sheets.add(name)
        elif is_too_dense(member):
            raise Refused("unpacked_size")
        if head.startswith(b"<") and not is_sheet:
            for _ in check_markup(read_pieces(data, member)):
                pass
        if name.startswith("xl/externallinks/") and name.endswith(".xml"):
            links.append(member)
    if b"macroEnabled" in read_small(data, _member(members, "[content_types].xml")):
        raise Refused("macro")
    if any(b"ddeLink" in read_small(data, member) for member in links):
        raise Refused("dde")
    if links or "xl/connections.xml" in members:
        raise Refused("external_link")
    return frozenset(sheets)


def check_markup(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Pass XML on, refusing `dtd` (a document type or entity) and what is not plain UTF-8 XML.

    Comments and CDATA in a worksheet are refused as `xml_form`: no spreadsheet program writes
    them, and they could hide rows from one of two readers.
    """
    tail = b""
    for piece in pieces:
        seen = tail + piece
        if not tail:
            declared = _DECLARATION.search(seen[:400])
            if declared and declared[1].lower() not in (b"utf-8", b"utf8", b"us-ascii"):
                raise Refused("xml_form")
        if b"<!DOCTYPE" in seen or b"<!ENTITY" in seen:
            raise Refused("dtd")
        tail = seen[-16:]
        yield piece


def _member(members: dict[str, zipfile.ZipInfo], name: str) -> zipfile.ZipInfo:
    if name not in members:
        raise Refused("damaged")
    return members[name]


def _check_ole(names: set[str]) -> None:
    if any(name.startswith("_vba_project") for name in names):
        raise Refused("macro")
