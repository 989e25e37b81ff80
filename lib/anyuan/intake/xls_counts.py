"""The same counts as `xlsx_counts`, for the older binary workbooks (.xls, BIFF8).

Walks the records of the workbook stream, apart from the parser. Record numbers after [MS-XLS].
"""

import io
import struct
from collections.abc import Iterator

import olefile

from anyuan.intake.refusal import MAX_AREA, MAX_CELLS, MAX_ROWS, Refused
from anyuan.intake.xlsx_counts import SheetCounts, column_letters

_BOF, _EOF, _CONTINUE = 0x0809, 0x000A, 0x003C
_BOUNDSHEET, _DATEMODE, _FILEPASS, _SUPBOOK, _SST = 0x0085, 0x0022, 0x002F, 0x01AE, 0x00FC
_ROW, _LABELSST, _BOOLERR, _FORMULA = 0x0208, 0x00FD, 0x0205, 0x0006
_BLANK, _MULBLANK, _MULRK = 0x0201, 0x00BE, 0x00BD
_NUMBER, _RK, _LABEL, _RSTRING = 0x0203, 0x027E, 0x0204, 0x00D6
_VALUES = frozenset({_NUMBER, _RK, _MULRK, _LABEL, _RSTRING, _BOOLERR, _FORMULA})
_BIFF8 = 0x0600
_HIDDEN_FLAG = 0x20
_EMPTY_RESULT = b"\x03\xff"  # first and seventh byte: the formula gave an empty text
_OWN_BOOK = (b"\x01\x04", b"\x01\x3a")

Record = tuple[int, int, int]


def count_workbook(data: bytes) -> tuple[dict[str, SheetCounts], bool]:
    """Return the counts of each worksheet by name, and whether the book counts days from 1904.

    Refuses `damaged`, `encrypted`, `external_link` (links to other books, DDE), `extent`, `cells`,
    and `wrong_type` for a book older than Excel 97. `serial_60` stays empty.
    """
    stream = _workbook_stream(data)
    places: list[tuple[str, int]] = []
    is_1904, blank = False, frozenset()
    for number, start, size in _records(stream, 0):
        if number == _BOF and struct.unpack_from("<H", stream, start)[0] != _BIFF8:
            raise Refused("wrong_type", type="xls5")
        if number == _FILEPASS:
            raise Refused("encrypted")
        if number == _BOUNDSHEET:
            places.append((_sheet_name(stream, start), struct.unpack_from("<I", stream, start)[0]))
        elif number == _DATEMODE:
            is_1904 = stream[start : start + 2] == b"\x01\x00"
        elif number == _SUPBOOK and stream[start + 2 : start + 4] not in _OWN_BOOK:
            raise Refused("external_link")
        elif number == _SST:
            blank = _blank_strings(stream, start, size)
    return {name: _count_sheet(stream, place, blank) for name, place in places}, is_1904


def _workbook_stream(data: bytes) -> bytes:
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            name = "Workbook" if ole.exists("Workbook") else "Book"
            return ole.openstream(name).read()
    except (OSError, ValueError, IndexError, TypeError, RecursionError):
        raise Refused("damaged") from None


def _records(stream: bytes, start: int) -> Iterator[Record]:
    """Yield (number, where its body begins, size) up to the end of this substream."""
    header = struct.Struct("<HH")
    depth = 0
    while start + 4 <= len(stream):
        number, size = header.unpack_from(stream, start)
        start += 4
        if start + size > len(stream):
            raise Refused("damaged")
        yield number, start, size
        depth += (number == _BOF) - (number == _EOF)
        if number == _EOF and depth <= 0:
            return
        start += size
    raise Refused("damaged")


def _sheet_name(stream: bytes, start: int) -> str:
    length, is_wide = stream[start + 6], stream[start + 7] & 1
    raw = stream[start + 8 : start + 8 + length * (1 + is_wide)]
    return raw.decode("utf-16-le" if is_wide else "latin-1", "surrogatepass")


