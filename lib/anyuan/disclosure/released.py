"""A table as it left with a page, so that later tables can be held against it.

ReleasedTable.of(month, page, name, table)              what is about to leave
ReleasedTable.from_record(month, page, name, record)    what left before, from its record
ReleasedTable.from_figure(month, page, record)          a single figure of it
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from anyuan.period import Month, school_year
from anyuan.protected import ProtectedTable

MEETING = "meeting"
# Row and column of a single figure.
FIGURE = "figure"


@dataclass(frozen=True)
class ReleasedTable:
    """The whole numbers of a table that others have seen, and which of its places had the mark.

    `month`: 2024-09. `rows` and `columns` are keys in the printed order, the row of sums is
    "total". `values` holds whole numbers, and None where the mark was printed; texts, days, gaps
    and broken numbers are not in it.
    """

    month: str
    page: str
    name: str
    kind: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    values: dict[tuple[str, str], int | None]

    @classmethod
    def of(cls, month: str, page: str, name: str, table: ProtectedTable) -> "ReleasedTable":
        """Return a protected table as it will have been seen; ValueError for casework."""
        return cls.from_record(month, page, name, table.to_record())

    @classmethod
    def from_record(
        cls, month: str, page: str, name: str, record: Mapping[str, object]
    ) -> "ReleasedTable":
        """Return a released table from what `ProtectedTable.to_record` wrote.

        ValueError for a table of casework, which never leaves, and for a month that is none.
        """
        if record["level"] != MEETING:
            raise ValueError(f"{page}: {name} is casework and was never released")
        rows = tuple(row["key"] for row in record["rows"])
        columns = tuple(column["key"] for column in record["columns"])
        values = {
            (row, column): None if cell["is_hidden"] else cell["value"]
            for row, line in zip(rows, record["cells"], strict=True)
            for column, cell in zip(columns, line, strict=True)
            if cell["is_hidden"] or _is_whole(cell["value"])
        }
        return cls(str(Month.parse(month)), page, name, record["kind"], rows, columns, values)

    @classmethod
    def from_figure(cls, month: str, page: str, record: Mapping[str, object]) -> "ReleasedTable":
        """Return a single released figure as a table of one cell, whose name is the figure's id."""
        figure_id, value = record["figure_id"], record.get("value")
        cell = {} if value is not None and not _is_whole(value) else {(FIGURE, FIGURE): value}
        kind = record["kind"]
        return cls(str(Month.parse(month)), page, figure_id, kind, (FIGURE,), (FIGURE,), cell)

    @property
    def place(self) -> tuple[str, str, str]:
        """Month, page and name: what says which table this is."""
        return self.month, self.page, self.name


def of_school_year(tables: Iterable[ReleasedTable], month: str) -> list[ReleasedTable]:
    """Return the tables of a month's school year (from 1 September), up to that month, in order."""
    year = school_year(Month.parse(month).first_day)
    found = [
        table
        for table in tables
        if table.month <= month and school_year(Month.parse(table.month).first_day) == year
    ]
    return sorted(found, key=lambda table: table.place)


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
