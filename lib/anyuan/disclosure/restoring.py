"""What one page printed, taken up again by another: protected values from records, nothing more.

    restore_table(record, page="dropout_headcount/county")    its cells' ids begin with the page
    restore_figure(record, page=…)
    gather(rows, columns, …)      cells of several restored tables as the rows of one

A record holds only what was printed (`ProtectedTable.to_record`, figures.json): nothing that was
hidden can come back.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from anyuan.disclosure.kinds import kind, kinds
from anyuan.protected import (
    ABSENT,
    MARK,
    Cell,
    Column,
    ProtectedFigure,
    ProtectedTable,
    Row,
    seal,
)

# Between the page that first printed a number and the number's id there.
OF_PAGE = ":"
_CELL = {"shown", "value", "figure_id", "is_hidden"}


@dataclass(frozen=True)
class GatheredRow:
    """One row of a gathered table: its key and heading, and a protected cell, figure or plain
    words (None: absent) for each column."""

    key: str
    label: str
    cells: Mapping[str, Cell | ProtectedFigure | str | None]


def restore_table(record: Mapping[str, Any], *, page: str = "") -> ProtectedTable:
    """Return a meeting-level table as another page printed it.

    With a `page` the ids of its cells begin with its name. Raises ValueError for a record that is
    not one: of another level, of a kind that is not registered, with a hidden cell that has a
    value, or with cells that do not fit its rows and columns.
    """
    _require_meeting(record["level"])
    if record["kind"] not in kinds():
        raise ValueError(f"no kind {record['kind']!r} is registered")
    cells = tuple(tuple(_cell(one, page) for one in line) for line in record["cells"])
    n_hidden = sum(cell.is_hidden for line in cells for cell in line)
    if n_hidden != record["n_hidden"]:
        raise ValueError(f"{record['title']}: {n_hidden} hidden cells, said {record['n_hidden']}")
    return ProtectedTable(
        title=record["title"],
        kind=record["kind"],
        level=record["level"],
        row_label=record["row_label"],
        columns=tuple(Column(**one) for one in record["columns"]),
        rows=tuple(Row(**one) for one in record["rows"]),
        cells=cells,
        rule_note=record["rule_note"],
        n_primary=n_hidden,  # the split is not in a record: it would say which cells are small
        token=seal(),
    )


def restore_figure(
    record: Mapping[str, Any], *, page: str = "", level: str = "meeting"
) -> ProtectedFigure:
    """Return a meeting-level figure as another page printed it; see `restore_table`."""
    _require_meeting(level)
    if record["kind"] not in kinds():
        raise ValueError(f"no kind {record['kind']!r} is registered")
    if (record["value"] is None) != (record["shown"] == MARK):
        raise ValueError(f"{record['figure_id']}: a hidden figure has no value, another has one")
    return ProtectedFigure(
        figure_id=_id(record["figure_id"], page),
        label=record["label"],
        value=record["value"],
        shown=record["shown"],
        unit=record["unit"],
        level=level,
        kind=record["kind"],
        low=record.get("low"),
        high=record.get("high"),
        token=seal(),
    )


def gather(
    rows: Sequence[GatheredRow],
    columns: Sequence[Column],
    *,
    name: str,
    kind_name: str,
    title: str,
    row_label: str,
    rule_note: str,
) -> ProtectedTable:
    """Return cells that other tables and figures printed, as the rows of a new table.

    A cell keeps its id and stays hidden where it was; nothing is added up. Words (labels of the
    codebook) get an id of this table. Raises ValueError for a kind that is no exact one, and for a
    cell under a column that the table does not have.
    """
    if kind(kind_name).rule != "exact":
        raise ValueError(f"{kind_name}: only a kind that adds no protection of its own is gathered")
    keys = [column.key for column in columns]
    for row in rows:
        if set(row.cells) - set(keys):
            raise ValueError(f"{name}: {row.key} has {sorted(set(row.cells) - set(keys))}")
    cells = tuple(
        tuple(_gathered(row.cells.get(key), f"{name}.{row.key}.{key}") for key in keys)
        for row in rows
    )
    return ProtectedTable(
        title=title,
        kind=kind_name,
        level="meeting",
        row_label=row_label,
        columns=tuple(columns),
        rows=tuple(Row(row.key, row.label) for row in rows),
        cells=cells,
        rule_note=rule_note,
        n_primary=sum(cell.is_hidden for line in cells for cell in line),
        token=seal(),
    )


def _gathered(value: Cell | ProtectedFigure | str | None, figure_id: str) -> Cell:
    if isinstance(value, Cell):
        return value
    if isinstance(value, ProtectedFigure):
        _require_meeting(value.level)
        return Cell(value.shown, value.value, value.figure_id, is_hidden=value.is_hidden)
    if value is None or value == "":
        return Cell(ABSENT, None, figure_id)
    return Cell(str(value), str(value), figure_id)


def _cell(record: Mapping[str, Any], page: str) -> Cell:
    if set(record) != _CELL:
        raise ValueError(f"a cell has {sorted(record)}")
    if record["is_hidden"] != (record["shown"] == MARK) or (
        record["is_hidden"] and record["value"] is not None
    ):
        raise ValueError(f"{record['figure_id']}: a hidden cell prints the mark and has no value")
    return Cell(**{**record, "figure_id": _id(record["figure_id"], page)})


def _id(figure_id: str, page: str) -> str:
    # A number that had itself been taken up from a page is that page's.
    return f"{page}{OF_PAGE}{figure_id}" if page and OF_PAGE not in figure_id else figure_id


def _require_meeting(level: str) -> None:
    if level != "meeting":
        raise ValueError("only what a meeting's page printed is taken up by another")
