"""Which pairs an analyst wants to see: of a township, between two tables."""

from collections.abc import Iterable
from dataclasses import dataclass

from anyuan.codebook import County
from anyuan.desk.record import Record

Sides = tuple[Record, Record]


@dataclass(frozen=True)
class Choice:
    """A township's code and a pair of tables as `tables_of` names it; "" is every one."""

    township: str = ""
    tables: str = ""

    def allows(self, sides: Sides) -> bool:
        """Whether a pair is wanted; it is of a township when either of its records is."""
        is_place = self.township in {"", *(side.township for side in sides)}
        return is_place and self.tables in ("", tables_of(sides))


def tables_of(sides: Sides) -> str:
    """Return the code of the two tables in which a pair stands."""
    return "+".join(side.table for side in sides)


def township_options(pairs: Iterable[Sides], county: County) -> list[tuple[str, str]]:
    """Return (name, code) of the townships that pairs touch."""
    codes = {side.township for sides in pairs for side in sides if side.township}
    known = county.townships
    return [(known[code].name if code in known else code, code) for code in sorted(codes)]


def table_options(pairs: Iterable[Sides]) -> list[tuple[str, str]]:
    """Return (words, code) of the pairs of tables that pairs stand in."""
    found = {tables_of(sides): sides for sides in pairs}
    return [(f"{a.table_label} × {b.table_label}", code) for code, (a, b) in found.items()]
