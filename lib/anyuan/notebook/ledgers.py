"""The three ledgers in the office's words: Chinese headings, labels for codes, school names."""

import pandas as pd

from anyuan import dropout
from anyuan.codebook import County, code_list, label, table

_SHEETS = {
    "of_age": "适龄儿童台账",
    "suspected": "疑似辍学学生台账",
    "dropped_out": "失学辍学台账",
}
_CODES = {"sex": "sex", "grade": "grade", "reason": "absence_reason"}
_FLAGS = {
    "is_verified": "verified",
    "is_ex_poverty": "ex_poverty",
    "is_migrant": "migrant",
    "is_left_behind": "left_behind",
}


def name_ledgers(
    people: pd.DataFrame, schools: pd.DataFrame, county: County
) -> dict[str, pd.DataFrame]:
    """Return sheet name → ledger with printed headings; rows and order as `build_ledgers`."""
    names = schools.drop_duplicates("school_code", keep="last").set_index("school_code")
    found = {}
    for key, rows in dropout.build_ledgers(people).items():
        shown = rows.copy()
        for column, codes in _CODES.items():
            shown[column] = shown[column].map(code_list(codes).labels)
        shown["township"] = shown["township"].map({c: t.name for c, t in county.townships.items()})
        shown["school_code"] = shown["school_code"].map(names["school_name"])
        shown["status"] = shown["status"].map(code_list("standing").labels)
        for column in _FLAGS:
            shown[column] = shown[column].fillna(False).astype(bool)
        found[_SHEETS[key]] = shown.rename(columns=_headings())
    return found


def _headings() -> dict[str, str]:
    columns = table("household_register").columns | table("attendance_return").columns
    headings = {name: column.label for name, column in columns.items()}
    headings |= {name: f"是否{label(word)}" for name, word in _FLAGS.items()}
    return headings | {
        "school_code": "学校",
        "status": "目前状况",
        "counted_days": "缺课天数（按口径）",
    }
