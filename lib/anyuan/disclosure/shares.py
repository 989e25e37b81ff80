"""Shares of a protected table of counts: what its numbers give, and nothing that they hide.

share_table(counts, part="bullied", whole="answered", ends=…)   → ProtectedTable
"""

import pandas as pd

from anyuan.disclosure.figures import MIN_BASE, percentage
from anyuan.protected import ABSENT, MARK, Cell, Column, ProtectedTable, seal

_FEW = f"“{MARK}”：不足 {MIN_BASE} 份的不列比例。"
SHARE, LOW, HIGH = "share", "low", "high"


def share_table(
    counts: ProtectedTable,
    *,
    part: str,
    whole: str,
    ends: pd.DataFrame,
    kind_name: str,
    words: dict[str, str],
    name: str = "",
) -> ProtectedTable:
    """Return the whole, the share and the two ends of its range for each row, in whole percent.

    `ends`: index = row keys, columns low and high in 0…1 (null where there is no range). Where a
    part or its whole is hidden, or the whole is under 20, share and ends are hidden too; a share
    of at most 5 or at least 95 prints as that edge, without ends. `words`: headings of whole,
    share, low, high. `name`: with which the cells' ids begin (default: the kind).
    """
    lines = [_line(counts, row.key, (part, whole), ends) for row in counts.rows]
    n_hidden = sum(cell.is_hidden for line in lines for cell in line)
    return ProtectedTable(
        title=counts.title,
        kind=kind_name,
        level=counts.level,
        row_label=counts.row_label,
        columns=(
            Column(whole, words[whole], "份"),
            *(Column(key, words[key], "%") for key in (SHARE, LOW, HIGH)),
        ),
        rows=counts.rows,
        cells=tuple(
            tuple(
                Cell(c.shown, c.value, f"{name or kind_name}.{row.key}.{key}", c.is_hidden)
                for c, key in zip(line, (whole, SHARE, LOW, HIGH), strict=True)
            )
            for row, line in zip(counts.rows, lines, strict=True)
        ),
        rule_note=counts.rule_note if counts.n_hidden else _FEW,
        n_primary=n_hidden,
        token=seal(),
    )


def _line(
    counts: ProtectedTable, row: str, names: tuple[str, str], ends: pd.DataFrame
) -> tuple[Cell, Cell, Cell, Cell]:
    some, every = (counts.cell(row, name) for name in names)
    if some.is_hidden or every.is_hidden:
        return every, *(Cell(MARK, None, "", is_hidden=True),) * 3
    if every.value == 0:
        return every, *(Cell(ABSENT, None, ""),) * 3
    value, shown = percentage(some.value, every.value)
    if value is None:
        return every, *(Cell(MARK, None, "", is_hidden=True),) * 3
    is_edge = not shown.removesuffix("%").isdecimal()
    low, high = (Cell(ABSENT, None, "") if is_edge else _end(ends, row, n) for n in (LOW, HIGH))
    return every, Cell(shown.removesuffix("%"), value, ""), low, high


def _end(ends: pd.DataFrame, row: str, name: str) -> Cell:
    found = ends[name].get(row) if row in ends.index else None
    if found is None or pd.isna(found):
        return Cell(ABSENT, None, "")
    value = int(200 * float(found) + 1) // 2
    return Cell(str(value), value, "")
