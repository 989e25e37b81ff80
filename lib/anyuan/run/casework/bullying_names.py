"""Who stands behind the pseudonyms of a bullying case: the one reader of the restricted table.

Nothing but the case desk may ask, and it writes the purpose into `access` first (未成年人保护法
第四条、第一百零三条); `tests/run/casework/test_bullying_names.py` holds the house to both.
"""

import tempfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd

from anyuan import clock, records
from anyuan.briefing.workbook import WorkbookMeta, ledger_workbook
from anyuan.codebook import code_list, table
from anyuan.paths import private_dir
from anyuan.period import Month
from anyuan.run.opened import OpenedWorkspace

TABLE = "bullying_people"
# The fields of a case that hold pseudonyms, each with the role (bullying_role) of those named.
ROLES = {
    "bullied": "bullied",
    "bullies": "bully",
    "assistants": "assistant",
    "reinforcers": "reinforcer",
    "onlookers": "onlooker",
    "defenders": "defender",
}


def read_names(opened: OpenedWorkspace, school_code: str, register_no: str) -> pd.DataFrame:
    """Return the rows of one case in the table's columns, with record_key; by role, then code.

    A school sends the names of one case at a time, so the newest file that names the case counts,
    whole, also where a later file of the month has taken its place. Whoever shows them writes
    their keys to `access` first.
    """
    files = opened.casebook.files()
    mine = files[(files["table"] == TABLE) & (files["covers"] == school_code)]
    found = records.read(opened.workspace, TABLE, [])
    for name in reversed([name for name in mine["record_name"] if name]):
        rows = records.read(opened.workspace, TABLE, [name])
        found = rows[(rows["school_code"] == school_code) & (rows["register_no"] == register_no)]
        if len(found):
            break
    order = {role: n for n, role in enumerate(ROLES.values())}
    found = found.assign(_at=found["role"].map(order)).sort_values(["_at", "code"])
    return found[[*table(TABLE).columns, "record_key"]].reset_index(drop=True)


def blank_sheet(opened: OpenedWorkspace, fields: Mapping[str, Any], at: datetime) -> bytes:
    """Return the table as an empty .xlsx for the school: its code, the case's number, the
    pseudonyms and roles filled in; names stay blank. Intake reads it when it comes back."""
    vocabulary = table(TABLE)
    labels = {name: column.label for name, column in vocabulary.columns.items()}
    given = [
        {
            "school_code": fields["school_code"],
            "register_no": fields["register_no"],
            "code": code,
            "role": code_list("bullying_role").label(role),
        }
        for field, role in ROLES.items()
        for code in str(fields.get(field, "")).split(";")
        if code
    ]
    frame = pd.DataFrame(given, columns=list(labels), dtype="str").rename(columns=labels)
    month = Month.of(clock.civil_date(at))
    meta = WorkbookMeta(month.label, "", at, opened.is_rehearsal)
    with tempfile.TemporaryDirectory(dir=private_dir(opened.workspace / "derived")) as folder:
        path = ledger_workbook({vocabulary.label: frame}, Path(folder) / "sheet.xlsx", meta)
        return path.read_bytes()