def _count_sheet(stream: bytes, place: int, blank: frozenset[int]) -> SheetCounts:
    counts = SheetCounts()
    full: set[int] = set()
    two = struct.Struct("<HH")
    for number, start, size in _records(stream, place):
        if number == _LABELSST:
            row, column = two.unpack_from(stream, start)
            if struct.unpack_from("<I", stream, start + 6)[0] not in blank:
                full.add(row)
        elif number in _VALUES:
            row, column = two.unpack_from(stream, start)
            if number in (_BOOLERR, _FORMULA):
                _note_not_value(counts, stream, number, start)
            if number != _FORMULA or stream[start + 6 : start + 14 : 6] != _EMPTY_RESULT:
                full.add(row)
            column = column + (size - 6) // 6 - 1 if number == _MULRK else column
        elif number == _ROW:
            flags = struct.unpack_from("<H", stream, start + 12)[0]
            counts.n_hidden += bool(flags & _HIDDEN_FLAG)
            continue
        elif number in (_BLANK, _MULBLANK):
            counts.n_cells += 1 if number == _BLANK else (size - 6) // 2
            continue
        else:
            continue
        counts.n_cells += 1 if number != _MULRK else (size - 6) // 6
        counts.last_row = max(counts.last_row, row + 1)
        counts.last_column = max(counts.last_column, column + 1)
    if counts.n_cells > MAX_CELLS:
        raise Refused("cells", limit=MAX_CELLS)
    if counts.last_row > MAX_ROWS or counts.last_row * counts.last_column > MAX_AREA:
        raise Refused("extent")
    counts.n_rows = len(full)
    return counts


def _note_not_value(counts: SheetCounts, stream: bytes, number: int, start: int) -> None:
    """Note an error, typed or the result of a formula (its stored result: type 2 of [MS-XLS])."""
    row, column = struct.unpack_from("<HH", stream, start)
    if number == _BOOLERR:
        is_error = stream[start + 7] == 1
    else:
        result = stream[start + 6 : start + 14]
        is_error = result[6:8] == b"\xff\xff" and result[0] == 2
    if is_error:
        counts.not_value[f"{column_letters(column + 1)}{row + 1}"] = "error"


def _blank_strings(stream: bytes, start: int, size: int) -> frozenset[int]:
    """Return the numbers of the shared strings without a visible character."""
    table = _SharedStrings(stream, start, size)
    try:
        return frozenset(n for n in range(table.count) if not table.next_text().strip(" \t\r\n"))
    except (struct.error, IndexError):
        raise Refused("damaged") from None


class _SharedStrings:
    """Reads the strings of an SST record, which go on over CONTINUE records."""

    def __init__(self, stream: bytes, start: int, size: int) -> None:
        self._stream = stream
        self._at, self._end = start + 8, start + size
        self.count = struct.unpack_from("<I", stream, start + 4)[0]

    def next_text(self) -> str:
        length, flags = struct.unpack("<HB", self._take(3))
        n_runs = struct.unpack("<H", self._take(2))[0] if flags & 8 else 0
        n_more = struct.unpack("<I", self._take(4))[0] if flags & 4 else 0
        text = ""
        while length:
            if self._at >= self._end:
                self._go_on()
                flags = self._take(1)[0]
            width = 1 + (flags & 1)
            n = min(length, (self._end - self._at) // width)
            raw = self._take(n * width)
            text += raw.decode("utf-16-le" if flags & 1 else "latin-1", "surrogatepass")
            length -= n
            if n == 0 and self._at < self._end:
                raise Refused("damaged")
        self._take(4 * n_runs + n_more)
        return text

    def _take(self, n: int) -> bytes:
        taken = b""
        while n:
            if self._at >= self._end:
                self._go_on()
            part = self._stream[self._at : min(self._at + n, self._end)]
            taken += part
            self._at += len(part)
            n -= len(part)
        return taken

    def _go_on(self) -> None:
        number, size = struct.unpack_from("<HH", self._stream, self._end)
        if number != _CONTINUE:
            raise Refused("damaged")
        self._at, self._end = self._end + 4, self._end + 4 + size
