"""Which kinds of table may be shown, and under which rule?"""

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from anyuan.codebook import read_yaml
from anyuan.period import Month

TOTAL = "total"
# In which months totals to date begin at nothing. A term's days stand in params/county.yaml; no
# term of this country begins in other months than these.
_BEGINNINGS = {"": (), "year": (9,), "term": (9, 2)}


@dataclass(frozen=True)
class Kind:
    """A registered kind of table (see kinds.yaml); `columns` is None where any may stand."""

    name: str
    label: str
    rule: str
    exemption: str
    columns: dict[str, str] | None
    sensitive: str = ""
    has_total_row: bool = False
    total_column: str = ""
    of_which: dict[str, str] = field(default_factory=dict)
    exact_totals: frozenset[str] = frozenset()
    exact_columns: dict[str, str] = field(default_factory=dict)
    population: str = ""
    dimension: str = ""
    row_totals: dict[str, str] = field(default_factory=dict)
    to_date: str = ""
    months: str = ""
    sums_schools: bool = False
    keys: str = ""
    never: frozenset[str] = frozenset()

    def number(self, row: str, column: str) -> tuple[str, str, str, str]:
        """Return what a cell counts: cells of any kind with the same answer hold one number.

        Population, dimension, row and column; a row of sums has neither dimension nor row, for it
        is the same whatever the table is split by.
        """
        of = self.population or self.name
        if row == TOTAL:
            return of, "", "", column
        if row in self.row_totals:
            return of, "", "", self.row_totals[row]
        return of, self.dimension or self.name, row, column

    def starts_anew(self, month: Month) -> bool:
        """Whether totals to date begin with this month; others than totals to date, every month."""
        return not self.to_date or month.number in _BEGINNINGS[self.to_date]


@cache
def kinds() -> dict[str, Kind]:
    """Return every registered kind by name."""
    raw = read_yaml(Path(__file__).with_name("kinds.yaml"))
    return {name: _kind(name, entry) for name, entry in raw.items()}


def kind(name: str) -> Kind:
    """Return a registered kind; KeyError for any other, so nothing unregistered is shown."""
    return kinds()[name]


def _kind(name: str, raw: dict) -> Kind:
    if raw["rule"] not in ("exact", "primary"):
        raise ValueError(f"{name}: unknown rule {raw['rule']!r}")
    columns = raw["columns"]
    found = Kind(
        name=name,
        label=raw["label"],
        rule=raw["rule"],
        exemption=raw.get("exemption", ""),
        columns=columns if isinstance(columns, dict) else None,
        sensitive=raw.get("sensitive", ""),
        has_total_row=raw.get("total_row") == "true",
        total_column=raw.get("total_column", ""),
        of_which=raw.get("of_which", {}),
        exact_totals=frozenset(raw.get("exact_totals", ())),
        exact_columns=raw.get("exact_columns", {}),
        population=raw.get("population", ""),
        dimension=raw.get("dimension", ""),
        row_totals=raw.get("row_totals", {}),
        to_date=raw.get("to_date", ""),
        months=raw.get("months", ""),
        sums_schools=raw.get("sums_schools") == "true",
        keys=raw.get("keys", ""),
        never=frozenset(raw.get("never", ())),
    )
    named = {found.total_column, *found.of_which, *found.of_which.values()} - {""}
    named |= found.exact_totals | set(found.exact_columns)
    if not named <= set(found.columns or named):
        raise ValueError(f"{name}: a rule speaks of a column that the kind does not have")
    if found.rule == "primary" and found.columns is None:
        raise ValueError(f"{name}: a protected kind names its columns")
    if found.to_date not in _BEGINNINGS or (found.months and not found.to_date):
        raise ValueError(f"{name}: totals to date are of a year or of a term")
    if found.rule == "exact" and not found.exemption:
        raise ValueError(f"{name}: an exact kind names its exemption")
    return found
