"""Blocks of a review's page.

    DutyMatrix(table)         whose duties met what verdict, side by side of responsibility
    Seen(known, later)        what a party knew at a moment; greyed, what it learnt only afterwards

The times between events are a TableBlock, its verdicts told by `verdicts.marked`.
"""

from dataclasses import dataclass
from itertools import groupby

from anyuan.briefing.blocks import Block, TableBlock, clean, highest
from anyuan.briefing.verdicts import VERDICTS
from anyuan.protected import ProtectedTable


@dataclass(frozen=True)
class DutyMatrix(Block):
    """Duties by side and verdict, one line for each verdict that a side has.

    The table's row labels are the sides, those of one side next to each other; its columns verdict
    (a code), said (its words), n and duties (their names in one text). ValueError for an unknown
    verdict or a hidden cell.
    """

    table: ProtectedTable
    caption: str = ""
    note: str = ""

    def record(self) -> dict:
        table = self.table
        if table.n_hidden:
            raise ValueError("a matrix of duties hides nothing")
        lines = [_line(table, place) for place in range(len(table.rows))]
        return {
            "block": "duty_matrix",
            "level": table.level,
            "caption": clean(self.caption or table.title),
            "note": clean(self.note),
            "row_label": clean(table.row_label),
            "sides": [
                {"label": label, "lines": [line for _, line in group]}
                for label, group in groupby(lines, key=lambda pair: pair[0])
            ],
            "figure_ids": [cell.figure_id for line in table.cells for cell in line],
        }


@dataclass(frozen=True)
class Seen(Block):
    """Two tables side by side: what a party knew at a moment, and what came to it only later.

    Their titles say whose, and when; both have the same columns. The second one is greyed.
    """

    known: ProtectedTable
    later: ProtectedTable
    note: str = ""

    def record(self) -> dict:
        if [c.key for c in self.known.columns] != [c.key for c in self.later.columns]:
            raise ValueError("what was known and what came later have the same columns")
        known, later = (TableBlock(t).record() for t in (self.known, self.later))
        return {
            "block": "seen",
            "level": highest((known["level"], later["level"])),
            "known": known,
            "later": later,
            "note": clean(self.note),
            "figure_ids": [*known["figure_ids"], *later["figure_ids"]],
        }


def _line(table: ProtectedTable, place: int) -> tuple[str, dict]:
    cells = {c.key: cell for c, cell in zip(table.columns, table.cells[place], strict=True)}
    verdict = str(cells["verdict"].value)
    if verdict not in VERDICTS:
        raise ValueError(f"unknown verdict {verdict!r}")
    mark, tone = VERDICTS[verdict]
    shown = {name: clean(cells[name].shown) for name in ("said", "n", "duties")}
    return clean(table.rows[place].label), {"mark": mark, "tone": tone, **shown}
