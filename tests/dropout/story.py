"""Evidence drawn as text tables: a table's name, its headings, its rows; made-up children."""

from dataclasses import replace
from datetime import date

import pandas as pd

from anyuan import records
from anyuan.codebook import RuleBook, code_list, read_county, table
from anyuan.dropout import Evidence, Headcount, OpenDoubt, count_heads, weigh_doubt
from anyuan.dropout.evidence import OPEN_PAIRS
from anyuan.dropout.statements import COLUMNS
from anyuan.period import Month, SchoolCalendar
from anyuan.run.months.dropout_month import FRAMES

MONTH = Month(2024, 9)
CALENDAR = SchoolCalendar(
    (
        (date(2024, 2, 26), date(2024, 7, 5)),
        (date(2024, 9, 2), date(2025, 1, 10)),
    )
)
# What a row has when the story does not say otherwise.
_DEFAULTS = {
    "birth_on": "2012-03-04",
    "period": "2024-09",
    "school_code": "S1",
    "grade": "6",
    "township": "T01",
    "found_on": "2024-09-10",
    "starts_on": "2024-09-01",
    "surveyed_on": "2024-09-20",
    "basis": "roll_query",
    "finding": "dropped_out",
    "kind": "deferred_entry",
}


def statements(text: str) -> pd.DataFrame:
    """Return what cases say, a line each: person | day | says (| until | kind)."""
    said = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]
    said = [[*row, *[None] * (5 - len(row))] for row in said]
    frame = pd.DataFrame(
        [(person, day[:7], day, says, until, kind) for person, day, says, until, kind in said],
        columns=COLUMNS,
    )
    days = {name: frame[name].astype("datetime64[us]") for name in ("said_on", "until")}
    return frame.assign(**days)


def rows(name: str, text: str = "", **defaults: str) -> pd.DataFrame:
    """Return a record frame with person_id; one line a row, cells split by |, - for blank."""
    t = table(name)
    lines = [line.strip() for line in text.strip().splitlines() if line.strip()]
    heading = [h.strip() for h in lines[0].split("|")] if lines else []
    found = []
    for n, line in enumerate(lines[1:], start=5):
        row = {k: v for k, v in (_DEFAULTS | defaults).items() if k in t.columns or k == "period"}
        row |= dict(zip(heading, (c.strip() for c in line.split("|")), strict=True))
        found.append({k: None if v == "-" else v for k, v in row.items()} | {"row": n})
    frame = pd.DataFrame(found)
    if frame.empty:
        return records.empty_frame(t).assign(person_id=pd.Series(dtype="str"))
    frame["person_id"] = frame.get("name")
    frame["file_sha8"], frame["sheet"], frame["doubts"] = "00000000", "Sheet1", ""
    frame["record_key"] = [f"{name}-{n}" for n in frame["row"]]
    for column in t.columns.values():
        if column.name not in frame:
            frame[column.name] = None
        if column.type == "resident_id":
            frame[f"{column.name}_given"] = frame[column.name]
            frame[f"{column.name}_problem"] = None
        if column.type == "date":
            frame[column.name] = pd.to_datetime(frame[column.name])
        if column.type == "boolean":
            frame[column.name] = frame[column.name].map(
                lambda v: None if v is None else code_list("boolean").parse(v) == "true"
            )
    person = frame.pop("person_id")
    return records.as_record_frame(t, frame).assign(person_id=person.astype("str"))


def evidence(
    month: Month = MONTH,
    *,
    undecided: str = "",
    pairs: str = "",
    held: dict | None = None,
    **tables: str,
):
    """Return the evidence of a month from one text table a field of Evidence.

    `pairs`: one open pair a line, two persons and the probability, as 乙 | 丙 | 0.5.
    """
    open_pairs = open_pairs_of(pairs)
    undecided += "".join(
        f"\n{mine} | {other} | {_table_of(other, tables)}"
        for row in open_pairs.itertuples()
        for mine, other in (
            (row.left_person, row.right_person),
            (row.right_person, row.left_person),
        )
    )
    lines = [line.split("|") for line in undecided.strip().splitlines()]
    frame = pd.DataFrame(
        [[c.strip() for c in line] for line in lines],
        columns=["person_id", "other_person_id", "other_table"],
    )
    return Evidence(
        month=month,
        as_of=month.last_day,
        schools=rows("schools", tables.pop("schools", "")),
        undecided=frame,
        held=held or {},
        returns_received=frozenset({"S1"}),
        open_pairs=open_pairs,
        **{field: rows(name, tables.get(field, "")) for field, name in FRAMES.items()},
    )


def open_pairs_of(text: str) -> pd.DataFrame:
    """Return open pairs of persons that have one row each; the keys are the persons' names."""
    lines = [[c.strip() for c in line.split("|")] for line in text.strip().splitlines()]
    rows = [[a, b, a, b, float(probability)] for a, b, probability in lines]
    return pd.DataFrame(rows, columns=OPEN_PAIRS).astype({"probability": "float64"})


def _table_of(person: str, tables: dict[str, str]) -> str:
    for field, name in FRAMES.items():
        cells = {line.split("|")[0].strip() for line in tables.get(field, "").splitlines()}
        if person in cells:
            return name
    raise ValueError(f"{person} stands in no table of the story")


def doubt(story: Evidence, settings: dict | None = None) -> OpenDoubt:
    """Return what a story's open pairs leave open."""
    county = replace(read_county(), calendar=CALENDAR)
    return weigh_doubt(story, count(story, settings), county, RuleBook(settings))


def count(story: Evidence, settings: dict | None = None) -> Headcount:
    """Return the headcount of a story under settings."""
    return count_heads(story, RuleBook(settings), CALENDAR)


def status_of(story: Evidence, person: str, settings: dict | None = None) -> str:
    """Return where one child of a story stands."""
    return count(story, settings).people.loc[person, "status"]


def county():
    """Return the county's own decisions."""
    return read_county()


def held_rows(name: str, text: str) -> dict[str, pd.DataFrame]:
    """Return refused rows of one table."""
    return {name: rows(name, text).drop(columns="person_id")}
