"""What a run remembers of all that it showed: figures, tables, who is behind them, papers."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from anyuan.codebook.figures import define_figure
from anyuan.disclosure.released import ReleasedTable
from anyuan.notebook.members import cell_members, check_members, digest_members
from anyuan.protected import ProtectedFigure, ProtectedTable

# A sentence, or the ids of the figures and tables from which a number comes.
Derivation = str | Sequence[str]


@dataclass(frozen=True)
class Behind:
    """What stands behind a number: the ids counted, or how it is derived; its band if it has one.

    `ids` None: it counts nothing that has ids.
    """

    ids: tuple[str, ...] | None = None
    derived_from: Derivation = ()
    low: int | None = None
    high: int | None = None


@dataclass
class Kept:
    """The figures, tables, members and papers of a run.

    `members`: the ids behind each figure id and cell id; they never leave the process.
    `derivations`: how a figure (by id) or a table's column (by table and column) comes about.
    """

    figures: dict[str, dict] = field(default_factory=dict)
    tables: dict[str, ProtectedTable] = field(default_factory=dict)
    members: dict[str, tuple[str, ...]] = field(default_factory=dict)
    derivations: dict[str, str | list[str]] = field(default_factory=dict)
    table_derivations: dict[str, dict[str, str | list[str]]] = field(default_factory=dict)
    workbooks: dict[str, tuple[str, dict]] = field(default_factory=dict)
    letters: list[Callable[[Path, dict[str, Any]], object]] = field(default_factory=list)

    def shown_tables(self, month: str, page: str) -> list[ReleasedTable]:
        """Return the tables so far as whoever gets the page will see them; a meeting's run only."""
        return [ReleasedTable.of(month, page, name, one) for name, one in self.tables.items()]

    def keep_figure(self, shown: ProtectedFigure, behind: Behind) -> None:
        """Remember a figure; ValueError where its id already stands for another number.

        Of a hidden one neither the number of members nor their digest is remembered.
        """
        is_open = behind.ids is not None and not shown.is_hidden
        record = {
            "figure_id": shown.figure_id,
            "label": shown.label,
            "shown": shown.shown,
            "value": shown.value,
            "low": shown.low if behind.low is None else behind.low,
            "high": shown.high if behind.high is None else behind.high,
            "unit": shown.unit,
            "kind": shown.kind,
            "members_digest": digest_members(behind.ids) if is_open else "",
            "n_members": len(behind.ids) if is_open else None,
            "definition_keys": list(define_figure(shown.figure_id).rules),
        }
        known = self.figures.setdefault(shown.figure_id, record)
        if known != record:
            raise ValueError(f"{shown.figure_id} stands for two different numbers")
        if behind.ids is not None:
            self.members[shown.figure_id] = behind.ids
        if behind.derived_from:
            self.derivations[shown.figure_id] = _plain(behind.derived_from)

    def keep_table(self, name: str, table: ProtectedTable) -> None:
        """Remember a table; ValueError where its name already stands for another one."""
        if self.tables.setdefault(name, table) != table:
            raise ValueError(f"{name} stands for two different tables")

    def keep_members(
        self, name: str, frame: pd.DataFrame, given: pd.DataFrame, measures: Collection[str]
    ) -> None:
        """Remember the members of a kept table's cells; ValueError where they do not add up."""
        table = self.tables[name]
        sets = check_members(name, frame, cell_members(table, frame, given), measures)
        for (row, column), ids in sets.items():
            self.members[table.cell(row, column).figure_id] = ids

    def keep_derivation(self, name: str, derived_from: Derivation | Mapping[str, Derivation]):
        """Remember how a table's numbers come about: of all, or column by column."""
        whole = derived_from if isinstance(derived_from, Mapping) else {"": derived_from}
        self.table_derivations[name] = {key: _plain(one) for key, one in whole.items() if one}

    def figure_records(self) -> list[dict]:
        """Return the figures as plain values, by id."""
        return [
            self.figures[key] | {"derived_from": self.derivations.get(key, [])}
            for key in sorted(self.figures)
        ]

    def table_records(self) -> dict[str, dict]:
        """Return the tables by name: protected values and digests of printed cells' members."""
        return {
            name: {
                "kind": table.kind,
                "rule": table.rule_note,
                "n_hidden": table.n_hidden,
                "record": table.to_record(),
                "member_digests": self._digests(table),
                "derived_from": self.table_derivations.get(name, {}),
            }
            for name, table in sorted(self.tables.items())
        }

    def _digests(self, table: ProtectedTable) -> dict[str, str]:
        # That a hidden cell has the members of last month's would tell of it.
        return {
            cell.figure_id: digest_members(self.members[cell.figure_id], place=cell.figure_id)
            for line in table.cells
            for cell in line
            if not cell.is_hidden and cell.figure_id in self.members
        }


def _plain(derived_from: Derivation) -> str | list[str]:
    return derived_from if isinstance(derived_from, str) else list(derived_from)
