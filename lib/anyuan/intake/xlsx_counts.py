"""How far does a worksheet reach, how many rows does it hold, and which cells hold no value?

Counted straight from the XML in one pass of bounded memory, before and apart from the parser: a
1.7 kB file with one cell in XFD1048576 would abort it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from anyuan.intake.refusal import MAX_AREA, MAX_CELLS, MAX_COLUMNS, MAX_ROWS, Refused

_MAX_ROW_BYTES = 32 * 2**20
_ROOT = re.compile(rb"<(?:([\w.-]+):)?worksheet[\s>/]")
# Any tag's r="…" (not xmlns:r), whatever its prefix: three letters, a row from 200000 up, or an
# entity that could spell either.
_FAR = re.compile(
    rb"\sr\s*=\s*[\"'](?:[A-Za-z]{3}|[A-Za-z]{0,2}0*(?:[2-9][0-9]{5}|[0-9]{7})|[^\"']*&)"
)
_REFERENCE = re.compile(rb"\sr\s*=\s*[\"']([A-Za-z]+)([0-9]+)[\"']")
_WIDE = re.compile(rb"\sr\s*=\s*[\"']([A-Za-z]{2})[0-9]")
_ROW_NUMBER = re.compile(rb"\sr\s*=\s*[\"']([0-9]+)")
_TYPE = re.compile(rb"\bt\s*=\s*[\"'](\w+)")
_HIDDEN = re.compile(rb"\bhidden\s*=\s*[\"'](?:1|true)[\"']")
_DDE = re.compile(rb"<(?:[\w.-]+:)?f\b[^>]*>[^<]*\|\s*(?:'|&apos;|&#39;)")
_LETTERS_PER_COLUMN = 26
_MANY = 100_000


@dataclass
class SheetCounts:
    """What the XML of one worksheet says.

    `n_rows`: rows with at least one cell that is not blank. `not_value`: addresses of formulas
    without a stored result and of errors, with `formula` or `error`. `serial_60`: addresses of
    cells that hold the number 60, the day that the calendar of 1900 invented.
    """

    n_rows: int = 0
    n_hidden: int = 0
    n_cells: int = 0
    last_row: int = 0
    last_column: int = 0
    not_value: dict[str, str] = field(default_factory=dict)
    serial_60: list[str] = field(default_factory=list)


class _Patterns:
    """The expressions for one namespace prefix of the worksheet's elements."""

    def n_cells(self, piece: bytes) -> int:
        """Return how many cells begin in a piece; other blanks than a space are not expected."""
        return sum(map(piece.count, self.starts))

    def __init__(self, prefix: bytes) -> None:
        p = re.escape(prefix + b":") if prefix else b""
        self.row_end = b"</" + prefix + b":row>" if prefix else b"</row>"
        self.row = re.compile(
            rb"<%b(row)\b((?:[^>\"']|\"[^\"]*\"|'[^']*')*?)(?:/>|>(.*?)</%brow>)" % (p, p),
            re.DOTALL,
        )
        self.starts = tuple(
            b"<" + (prefix + b":" if prefix else b"") + b"c" + end for end in (b" ", b"/", b">")
        )
        self.cell = re.compile(rb"<%bc\b([^>]*?)(?:/>|>(.*?)</%bc>)" % (p, p), re.DOTALL)
        self.value = re.compile(rb"<%b[vt](?:\s[^>]*)?>[ \t\r\n]*[^< \t\r\n]" % p)
        self.formula = b"<" + (prefix + b":" if prefix else b"") + b"f"
        self.shared = re.compile(rb"<%bv(?:\s[^>]*)?>\s*([0-9]+)\s*<" % p)
        self.sixty = re.compile(rb"<%bc\b([^>]*)>\s*<%bv>60(?:\.[0-9]*)?</%bv>" % (p, p, p))


def count_sheet(pieces: Iterator[bytes], blank_strings: frozenset[int]) -> SheetCounts:
    """Return the counts of one worksheet, given the numbers of the shared strings that are blank.

    Refuses `extent` (a cell beyond row 199,999 or column ZZ, or an area that would not fit),
    `cells` (more than 4 million cell elements, empty ones too), `dde` (a formula that calls a
    program) and `xml_form` (comments, CDATA; a row of more than 32 MiB).
    """
    counts = SheetCounts()
    patterns: _Patterns | None = None
    rest = b""
    for piece in pieces:
        rest += piece
        if patterns is None:
            root = _ROOT.search(rest)
            if root is None:
                continue
            patterns = _Patterns(root[1] or b"")
        cut = rest.rfind(patterns.row_end)
        if cut < 0:
            _count_far(rest[-len(piece) - 64 :])
            if len(rest) > _MAX_ROW_BYTES:
                raise Refused("cells" if patterns.n_cells(rest) > _MANY else "xml_form")
            continue
        cut += len(patterns.row_end)
        _count_piece(counts, patterns, rest[:cut], blank_strings)
        rest = rest[cut:]
    if patterns is None:
        raise Refused("damaged")
    _count_piece(counts, patterns, rest, blank_strings)
    return counts


