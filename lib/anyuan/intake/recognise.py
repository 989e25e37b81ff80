"""Which table is this, and for which month?"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from anyuan.codebook import Table, tables
from anyuan.intake.grid import Sheet
from anyuan.intake.headings import Heading, find_heading, top_rows
from anyuan.intake.refusal import Refused
from anyuan.period import Month
from anyuan.text import fold_heading, visible

# A year and month; a full date (a day of filling in, say) is none.
_MONTHS = (
    re.compile(r"(?<!\d)(20\d\d)\s*年\s*(1[0-2]|0?[1-9])\s*月(?!\s*\d{1,2}\s*[日号])"),
    re.compile(r"(?<!\d)(20\d\d)[-_./]?(0[1-9]|1[0-2])(?!\d|[-_./]\d)"),
)


@dataclass(frozen=True)
class Part:
    """A sheet that holds the table, with its heading and the texts above it."""

    sheet: Sheet
    heading: Heading
    above: tuple[str, ...]


@dataclass(frozen=True)
class Recognised:
    """The table of a file, the sheets that hold it and the names of other sheets with content."""

    table: Table
    parts: tuple[Part, ...]
    other_sheets: tuple[str, ...]


@dataclass(frozen=True)
class _Fit:
    table: Table
    part: Part
    named: tuple[Table, ...]
    is_complete: bool
    rank: tuple

    @property
    def has_title(self) -> bool:
        return self.table in self.named


def recognise(sheets: list[Sheet], file_name: str, wanted: str | None = None) -> Recognised:
    """Return the table that a file holds, by its headings and titles, or refuse the file.

    Refuses `no_data` (nothing in any sheet), `unknown_table`, `wrong_table` (not the one that was
    asked for, or title and heading disagree), `two_tables`, `missing_column`, `heading_twice`.
    """
    full = [sheet for sheet in sheets if sheet.full_rows]
    if not full:
        raise Refused("no_data")
    fits = {id(sheet): _fits(sheet, file_name) for sheet in full}
    table = _choose([fit for found in fits.values() for fit in found], wanted)
    parts = [fit.part for s in full for fit in fits[id(s)] if fit.table is table and _may_use(fit)]
    if not parts:  # the title alone said so
        parts = [next(f.part for s in full for f in fits[id(s)] if f.table is table)]
    used = {id(part.sheet) for part in parts}
    others = [sheet for sheet in full if id(sheet) not in used]
    for sheet in others:
        best = _best(fits[id(sheet)])
        if best and best.is_complete and not wanted:
            raise Refused("two_tables", table=table.label, other=best.table.label, sheet=sheet.name)
    for part in parts:
        _check_heading(part, table)
    return Recognised(table, tuple(parts), tuple(sheet.name for sheet in others))


def find_period(found: Recognised, file_name: str, expected: Month | None) -> Month:
    """Return the month that the data describe: by the title, the file's name, or as asked for.

    Refuses `wrong_month` where title, file name and the month asked for do not agree, `no_month`
    where none of them says it.
    """
    titles = [text for part in found.parts for text in part.above]
    named = [text for text in titles if titles_in(text, [found.table])]
    said = {
        "title": _first_month(named) or _first_month(titles) or _first_month(_names(found)),
        "file_name": _first_month([file_name]),
        "asked": expected,
    }
    months = {month for month in said.values() if month}
    if len(months) > 1:
        raise Refused("wrong_month", **{k: v.label if v else "" for k, v in said.items()})
    if not months:
        raise Refused("no_month", table=found.table.label)
    return months.pop()


def months_in(text: str) -> list[Month]:
    """Return the months that a text names (2024年9月, 2024-09, 202409); full dates are none."""
    folded = unicodedata.normalize("NFKC", text)
    return [Month(int(y), int(m)) for shape in _MONTHS for y, m in shape.findall(folded)]


def titles_in(text: str, among: Iterable[Table]) -> list[Table]:
    """Return the tables that a text names by label or title: those with the longest word."""
    folded = fold_heading(text)
    hits = []
    for table in among:
        words = [word for word in _title_words(table.name) if word in folded]
        if words:
            hits.append((max(map(len, words)), table))
    longest = max((n for n, _ in hits), default=0)
    return [table for n, table in hits if n == longest]


@cache
def _title_words(table: str) -> tuple[str, ...]:
    return tuple(map(fold_heading, (tables()[table].label, *tables()[table].titles)))


def _titles(text: str) -> tuple[Table, ...]:
    return tuple(titles_in(text, tables().values()))


def _fits(sheet: Sheet, file_name: str) -> list[_Fit]:
    rows = top_rows(sheet)
    outside = _titles(f"{sheet.name} {file_name}")
    fits = []
    for table in tables().values():
        heading = find_heading(sheet, table, rows)
        if heading is None:
            continue
        above = _texts_above(sheet, heading)
        named = next((found for text in above if (found := _titles(text))), ())
        is_complete = not heading.missing(table)
        n = len(heading.columns) + len(heading.twice)
        rank = (table in named, is_complete, table in outside, n - len(heading.unknown))
        fits.append(_Fit(table, Part(sheet, heading, above), named, is_complete, rank))
    return fits


def _choose(fits: list[_Fit], wanted: str | None) -> Table:
    best = _best(fits)
    if best is None:
        raise Refused("unknown_table")
    if wanted is not None:
        asked = [fit for fit in fits if fit.table.name == wanted]
        if any(fit.is_complete or fit.has_title for fit in asked):
            return tables()[wanted]
        if best.is_complete or best.has_title:
            label = tables()[wanted].label
            raise Refused("wrong_table", asked=label, found=best.table.label)
        return tables()[wanted] if asked else _partial(best)
    if best.has_title and not best.is_complete:
        other = _best([f for f in fits if f.is_complete and f.table is not best.table])
        same = [f for f in fits if f.table is best.table]
        if other and not any(f.is_complete for f in same) and _half(best) is False:
            raise Refused("wrong_table", asked=best.table.label, found=other.table.label)
    if best.named and not best.has_title:
        raise Refused("wrong_table", asked=best.named[0].label, found=best.table.label)
    own = [f for f in fits if f.part.sheet is best.part.sheet]
    equals = {f.table.name for f in own if f.rank == best.rank}
    if len(equals) > 1 and best.is_complete:
        labels = "、".join(tables()[name].label for name in sorted(equals))
        raise Refused("unknown_table", candidates=labels)
    return best.table if best.is_complete or best.has_title else _partial(best)


def _best(fits: list[_Fit]) -> _Fit | None:
    return max(fits, key=lambda fit: fit.rank, default=None)


def _half(fit: _Fit) -> bool:
    """Whether at least half of the required columns are there."""
    n_required = sum(c.is_required for c in fit.table.columns.values())
    return 2 * len(fit.part.heading.missing(fit.table)) <= n_required


def _partial(best: _Fit) -> Table:
    if not _half(best):
        raise Refused("unknown_table")
    return best.table


def _may_use(fit: _Fit) -> bool:
    return fit.is_complete or fit.has_title


def _check_heading(part: Part, table: Table) -> None:
    missing = part.heading.missing(table)
    if missing:
        raise Refused(
            "missing_column",
            table=table.label,
            columns="、".join(missing),
            sheet=part.sheet.name,
            row=part.sheet.numbers[part.heading.last],
        )
    for name, first, second in part.heading.twice:
        row = part.heading.last
        raise Refused(
            "heading_twice",
            column=table.columns[name].label,
            sheet=part.sheet.name,
            first=part.sheet.address(row, first),
            second=part.sheet.address(row, second),
        )


def _texts_above(sheet: Sheet, heading: Heading) -> tuple[str, ...]:
    rows = [row for row in sheet.full_rows if row < heading.first]
    return tuple(visible(text) for row in rows for text in sheet.row_texts(row) if text)


def _first_month(texts: Iterable[str]) -> Month | None:
    return next((month for text in texts for month in months_in(text)), None)


def _names(found: Recognised) -> list[str]:
    return [part.sheet.name for part in found.parts]
