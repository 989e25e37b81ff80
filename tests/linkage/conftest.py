"""Worked cases as text tables: one line a record, `-` for a blank cell."""

import itertools
from dataclasses import dataclass

import pandas as pd
import pytest

from anyuan.codebook import IDENTITY
from anyuan.linkage import LinkBatch, LinkResult, link_records
from anyuan.resident_id import check_character, parse_id

TABLES = {
    "h": "household_register",
    "r": "enrolment_roll",
    "a": "attendance_return",
    "p": "ex_poverty_households",
    "e": "elsewhere_enrolled",
    "x": "exclusions",
    "n": "police_notifications",
    "f": "field_survey",
}
COLUMNS = [
    *("record_key", "table", "period"),
    *("resident_id_given", "resident_id_problem"),
    *IDENTITY,
]
PERIOD = "2024-09"


def number(code: str) -> str:
    """Return an identity number: `20120304-001` valid; with ~ one digit off, ^ two transposed,
    % cut by a spreadsheet, @ in 15 digits, < one digit lost."""
    mark = code[-1] if code[-1] in "~^%@<" else ""
    first17 = "141182" + code.rstrip("~^%@<").replace("-", "")
    whole = first17 + check_character(first17)
    spoilt = {
        "": whole,
        "~": whole[:15] + str((int(whole[15]) + 1) % 10) + whole[16:],
        "^": whole[:9] + whole[10] + whole[9] + whole[11:],
        "%": whole[:15] + "000",
        "@": whole[:6] + whole[8:17],
        "<": whole[:8] + whole[9:],
    }
    return spoilt[mark]


def records(text: str) -> pd.DataFrame:
    """Return record rows from a text table whose first column is the key (h1, r2@2024-10 …).

    The key's first letter says the table; columns may be any identity column or `id` and `no`
    (student number; G: plus a number's code, or as it stands).
    """
    lines = [line.split() for line in text.splitlines() if line.strip()]
    rows = []
    for cells in lines[1:]:
        assert len(cells) == len(lines[0]), f"uneven line {cells}"
        row = {k: v for k, v in zip(lines[0], cells, strict=True) if v != "-"}
        key, _, period = row.pop("key").partition("@")
        row |= {"record_key": key, "table": TABLES[key[0]], "period": period or PERIOD}
        if "id" in row:
            row["resident_id_given"] = number(row.pop("id"))
            parsed = parse_id(row["resident_id_given"])
            row["resident_id_problem"] = parsed.problem
            row["resident_id"] = parsed.number if parsed.is_valid else None
        if row.get("no", "").startswith("G:"):
            row["no"] = "G" + number(row["no"][2:])
        if "no" in row:
            row["student_no"] = row.pop("no")
        rows.append(row)
    frame = pd.DataFrame(rows).reindex(columns=COLUMNS)
    frame["birth_on"] = pd.to_datetime(frame["birth_on"]).astype("datetime64[us]")
    return frame.astype({c: "str" for c in COLUMNS if c != "birth_on"})


def pairs(frame: pd.DataFrame) -> set[str]:
    return {"-".join(sorted(p)) for p in zip(frame["left_key"], frame["right_key"], strict=True)}


@dataclass(frozen=True)
class Linked:
    """A result that can be asked in one line."""

    result: LinkResult
    persons: pd.DataFrame

    @property
    def groups(self) -> set[str]:
        """Each person as its record keys, sorted and joined by blanks."""
        return {
            " ".join(sorted(keys)) for _, keys in self.persons.groupby("person_id")["record_key"]
        }

    @property
    def open(self) -> set[str]:
        return pairs(self.result.undecided)

    def is_one(self, left: str, right: str) -> bool:
        of = self.persons.set_index("record_key")["person_id"]
        return of[left] == of[right]

    def rule(self, key: str) -> str:
        found = self.result.links
        return found.loc[found["right_key"] == key, "rule"].item()


@pytest.fixture
def link():
    """Link a text table: link(text, persons={...}, different="h1-r1", same=..., unsure=...)."""
    counter = itertools.count(1)

    def run(text, persons=None, **judged) -> Linked:
        rows = text if isinstance(text, pd.DataFrame) else records(text)
        verdicts = [
            (*pair.split("-"), verdict)
            for verdict, listed in judged.items()
            for pair in listed.split()
        ]
        before = pd.DataFrame(
            list((persons or {}).items()), columns=["record_key", "person_id"], dtype="str"
        )
        result = link_records(
            LinkBatch(
                records=rows,
                persons=before,
                judgements=pd.DataFrame(
                    verdicts, columns=["left_key", "right_key", "verdict"], dtype="str"
                ),
                mint=lambda n: [f"P{next(counter)}" for _ in range(n)],
            )
        )
        after = pd.concat([before, result.persons]).drop_duplicates("record_key", keep="last")
        return Linked(result, after[after["record_key"].isin(set(rows["record_key"]))])

    return run


@pytest.fixture
def read_records():
    return records
