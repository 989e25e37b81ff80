"""The headcount split by township, stage, sex, reason, flags and school: plain count tables.

Tables here hold true counts; nothing of them is shown before `disclosure` has protected it.
"""

from collections.abc import Collection

import pandas as pd

from anyuan.codebook import County, code_list
from anyuan.dropout.absence import DROPPED_OUT, SUSPECTED
from anyuan.dropout.status import NEVER_ENROLLED, OUT_OF_SCHOOL

# Each group of children in need of care with the column that says so.
GROUPS = {"ex_poverty": "is_ex_poverty", "migrant": "is_migrant", "left_behind": "is_left_behind"}
PRIMARY_GRADES = frozenset(str(n) for n in range(1, 7))


def counted(people: pd.DataFrame) -> pd.DataFrame:
    """Return the decided out-of-school children, with `stage` (none, primary, junior)."""
    out = people[people["status"].isin(OUT_OF_SCHOOL)].copy()
    stage = out["grade"].map(
        lambda g: "primary" if g in PRIMARY_GRADES else "junior", na_action="ignore"
    )
    out["stage"] = stage.astype("str").where(out["status"] == DROPPED_OUT).fillna("none")
    return out


def split_rows(people: pd.DataFrame, townships: Collection[str]) -> dict[str, pd.Series]:
    """Return by split (by_township, by_stage, by_sex, by_reason) each counted child's row."""
    out = counted(people)
    return {
        "by_township": out["township"].where(out["township"].isin(list(townships)), "unknown"),
        "by_stage": out["stage"],
        "by_sex": out["sex"].fillna("unknown"),
        "by_reason": out["reason"].fillna("unknown"),
    }


def group_members(people: pd.DataFrame) -> dict[str, tuple[str, ...]]:
    """Return the counted children of each group."""
    out = counted(people)
    return {g: tuple(out.index[out[f].fillna(False).astype(bool)]) for g, f in GROUPS.items()}


def by_township(people: pd.DataFrame, county: County) -> pd.DataFrame:
    """Return counts by home township, all 14 in the county's order, unknown last if any.

    A child without a township of its own (a migrant's household is elsewhere) counts at its
    school's. Columns never_enrolled, dropped_out, out_of_school; index township code or "unknown".
    """
    out = counted(people)
    codes = list(county.townships)
    where = out["township"].where(out["township"].isin(codes), "unknown")
    table = _split(out, where, codes)
    unknown = int((where == "unknown").sum())
    return table if not unknown else _split(out, where, [*codes, "unknown"])


def by_stage(people: pd.DataFrame) -> pd.DataFrame:
    """Return counts by stage last attended: none, primary, junior."""
    out = counted(people)
    return _split(out, out["stage"], ["none", "primary", "junior"])


def by_sex(people: pd.DataFrame) -> pd.DataFrame:
    """Return counts by sex, unknown as a row of its own if there is any."""
    sex = counted(people)["sex"].fillna("unknown")
    rows = ["male", "female"] + (["unknown"] if (sex == "unknown").any() else [])
    return sex.value_counts().reindex(rows, fill_value=0).astype("int64").to_frame("out_of_school")


def by_reason(people: pd.DataFrame) -> pd.DataFrame:
    """Return counts by reason; reasons that nobody has are left out.

    Order by the codebook, not by count, for order would tell about hidden cells. One way only: a
    reason crossed with a family's situation would describe a child.
    """
    reason = counted(people)["reason"].fillna("unknown")
    total = reason.value_counts()
    codes = [code for code in code_list("absence_reason").labels if code in total.index]
    return total.reindex(codes, fill_value=0).astype("int64").to_frame("out_of_school")


def by_group(people: pd.DataFrame) -> pd.DataFrame:
    """Return counts of out-of-school children in each group; a child may be in several."""
    n = [len(ids) for ids in group_members(people).values()]
    return pd.DataFrame({"out_of_school": n}, index=list(GROUPS))


def on_rolls(people: pd.DataFrame) -> pd.DataFrame:
    """Return the children whom `by_school` counts: dropped out or suspected, of a known school."""
    is_away = people["status"].isin((DROPPED_OUT, SUSPECTED))
    return people[is_away & people["school_code"].notna()]


def by_school(people: pd.DataFrame, schools: pd.DataFrame) -> pd.DataFrame:
    """Return counts by school on whose roll the child is or was, schools without any left out.

    Columns school_name, dropped_out, suspected_dropout. For casework only.
    """
    rows = on_rolls(people)
    table = pd.crosstab(rows["school_code"], rows["status"])
    table = table.reindex(columns=[DROPPED_OUT, SUSPECTED], fill_value=0)
    names = schools.drop_duplicates("school_code", keep="last").set_index("school_code")
    table.insert(0, "school_name", names["school_name"].reindex(table.index).fillna(""))
    return table


def _split(out: pd.DataFrame, where: pd.Series, codes: list[str]) -> pd.DataFrame:
    table = pd.crosstab(where, out["status"])
    table = table.reindex(index=codes, columns=[NEVER_ENROLLED, DROPPED_OUT], fill_value=0)
    return table.assign(out_of_school=table.sum(axis=1)).astype("int64")
