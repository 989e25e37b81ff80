"""What an office file says, by place: so that two of them can be compared whatever their bytes.

A zip holds the moments of its parts, and a library of another version writes other parts.
"""

from pathlib import Path

import docx
import openpyxl

SUFFIXES = (".xlsx", ".docx")


def read_office(path: Path) -> dict[str, str]:
    """Return what stands in a workbook or a letter, by its place, in the file's order.

    Of a workbook every filled cell by sheet and address; of a letter every paragraph, those in
    tables, headings and footings too, by its number. ValueError for another kind of file.
    """
    if path.suffix == ".xlsx":
        return _cells(path)
    if path.suffix == ".docx":
        return _paragraphs(path)
    raise ValueError(f"{path.name} is no office file")


def differing_places(old: Path, new: Path) -> list[str]:
    """Return the places at which two office files say different things, in order, in words."""
    was, now = read_office(old), read_office(new)
    places = [place for place in was | now if was.get(place) != now.get(place)]
    return places if new.suffix == ".xlsx" else [f"第 {place} 段" for place in places]


def _cells(path: Path) -> dict[str, str]:
    book = openpyxl.load_workbook(path)
    return {
        f"{sheet.title}!{cell.coordinate}": f"{cell.data_type} {cell.value}"
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }


def _paragraphs(path: Path) -> dict[str, str]:
    document = docx.Document(str(path))
    found: list[str] = []
    for part in (document, *_edges(document)):
        found += [paragraph.text for paragraph in part.paragraphs]
        for table in part.tables:
            found += [p.text for row in table.rows for cell in row.cells for p in cell.paragraphs]
    return {str(n): text for n, text in enumerate(found, start=1)}


def _edges(document) -> list:
    return [part for section in document.sections for part in (section.header, section.footer)]
