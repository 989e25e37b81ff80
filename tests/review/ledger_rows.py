"""Ledgers of schools drawn as text: one line a row, cells split by |, - blank."""

from dataclasses import replace
from datetime import date

import pandas as pd
from bullying.facts import frame, schools

from anyuan.bullying.mechanism import find_gaps, stand, stand_now
from anyuan.codebook import table
from anyuan.review.fix_table import FIXES
from anyuan.review.ledgers import BULLYING, INCIDENTS, Ledgers

LATE = "2025-01-31"
RECEIVED = "2024-09-30T09:00"
SCHOOLS = """
school_code | school_name | kind | ownership | is_boarding
S1 | 甲初中 | junior | public | 否
S2 | 乙初中 | junior | public | 是
S3 | 丙小学 | primary | public | 否
S4 | 丁小学 | primary | public | -
K1 | 戊幼儿园 | kindergarten | private | 否
"""
_INSPECTED = ("school_code", "item", "inspected_on", "found", "inspected_by", "recorded_at")
_NOTICE = ("school_code", "item", "issued_on", "issued_by", "issued_to", "received_on")
_FIX = {"status": "done", "source": "review", "school_code": "S1", "direction": "do"}
_FIX |= {"incident_no": "X1", "opened_on": "2024-10-20", "gap": "示例", "owner": "示例校长"}


def ledgers(as_of: str = LATE, **told) -> Ledgers:
    """Return ledgers as they stand on a day.

    inspections: school | item | day | found (| by (| received)); notices: school | item | issued on
    (| by | to | received on); mechanism: as `bullying.facts.answers`; bullying: case | school |
    reported at (| education told at); incidents: number | school | duty | day; cameras: school |
    number | works | tested on; posts: school | weekday | starts | ends | place type (both with the
    month of their file behind); fixes: a list of `fix`; pupils: school -> number. read_to: the last
    day for which every ledger has come, the day itself where not given.
    """
    read_to = date.fromisoformat(told.pop("read_to", as_of))
    found = Ledgers(
        schools=_schools(told.pop("pupils", {})),
        inspections=_inspections(told.pop("inspections", "")),
        notices=_notices(told.pop("notices", "")),
        mechanism=_mechanism(told.pop("mechanism", ""), date.fromisoformat(as_of)),
        fixes=fixes(*told.pop("fixes", [])),
        cameras=_cameras(told.pop("cameras", "")),
        posts=_posts(told.pop("posts", "")),
        read_to=dict.fromkeys(("inspections", "notices"), read_to),
    )
    bullying, incidents = told.pop("bullying", ""), told.pop("incidents", "")
    assert not told, told
    return replace(
        found,
        bullying=_typed(bullying, BULLYING, {"recorded_at": RECEIVED}),
        incidents=_typed(incidents, INCIDENTS, {}),
    )


def fix(case_id: str = "G2024-0001", **said: str) -> dict:
    """Return one fix of a review, reported done, but for what is said otherwise."""
    usual = _FIX | {"case_id": case_id, "recorded_at": RECEIVED, "round": 1}
    found = dict.fromkeys(FIXES) | usual | said
    return found | {"is_open": found["status"] not in ("verified", "withdrawn")}


def fixes(*rows: dict) -> pd.DataFrame:
    """Return fixes as a table of fixes."""
    return _frame(list(rows), FIXES)


def _schools(pupils: dict[str, int]) -> pd.DataFrame:
    found = schools(SCHOOLS)
    return found.assign(n_pupils=found["school_code"].map(pupils).astype("Int64"))


def _inspections(text: str) -> pd.DataFrame:
    rows = _cells(text, _INSPECTED, {"inspected_by": "education", "recorded_at": RECEIVED})
    return _records("inspections", rows)


def _notices(text: str) -> pd.DataFrame:
    usual = {"issued_by": "police", "issued_to": "school", "received_on": None}
    rows = _cells(text, _NOTICE, usual)
    for n, row in enumerate(rows, start=1):
        row |= {"notice_no": f"示例〔2024〕{n}号", "notice_kind": "alert", "what": "请加强防范"}
        row |= {"recorded_at": RECEIVED}
    return _records("notices", rows)


def _records(name: str, rows: list[dict]) -> pd.DataFrame:
    columns = [one for one in table(name).columns if any(one in row for row in rows)]
    lines = [" | ".join(row.get(one) or "-" for one in columns) for row in rows]
    found = frame(name, "\n".join([" | ".join(columns), *lines]))
    received = pd.Series([row["recorded_at"] for row in rows], dtype="datetime64[us]")
    return found.assign(recorded_at=received)


def _mechanism(text: str, as_of: date) -> pd.DataFrame:
    heading = "school_code | round | item | answer | answered_on"
    rows = frame("mechanism_survey", "\n".join([heading, *text.strip().splitlines()]))
    standing = stand(rows, schools(SCHOOLS), as_of)
    gaps = find_gaps(standing)[["school_code", "item", "found_on"]]
    now = stand_now(standing).merge(gaps, on=["school_code", "item"], how="left")
    return now.assign(recorded_at=pd.Timestamp(RECEIVED))


def _cameras(text: str) -> pd.DataFrame:
    rows = _cells(text, ("school_code", "camera_no", "works", "tested_on", "period"), {})
    columns = {"school_code": "str", "camera_no": "str", "tested_on": "datetime64[us]"}
    found = _frame(rows, columns | {"period": "str"})
    return found.assign(works=pd.Series([row["works"] == "是" for row in rows], dtype="boolean"))


def _posts(text: str) -> pd.DataFrame:
    names = ("school_code", "weekday", "starts", "ends", "place_type", "period")
    return _frame(_cells(text, names, {}), dict.fromkeys(names, "str"))


def _typed(text: str, columns: dict[str, str], usual: dict) -> pd.DataFrame:
    return _frame(_cells(text, tuple(columns), dict.fromkeys(columns) | usual), columns)


def _cells(text: str, names: tuple[str, ...], usual: dict) -> list[dict]:
    lines = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]
    rows = [usual | dict(zip(names, line, strict=False)) for line in lines]
    return [{key: None if cell == "-" else cell for key, cell in row.items()} for row in rows]


def _frame(rows: list[dict], columns: dict[str, str]) -> pd.DataFrame:
    return pd.DataFrame(
        {name: pd.Series([row.get(name) for row in rows], dtype=t) for name, t in columns.items()}
    )
