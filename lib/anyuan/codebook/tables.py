"""Which tables are received, with which columns, under which headings?"""

from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from anyuan.codebook.codes import DATA, CodeList, code_list
from anyuan.codebook.reading import read_yaml
from anyuan.text import fold_heading

TYPES = frozenset(
    [
        "text",
        "name",
        "resident_id",
        "student_no",
        "date",
        "month",
        "code",
        "boolean",
        "phone",
        "school_code",
        "code_text",
        "township",
        "codes",
        "integer",
        "clock_time",
        "moment",
        "pseudonyms",
    ]
)

# Columns by which a person is recognised; the same word in every table.
IDENTITY = (
    "name",
    "former_name",
    "sex",
    "birth_on",
    "resident_id",
    "student_no",
    "guardian_name",
    "guardian_phone",
    "township",
    "village",
    "school_code",
)

# The check of a column of free text that may name no one.
NOBODY = "nobody"


@dataclass(frozen=True)
class Column:
    """One column of a received table.

    `is_required`: the heading must be there. `allows_blank`: an empty cell does not refuse the
    row. `headings`: folded words under which it may stand. `allows_future`: a date that may lie
    after the day on which the file came. `check`: what its value is held against once the rows
    are read: place, grade, term, "after <column>", or nobody (free text that may name no one).
    """

    name: str
    label: str
    type: str
    is_required: bool
    allows_blank: bool
    headings: frozenset[str]
    codes: CodeList | None = None
    allows_future: bool = False
    check: str = ""


@dataclass(frozen=True)
class Table:
    """One kind of received table.

    `covers`: one file speaks for the `county` or for one `school`. `need`: without it a month's
    page is refused (`required`) or drawn with the gap named (`gap_named`). `carry_months`: for how
    many months after its own a file still serves. `question`: which question it answers. Rows of
    an `is_anonymous` table are kept apart from all others, without any key, and a file that could
    tell who somebody is is refused; `row_no` numbers its rows and is not kept. Those of an
    `is_restricted` one are opened for a purpose only. No two rows of a file say the same in the
    columns of `unique`; `checks` are those of a log (`intake.log_checks`) that its rows go through.
    An `is_counts_only` one is refused whole where a column of the file could tell of a person.
    """

    name: str
    label: str
    agency: str
    covers: str
    need: str
    carry_months: int
    titles: tuple[str, ...]
    clause: str
    columns: dict[str, Column]
    question: str = "dropout"
    is_anonymous: bool = False
    is_restricted: bool = False
    is_counts_only: bool = False
    row_no: str = ""
    unique: tuple[str, ...] = ()
    checks: tuple[str, ...] = ()

    def column_for(self, heading: str) -> Column | None:
        """Return the column that a heading stands for, or None."""
        key = fold_heading(heading)
        return next((c for c in self.columns.values() if key in c.headings), None)

    @cached_property
    def words(self) -> dict[str, str]:
        """The folded headings, each with its column's name."""
        return {word: c.name for c in self.columns.values() for word in c.headings}

    @property
    def names_nobody(self) -> bool:
        """Whether it has free text that may name no one."""
        return any(column.check == NOBODY for column in self.columns.values())

    @property
    def identity(self) -> tuple[str, ...]:
        """The identity columns that this table has, in the order of IDENTITY."""
        return tuple(name for name in IDENTITY if name in self.columns)


@cache
def tables() -> dict[str, Table]:
    """Return every intake table of the codebook by name."""
    return read_tables(DATA / "tables")


def read_tables(folder: Path) -> dict[str, Table]:
    """Return the tables of a folder by name.

    Raises ValueError where a heading belongs to two columns of a table, a type is unknown, or a
    file is not called after its table.
    """
    found: dict[str, Table] = {}
    for path in sorted(folder.glob("*.yaml")):
        read = _read(path)
        if read.name != path.stem:
            raise ValueError(f"{path.name} describes the table {read.name!r}")
        found[read.name] = read
    return found


def tables_of(question: str) -> dict[str, Table]:
    """Return the tables that one question is answered from, by name."""
    return {name: one for name, one in tables().items() if one.question == question}


def table(name: str) -> Table:
    """Return one intake table; KeyError for an unknown name."""
    return tables()[name]


def _read(path: Path) -> Table:
    raw = read_yaml(path)
    columns = read_columns(raw["name"], raw["columns"])
    return Table(
        name=raw["name"],
        label=raw["label"],
        agency=raw["agency"],
        covers=raw["covers"],
        need=raw["need"],
        carry_months=int(raw["carry_months"]),
        titles=tuple(raw["aliases_of_title"]),
        clause=raw["clause"],
        columns=columns,
        question=raw.get("question", "dropout"),
        is_anonymous=raw.get("is_anonymous") == "true",
        is_restricted=raw.get("is_restricted") == "true",
        is_counts_only=raw.get("is_counts_only") == "true",
        row_no=raw.get("row_no", ""),
        unique=tuple(raw.get("unique", ())),
        checks=tuple(raw.get("checks", ())),
    )


def read_columns(table_name: str, entries: dict[str, dict]) -> dict[str, Column]:
    """Return the columns of a table's description by name.

    Raises ValueError where a heading belongs to two of them, or a type is unknown.
    """
    columns = {name: _column(name, entry) for name, entry in entries.items()}
    owner: dict[str, str] = {}
    for column in columns.values():
        for heading in column.headings:
            if owner.setdefault(heading, column.name) != column.name:
                raise ValueError(f"{table_name}: heading {heading!r} belongs to two columns")
    return columns


def _column(name: str, entry: dict) -> Column:
    if entry["type"] not in TYPES:
        raise ValueError(f"{name}: unknown type {entry['type']!r}")
    boolean = code_list("boolean") if entry["type"] == "boolean" else None
    return Column(
        name=name,
        label=entry["label"],
        type=entry["type"],
        is_required=entry.get("column", "required") == "required",
        allows_blank=entry["blank"] == "allowed",
        headings=frozenset(fold_heading(h) for h in (name, entry["label"], *entry["aliases"])),
        codes=code_list(entry["codes"]) if "codes" in entry else boolean,
        allows_future=entry.get("future", "refused") == "allowed",
        check=entry.get("check", ""),
    )
