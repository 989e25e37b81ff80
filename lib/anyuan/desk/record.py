"""A received row in words: what it says of a child, and where it stands."""

from collections.abc import Collection
from dataclasses import dataclass

import pandas as pd

from anyuan.codebook import County, code_list, table
from anyuan.desk.pairs import words
from anyuan.period import Month
from anyuan.run.months.dropout_month import FRAMES, DropoutMonth
from anyuan.text import has_invisible, has_private_use, visible


@dataclass(frozen=True)
class Record:
    """One record as shown: `fields` by name, "" where the row says nothing.

    `notes` holds what must be said beside a field; `place` names file, sheet and row.
    """

    key: str
    table: str
    month: str
    place: tuple[str, ...]
    township: str
    fields: dict[str, str]
    notes: dict[str, str]

    @property
    def table_label(self) -> str:
        """What people call the table."""
        return table(self.table).label


def read_records(facts: DropoutMonth, county: County, keys: Collection[str]) -> dict[str, Record]:
    """Return the records of some keys; of a row received in several months, the newest."""
    rows = rows_of(facts)
    rows = rows[rows["record_key"].isin(keys)].sort_values("period", kind="stable")
    rows = rows.drop_duplicates("record_key", keep="last")
    reader = _Reader(facts, county)
    wanted = ["table", "record_key", "period", "file_sha8", "sheet", "row", *reader.columns]
    texts = rows.reindex(columns=wanted).astype("object")
    texts = texts.where(texts.notna(), None)
    return {row["record_key"]: reader.read(row) for row in texts.to_dict("records")}


def rows_of(facts: DropoutMonth) -> pd.DataFrame:
    """Return every row of the month's evidence with the name of its table."""
    frames = [getattr(facts.evidence, field).assign(table=name) for field, name in FRAMES.items()]
    return pd.concat([frame for frame in frames if len(frame)], ignore_index=True)


class _Reader:
    """Puts the cells of a row into words."""

    def __init__(self, facts: DropoutMonth, county: County) -> None:
        files = facts.holdings.files
        self._files = dict(zip(files["record_name"].str[-8:], files["name"], strict=True))
        schools = facts.evidence.schools.sort_values("period").set_index("school_code")
        self._schools = schools["school_name"].to_dict()
        self._townships = {code: one.name for code, one in county.townships.items()}
        self._sexes = code_list("sex").labels
        shown = [name for name in words()["fields"] if name != "school"]
        self.columns = [*shown, "resident_id_problem", "school_code"]

    def read(self, row: dict) -> Record:
        fields = {name: self._text(name, row) for name in words()["fields"]}
        file = self._files.get(row["file_sha8"], row["file_sha8"])
        places = (file, row["sheet"], f"第 {row['row']} 行")
        return Record(
            key=row["record_key"],
            table=row["table"],
            month=Month.parse(row["period"]).label,
            place=tuple(place for place in places if place),
            township=row["township"] or "",
            fields={name: visible(text) for name, text in fields.items()},
            notes=_notes(fields, row["resident_id_problem"]),
        )

    def _text(self, name: str, row: dict) -> str:
        if name == "school":
            code = row["school_code"]
            return f"{self._schools.get(code, '')} {code}".strip() if code else ""
        value = row[name]
        if value is None:
            return ""
        if name == "birth_on":
            return value.strftime("%Y-%m-%d")
        labels = {"sex": self._sexes, "township": self._townships}.get(name, {})
        return labels.get(value, str(value))


def _notes(fields: dict[str, str], id_problem: str | None) -> dict[str, str]:
    notes = {name: "含自造字，显示可能不全" for name, t in fields.items() if has_private_use(t)}
    notes |= {name: "原文含看不见的字符" for name, t in fields.items() if has_invisible(t)}
    if id_problem:
        notes["resident_id_given"] = words()["id_problems"].get(id_problem, id_problem)
    return notes
