"""Which exclusions hold on a day, and what does an invalid one lack?"""

from datetime import date

import pandas as pd

from anyuan.codebook import RuleBook


def judge_exclusions(rows: pd.DataFrame, as_of: date, book: RuleBook) -> pd.DataFrame:
    """Return the exclusion rows with `is_valid` and `lack` (first reason why not, or "").

    An exclusion needs its document, approver, day of approval and an end (义务教育法第十一条);
    kinds named in `dropout.exclusion_permanent` need no end. `missing` is the police's to declare.
    It holds from `starts_on` to `expires_on`, both included.
    """
    day = pd.Timestamp(as_of)
    permanent = rows["kind"].isin(book.value("dropout.exclusion_permanent", as_of))
    lack = pd.Series("", index=rows.index, dtype="str")
    lack = lack.mask(rows["starts_on"] > day, "not_started")
    lack = lack.mask(rows["expires_on"] < day, "expired")
    for field in book.value("dropout.exclusion_needs", as_of):
        absent = rows[field].isna() & ~(permanent & (field == "expires_on"))
        lack = lack.mask(absent & (lack == ""), f"no_{field}")
    organ = book.value("dropout.missing_declared_by", as_of)
    by_police = rows["approver"].fillna("").str.contains(organ, regex=False)
    lack = lack.mask((rows["kind"] == "missing") & ~by_police & (lack == ""), "not_by_police")
    return rows.assign(is_valid=lack == "", lack=lack)


def valid_by_person(judged: pd.DataFrame) -> pd.DataFrame:
    """Return one valid exclusion a person (the one ending last; no end comes last of all)."""
    valid = judged[judged["is_valid"]].sort_values(["person_id", "expires_on"], na_position="last")
    return valid.drop_duplicates("person_id", keep="last").set_index("person_id")
