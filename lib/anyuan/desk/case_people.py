"""The tab 人员对照 of a bullying case: closed until a reason is given and written to `access`."""

from anyuan.codebook import table
from anyuan.desk.case_sitting import CaseSitting
from anyuan.desk.sitting import GOOD, Notice
from anyuan.run.casework.bullying_names import TABLE, blank_sheet, read_names

_SHOWN = ("code", "role", "name", "sex", "class_no", "guardian_name", "guardian_phone")


def show_people(sitting: CaseSitting, reason: str) -> Notice:
    """Open the names of the case on the table for a reason, which is written down first.

    ShownError `no_purpose` where the reason is blank; nothing is shown then.
    """
    fields = sitting.case.fields
    rows = read_names(sitting.room, fields["school_code"], fields["register_no"])
    keys = [f"people-{sitting.case.case_id}", *rows["record_key"]]
    sitting.record_access(keys, sitting.case.case_id, reason)
    columns = table(TABLE).columns
    texts = rows.astype("object").where(rows.notna(), "")
    sitting.opened.people = [
        [columns[name].codes.label(row[name]) if row[name] and columns[name].codes else row[name]
         for name in _SHOWN]
        for row in texts.to_dict("records")
    ]  # fmt: skip
    return Notice(GOOD, "人员对照已打开，事由已留痕。办完请收起个案，不要抄录、拍照。")


def draw_people(sitting: CaseSitting) -> dict:
    """Return the tab: what it holds where it was opened, else nothing of it."""
    people = sitting.opened.people
    if people is None:
        return {"kind": "people", "heads": None, "rows": []}
    columns = table(TABLE).columns
    return {"kind": "people", "heads": [columns[name].label for name in _SHOWN], "rows": people}


def hand_out_sheet(sitting: CaseSitting) -> tuple[str, bytes]:
    """Return name and content of the blank table for the school, its making logged."""
    case = sitting.case
    sitting.record_access(["sheet-people"], case.case_id)
    data = blank_sheet(sitting.room, case.fields, sitting.clock.now())
    return f"{table(TABLE).label}-{case.fields['register_no']}.xlsx", data
