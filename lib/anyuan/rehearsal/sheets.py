"""A table as it stands on a sheet, from title to footer, and whose row is which."""

from dataclasses import dataclass, field
from datetime import date, datetime

import numpy as np
import pandas as pd

from anyuan.codebook import County, table
from anyuan.period import Month
from anyuan.rehearsal.looks import Look
from anyuan.rehearsal.words import words

Cell = str | int | date | None


@dataclass
class Sheet:
    """One sheet: `rows` of cells, `merges` (first row, first column, last row, last column, all
    from 0), `people` (row numbered from 1 as in the file, row of the child or -1, error).
    """

    name: str
    width: int
    rows: list[list[Cell]] = field(default_factory=list)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    people: list[tuple[int, int, str]] = field(default_factory=list)

    def add(self, *cells: Cell) -> int:
        """Add a row, padded to the sheet's width, and return its number in the file."""
        self.rows.append([*cells, *[None] * (self.width - len(cells))])
        return len(self.rows)


@dataclass(frozen=True)
class Occasion:
    """For which table, month and unit a sheet is filled in, and on which day."""

    table: str
    month: Month
    county: County
    unit: str
    school_code: str
    filled_on: date


def compose(rows: pd.DataFrame, look: Look, occasion: Occasion) -> Sheet:
    """Return the sheet of some rows (codebook columns, `child`, `error`) in one sender's look."""
    text = words("looks")
    contract = table(occasion.table)
    offset = 1 if look.has_serial else 0
    columns = list(look.columns)
    # The child's name leads where a list has no number of its own: senders mark totals there.
    sheet = Sheet(
        f"{contract.label[:12]}-{text['made_up']}", offset + len(columns) + len(look.extras)
    )
    _head(sheet, look, occasion, is_nil=rows.empty)
    _headings(sheet, look, offset)
    body = [_render(rows, column, look, occasion) for column in columns]
    body += [_extra(rows, name) for name in look.extras]
    if offset:
        body.insert(0, list(range(1, len(rows) + 1)))
    child, error = rows["child"].tolist(), rows["error"].tolist()
    first = len(sheet.rows) + 1
    sheet.rows += [list(cells) for cells in zip(*body, strict=True)]
    sheet.people += [(first + k, c, e) for k, (c, e) in enumerate(zip(child, error, strict=True))]
    _foot(sheet, look, len(rows))
    return sheet


def _head(sheet: Sheet, look: Look, occasion: Occasion, *, is_nil: bool) -> None:
    text = words("looks")
    label = table(occasion.table).label
    day = occasion.filled_on
    sheet.add(
        text["title"].format(
            county=occasion.county.name,
            month=occasion.month.label,
            label=label,
            made_up=text["made_up"],
        )
    )
    sheet.merges.append((0, 0, 0, sheet.width - 1))
    note = text["unit_note"] if occasion.school_code else text["office_note"]
    filled = note.format(
        unit=occasion.unit,
        code=occasion.school_code,
        day=f"{day.year}-{day.month:02d}-{day.day:02d}",
    )
    # A return without rows names its school nowhere else, so there the unit's line stands.
    lines = [filled, text["rule_note"].format(made_up=text["made_up"])][
        : max(int(is_nil), look.notes)
    ]
    for line in lines:
        number = sheet.add(line)
        sheet.merges.append((number - 1, 0, number - 1, sheet.width - 1))


def _headings(sheet: Sheet, look: Look, offset: int) -> None:
    text = words("looks")
    headings = [text["serial"]] * offset + [look.headings[c] for c in look.columns]
    headings += look.extras
    if look.groups:
        _group(sheet, look, headings, offset)
        return
    number = sheet.add(*headings)
    if not look.has_double_heading:
        return
    group = text["guardian_group"]
    place = offset + look.columns.index("guardian_name")
    below = [None] * sheet.width
    sheet.rows[number - 1][place : place + 2] = [group["over"], None]
    below[place : place + 2] = [group["name"], group["phone"]]
    sheet.add(*below)
    sheet.merges.append((number - 1, place, number - 1, place + 1))
    sheet.merges += [
        (number - 1, k, number, k) for k in range(sheet.width) if k not in (place, place + 1)
    ]


