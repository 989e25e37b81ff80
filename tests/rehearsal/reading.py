"""Read a made-up file back as rows of cells, by whatever library fits its kind."""

import csv
from pathlib import Path

import python_calamine


def read_rows(path: Path) -> list[list]:
    if path.suffix != ".csv":
        book = python_calamine.CalamineWorkbook.from_path(str(path))
        return book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    data = path.read_bytes()
    encoding = "utf-8-sig" if data.startswith(b"\xef\xbb\xbf") else "gb18030"
    return list(csv.reader(data.decode(encoding).splitlines()))
