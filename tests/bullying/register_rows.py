"""Rows of a school's register, made up: what a test says, the rest filled in."""

from typing import Any

import pandas as pd

from anyuan.codebook import table
from anyuan.records.frames import META, as_record_frame
from anyuan.written import parse_moment

REGISTER = table("bullying_register")
GIVEN = {
    "school_code": "S001",
    "register_no": "2024-01",
    "reported_at": "2024-09-05 08:05",
    "occurred_on": "2024-09-05",
    "where_kind": "校内",
    "forms": "言语",
    "bullied": "A1",
}
# A case of a grade 6 pupil from the report to the archive, everything in time.
WHOLE = {
    "channel": "同学",
    "occurred_time": "07:50",
    "place": "C-2F",
    "is_repeated": "否",
    "bullied_grade": "六年级",
    "bullies": "B1;B2",
    "bully_grade": "六年级",
    "onlookers": "C1",
    "stopped_at": "2024-09-05 08:10",
    "bullied_told_at": "2024-09-05 09:00",
    "bully_told_at": "2024-09-05 10:05",
    "checked_on": "2024-09-06",
    "committee_on": "2024-09-08",
    "determined_on": "2024-09-18",
    "determination": "构成欺凌",
    "severity": "情节轻微的一般欺凌",
    "told_both_on": "2024-09-20",
    "measures": "批评教育;赔礼道歉",
    "measures_on": "2024-09-25",
    "support": "心理辅导",
    "first_check_on": "2024-10-02",
    "second_check_on": "2024-10-25",
    "is_safe": "是",
    "archived_on": "2024-10-28",
}


def register_frame(*rows: dict[str, str]) -> pd.DataFrame:
    """Return rows as the record frame that intake would have made of them; "" is a blank cell."""
    made = [
        {name: _cell(name, text) for name, text in (GIVEN | row).items() if name not in META}
        | {
            "file_sha8": "0" * 8,
            "sheet": "一张表",
            "row": n,
            "period": row.get("period", "2024-09"),
        }
        | {"record_key": f"r{n}", "doubts": ""}
        for n, row in enumerate(rows, start=3)
    ]
    columns = [*REGISTER.columns, *META]
    return as_record_frame(REGISTER, pd.DataFrame(made, columns=columns, dtype=object))


def _cell(name: str, text: str) -> Any:
    column = REGISTER.columns[name]
    if not text:
        return None
    if column.type == "date":
        return pd.Timestamp(text)
    if column.type == "moment":
        return parse_moment(text).isoformat(timespec="minutes")
    if column.type == "boolean":
        return column.codes.parse(text) == "true"
    if column.codes is not None:
        return ";".join(column.codes.parse(word) for word in text.split(";"))
    return text