def _group(sheet: Sheet, look: Look, headings: list[str], offset: int) -> None:
    """Add two lines of headings: groups of columns above, the columns below."""
    number = sheet.add(*headings)
    below = [None] * sheet.width
    alone = set(range(sheet.width))
    for word, first, last in look.groups:
        start, end = (offset + look.columns.index(name) for name in (first, last))
        span = slice(start, end + 1)
        below[span] = headings[span]
        sheet.rows[number - 1][span] = [word, *[None] * (end - start)]
        sheet.merges.append((number - 1, start, number - 1, end))
        alone -= set(range(start, end + 1))
    sheet.add(*below)
    sheet.merges += [(number - 1, k, number, k) for k in sorted(alone)]


def _foot(sheet: Sheet, look: Look, n_rows: int) -> None:
    text = words("looks")
    is_nil = n_rows == 0
    if is_nil and look.nil == "word":
        sheet.add(text["nothing"])
    if look.has_total or (is_nil and look.nil == "total"):
        if look.has_blank_before_total and not is_nil:
            sheet.add()
        sheet.add(text["total"], n_rows)
    if look.has_footer_note:
        sheet.add(text["footer_note"].format(made_up=text["made_up"]))


def _extra(rows: pd.DataFrame, name: str) -> list[Cell]:
    options = words("looks")["extras"][name]
    child = rows["child"].tolist()
    if isinstance(options, str):
        return [f"9900{c + 1:015d}" for c in child]
    return [options[c % len(options)] or None for c in child]


def _render(rows: pd.DataFrame, column: str, look: Look, occasion: Occasion) -> list[Cell]:
    contract = table(occasion.table).columns[column]
    if column not in rows:
        return [None] * len(rows)
    values = rows[column].to_numpy(dtype=object)
    values = np.where(pd.isna(values), None, values).tolist()
    if contract.type == "date":
        return [write_date(v, look.date_form) if v else None for v in values]
    if contract.type == "boolean":
        spelled = look.word_of[column]
        return [spelled["true" if v else "false"] if v is not None else None for v in values]
    if contract.type == "moment":
        return [write_moment(v, look.date_form) if v else None for v in values]
    if contract.type == "codes":
        spelled = look.word_of[column]
        words_of = [[spelled.get(c, c) for c in v.split(";")] if v else None for v in values]
        return [look.joiner.join(many) if many else None for many in words_of]
    if contract.codes is not None:
        spelled = look.word_of[column]
        return [spelled[v] if v is not None else None for v in values]
    if contract.type == "month":
        return [_month(v, look.date_form) if v else None for v in values]
    if contract.type == "township":
        return [_township(v, look.township_form, occasion.county) if v else None for v in values]
    if contract.type == "phone" and look.has_numeric_phones:
        return [int(v) if v else None for v in values]
    return values


def write_date(day: date, form: str) -> Cell:
    """Return a date in a sender's form; `real` leaves it a date for the spreadsheet."""
    if form == "real":
        return day
    if form == "digits":
        return f"{day.year}{day.month:02d}{day.day:02d}"
    if form == "chinese":
        return f"{day.year}年{day.month}月{day.day}日"
    if form == "slash":
        return f"{day.year}/{day.month}/{day.day}"
    return f"{day.year}-{day.month:02d}-{day.day:02d}"


def write_moment(at: datetime, form: str) -> str:
    """Return a day and minute in a sender's form; no spreadsheet makes a date of it."""
    if form == "chinese":
        return f"{write_date(at.date(), form)}{at.hour}时{at.minute}分"
    day = at.date().isoformat() if form == "real" else write_date(at.date(), form)
    return f"{day} {at.hour:02d}:{at.minute:02d}"


def _month(text: str, form: str) -> str:
    year, month = text.split("-")
    if form == "digits":
        return year + month
    return f"{year}年{int(month)}月" if form == "chinese" else text


def _township(code: str, form: int, county: County) -> str:
    entry = county.townships[code]
    return (entry.name, entry.short, county.name + entry.name)[form]
