"""Which sheet of a list holds persons, and which of its columns say who they are?"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from anyuan.codebook import ESSENTIAL, Table, person_list
from anyuan.intake.grid import Sheet
from anyuan.intake.headings import Heading, find_heading, said_by, top_rows
from anyuan.intake.refusal import Refused
from anyuan.intake.xlsx_counts import column_letters, column_number
from anyuan.text import fold_heading, visible

_LETTERS = re.compile(r"[A-Za-z]{1,3}", re.ASCII)
_ESSENTIAL = frozenset(ESSENTIAL)
_MOST_SHOWN, _LONGEST_SHOWN = 30, 16


@dataclass(frozen=True)
class Fit:
    """A sheet with the heading that tells persons, by the columns of `table`."""

    sheet: Sheet
    table: Table
    heading: Heading

    @property
    def rank(self) -> tuple[int, int, int]:
        """More columns that tell a person first, then more columns, then more rows."""
        known = {*self.heading.columns, *(name for name, _, _ in self.heading.twice)}
        return len(known & _ESSENTIAL), len(known), len(self.sheet.full_rows)


def find_fits(sheets: Sequence[Sheet], chosen: Mapping[str, str], side: str) -> list[Fit]:
    """Return the sheets that hold a list of persons, the best first.

    `chosen`: by column of the person list, the heading or the letters of the column to take; ""
    takes none. `side` is the word of the command's option.
    Refuses `heading_unknown` and `no_person_heading`, naming the headings seen, and
    `person_heading_twice` where two columns of the best sheet claim to tell the person.
    """
    fits, unknown = [], []
    for sheet in sheets:
        rows = top_rows(sheet)
        table, places, lacking = _choose(rows, chosen)
        unknown.append(lacking)
        if not lacking:
            fits += _fit(sheet, rows, table, places)
    if not fits:
        raise _nothing_found(sheets, min(unknown, key=len), chosen, side)
    fits.sort(key=lambda fit: fit.rank, reverse=True)
    _check_twice(fits[0], side)
    return fits


def seen_headings(sheet: Sheet) -> list[str]:
    """Return what looks like the headings of a sheet, none where its first rows may be data.

    A row of headings has no digits; below at least one of them digits stand. So a list without
    headings, whose first row is a person, is not quoted.
    """
    top = sheet.full_rows[:40]
    for row, below in zip(top, top[1:], strict=False):
        own, next_row = sheet.row_texts(row), sheet.row_texts(below)
        full = [visible(text) for text in own if visible(text)]
        has_digits = any(re.search(r"\d", text) or len(text) > _LONGEST_SHOWN for text in full)
        if len(full) < 2 or has_digits or len(set(full)) < len(full):
            continue
        pairs = zip(own, next_row, strict=True)
        if any(visible(head) and re.search(r"\d", text) for head, text in pairs):
            return full[:_MOST_SHOWN]
    return []


def _choose(
    rows: dict[int, list[str]], chosen: Mapping[str, str]
) -> tuple[Table, dict[str, int], list[str]]:
    """Return the person list under the chosen headings, places chosen by letters, what is lacking.

    A chosen heading stands for its column alone, and its column for nothing else.
    """
    said = said_by(rows)
    columns = dict(person_list().columns)
    places, lacking = {}, []
    words = {name: fold_heading(text) for name, text in chosen.items()}
    for name, word in words.items():
        if not word:
            columns.pop(name)
            continue
        if word in said:
            columns[name] = replace(columns[name], headings=frozenset([word]))
        elif _LETTERS.fullmatch(chosen[name].strip()):
            places[name] = column_number(chosen[name].strip().upper()) - 1
        else:
            lacking.append(name)
    for name, column in columns.items():
        others = {word for other, word in words.items() if other != name}
        columns[name] = replace(column, headings=column.headings - others)
    return replace(person_list(), columns=columns), places, lacking


def _fit(
    sheet: Sheet, rows: dict[int, list[str]], table: Table, places: dict[str, int]
) -> list[Fit]:
    heading = find_heading(sheet, table, rows, _ESSENTIAL)
    if heading is None and places.keys() & _ESSENTIAL:
        heading = find_heading(sheet, table, rows)
    if heading is None or any(place >= sheet.n_columns for place in places.values()):
        return []
    return [Fit(sheet, table, _with_places(heading, sheet, places))]


def _with_places(heading: Heading, sheet: Sheet, places: dict[str, int]) -> Heading:
    """Return a heading in which some columns stand where their letters say."""
    if not places:
        return heading
    taken = set(places.values())
    columns = {name: place for name, place in heading.columns.items() if place not in taken}
    columns |= places
    freed = {heading.columns[name] for name in places if name in heading.columns}
    freed |= {p for name, *two in heading.twice if name in places for p in two}
    labels = {visible(sheet.texts[place][heading.last]) for place in taken}
    unknown = [text for text in heading.unknown if text not in labels]
    unknown += [visible(sheet.texts[p][heading.last]) for p in sorted(freed - taken)]
    twice = tuple(entry for entry in heading.twice if entry[0] not in places)
    return replace(heading, columns=columns, unknown=tuple(unknown), twice=twice)


def _nothing_found(
    sheets: Sequence[Sheet], lacking: list[str], chosen: Mapping[str, str], side: str
) -> Refused:
    seen = _shown(sheets)
    if not lacking:
        return Refused("no_person_heading", headings=seen, side=side)
    field, heading = person_list().columns[lacking[0]].label, chosen[lacking[0]].strip()
    return Refused("heading_unknown", field=field, heading=heading, headings=seen)


def _shown(sheets: Sequence[Sheet]) -> str:
    seen = dict.fromkeys(text for sheet in sheets for text in seen_headings(sheet))
    return "、".join(list(seen)[:_MOST_SHOWN]) or "（没有看到像表头的行）"


def _check_twice(fit: Fit, side: str) -> None:
    for name, first, second in fit.heading.twice:
        if name in _ESSENTIAL:
            row = fit.heading.last
            raise Refused(
                "person_heading_twice",
                column=fit.table.columns[name].label,
                sheet=fit.sheet.name,
                first=fit.sheet.address(row, first),
                second=fit.sheet.address(row, second),
                letters=column_letters(first + 1),
                side=side,
            )
