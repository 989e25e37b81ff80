"""The proposal to change a roster: one page of what is worth most, the rest in an annex."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import pandas as pd

from anyuan.codebook import code_list
from anyuan.letters.roster_drafts import LIST_LINE_POINTS, LIST_POINTS, LIST_WIDTHS
from anyuan.letters.writing import write_letter

ORDER, ANNEX = "change_order", "change_annex"
_MM = 25.4 / 72
# What the list's rows and the texts around it may take of the page; the rest of it is fixed.
_PAGE_MM = 168
# How many characters the template itself adds to the reason, and to what stays.
_BEFORE_LIST, _BEHIND_LIST = 36, 20
_TEXT_MM, _TEXT_LINE_MM, _NOTE_LINE_MM = 170, 560 / 20 * _MM, 400 / 20 * _MM
_TEXT_POINTS, _NOTE_POINTS = 16, 12
# Widths of characters against a Chinese one.
_NARROW, _HALF = 0.3, 0.5
_CELL_MARGINS_MM, _LEAST_ROW_MM = 3.6, 7.0


def change_rows(changes: pd.DataFrame) -> list[dict[str, str]]:
    """Return the lines of `bullying.roster.list_changes` as the rows of the letter.

    For lines merged over weekdays: 周一至周五 for all five school days, else 周一、三.
    """
    return [
        {
            "weekdays": _weekdays(line.weekdays),
            "hours": f"{line.starts}—{line.ends}",
            "staff_no": line.staff_no,
            "place": line.place_name,
            "to_place": line.to_place_name,
            "why": line.why,
        }
        for line in changes.itertuples()
    ]


def write_change_order(
    facts: Mapping[str, str],
    changes: pd.DataFrame,
    folder: Path,
    *,
    templates: Path | None = None,
    mark: str = "",
    made_at: datetime | None = None,
) -> list[Path]:
    """Write the one page and, where not every change fits on it, the annex; return their paths.

    facts: school, valid_from (ISO day), reason, stays, and, where known, prepared_by, made_on.
    changes: see `change_rows`; the first ones, which cover most, stand on the page. The page is
    filled as our own template has it. Without any change there is nothing to propose: ValueError.
    Raises what `write_letter` raises.
    """
    rows = change_rows(changes)
    if not rows:
        raise ValueError("no change to propose")
    n = _n_that_fit(facts, rows)
    order = {**facts, "changes": rows[:n]}
    if n < len(rows):
        order["annex"] = f"其余 {len(rows) - n} 项另见附表。"
    given = {"templates": templates, "mark": mark, "made_at": made_at}
    paths = [write_letter(ORDER, order, folder / f"{ORDER}.docx", **given)]
    if n < len(rows):
        annex = {name: facts[name] for name in ("school", "valid_from", "made_on") if name in facts}
        annex["changes"] = rows[n:]
        paths.append(write_letter(ANNEX, annex, folder / f"{ANNEX}.docx", **given))
    return paths


def _n_that_fit(facts: Mapping[str, str], rows: list[dict[str, str]]) -> int:
    """Return how many rows the page holds, at least one."""
    reason, stays = facts["reason"] + "字" * _BEFORE_LIST, facts["stays"] + "字" * _BEHIND_LIST
    room = _PAGE_MM - _TEXT_LINE_MM * _n_lines(reason, _TEXT_POINTS, _TEXT_MM)
    room -= _NOTE_LINE_MM * _n_lines(stays, _NOTE_POINTS, _TEXT_MM)
    for n, row in enumerate(rows):
        room -= _row_mm(row)
        if room < 0:
            return max(n, 1)
    return len(rows)


def _row_mm(row: Mapping[str, str]) -> float:
    cells = zip(row.values(), LIST_WIDTHS, strict=True)
    lines = max(_n_lines(text, LIST_POINTS, width - _CELL_MARGINS_MM) for text, width in cells)
    return max(_LEAST_ROW_MM, lines * LIST_LINE_POINTS * _MM + 1.6)


def _n_lines(text: str, points: float, width: float) -> int:
    """Return how many lines a text takes."""
    wide = sum(_NARROW if c in " :.-" else _HALF if c.isascii() else 1.0 for c in text)
    return max(1, -int(-wide * points * _MM // width))


def _weekdays(codes: str) -> str:
    labels = code_list("weekday").labels
    days = [day for day in labels if day in codes.split(";")]
    if days == list(labels)[:5]:
        return f"{labels[days[0]]}至{labels[days[-1]]}"
    return labels[days[0]] + "".join(f"、{labels[day][1:]}" for day in days[1:])