def find_blank_strings(pieces: Iterator[bytes]) -> frozenset[int]:
    """Return the numbers of the shared strings that hold no visible character (blanks only)."""
    item = re.compile(rb"<(?:[\w.-]+:)?si(?:\s[^>]*)?(?:/>|>(.*?)</(?:[\w.-]+:)?si>)", re.DOTALL)
    text = re.compile(rb"<(?:[\w.-]+:)?t(?:\s[^>]*)?>[ \t\r\n]*[^< \t\r\n]")
    blank, n, rest = set(), 0, b""
    for piece in pieces:
        rest += piece
        end = 0
        for found in item.finditer(rest):
            if not found[1] or not text.search(found[1]):
                blank.add(n)
            n += 1
            end = found.end()
        rest = rest[end:]
        if len(rest) > _MAX_ROW_BYTES:
            raise Refused("xml_form")
    return frozenset(blank)


def _count_far(piece: bytes) -> None:
    if b"<!" in piece:
        raise Refused("xml_form")
    if _FAR.search(piece):
        raise Refused("extent", rows=MAX_ROWS, columns=MAX_COLUMNS)


def _count_piece(
    counts: SheetCounts, patterns: _Patterns, piece: bytes, blank_strings: frozenset[int]
) -> None:
    _count_far(piece)
    counts.n_cells += patterns.n_cells(piece)
    if counts.n_cells > MAX_CELLS:
        raise Refused("cells", limit=MAX_CELLS)
    for letters in set(_WIDE.findall(piece)):
        counts.last_column = max(counts.last_column, column_number(letters.decode("ascii")))
    if patterns.formula in piece and _DDE.search(piece):
        raise Refused("dde")
    for found in patterns.row.finditer(piece):
        _count_row(counts, patterns, found, blank_strings)
    has_sixty = b">60<" in piece or b">60." in piece  # quick, before a slow search
    for found in patterns.sixty.finditer(piece) if has_sixty else ():
        kind, where = _TYPE.search(found[1]), _REFERENCE.search(found[1])
        if where and (kind is None or kind[1] == b"n"):
            counts.serial_60.append((where[1] + where[2]).decode("ascii").upper())
    if counts.last_row * max(counts.last_column, _LETTERS_PER_COLUMN) > MAX_AREA:
        raise Refused("extent", rows=MAX_ROWS, columns=MAX_COLUMNS)


def _count_row(
    counts: SheetCounts, patterns: _Patterns, found: re.Match, blank_strings: frozenset[int]
) -> None:
    number = _ROW_NUMBER.search(found[2])
    counts.last_row = int(number[1]) if number else counts.last_row + 1
    body = found[3]
    if _HIDDEN.search(found[2]):
        counts.n_hidden += 1
    if not body:
        return
    has_value = bool(patterns.value.search(body))
    if patterns.formula in body or b't="e"' in body or b"t='e'" in body:
        has_value |= _note_not_values(counts, patterns, body)
    if has_value and blank_strings:
        has_value = _has_visible(patterns, body, blank_strings)
    counts.n_rows += has_value
    if counts.last_row >= MAX_ROWS:
        raise Refused("extent", rows=MAX_ROWS, columns=MAX_COLUMNS)


def _note_not_values(counts: SheetCounts, patterns: _Patterns, body: bytes) -> bool:
    is_any = False
    column = 0
    for cell in patterns.cell.finditer(body):
        column += 1
        where = _REFERENCE.search(cell[1])
        if where:
            column = column_number(where[1].decode("ascii"))
        kind = _TYPE.search(cell[1])
        kind_name = kind[1] if kind else b"n"
        content = cell[2] or b""
        is_uncomputed = patterns.formula in content and not patterns.value.search(content)
        if kind_name == b"e":
            reason = "error"
        elif is_uncomputed and kind_name != b"str":
            reason = "formula"
        else:
            continue
        counts.not_value[f"{column_letters(column)}{counts.last_row}"] = reason
        is_any = True
    return is_any


def _has_visible(patterns: _Patterns, body: bytes, blank_strings: frozenset[int]) -> bool:
    for cell in patterns.cell.finditer(body):
        content = cell[2] or b""
        kind = _TYPE.search(cell[1])
        shared = patterns.shared.search(content)
        if kind and kind[1] == b"s" and shared:
            if int(shared[1]) not in blank_strings:
                return True
        elif patterns.value.search(content) or (patterns.formula in content and not kind):
            return True
    return False


def column_number(letters: str) -> int:
    """Return the number of a column (A is 1)."""
    number = 0
    for letter in letters.upper():
        number = number * _LETTERS_PER_COLUMN + ord(letter) - 64
    return number


def column_letters(number: int) -> str:
    """Return the letters of a column's number (1 is A); ValueError below 1."""
    if number < 1:
        raise ValueError("columns are numbered from 1")
    letters = ""
    while number:
        number, rest = divmod(number - 1, _LETTERS_PER_COLUMN)
        letters = chr(65 + rest) + letters
    return letters
