"""What inspections found beside what schools say of their arrangements, and who is inspected first.

`rows` and `schools` are as for `bullying.mechanism`.
"""

from datetime import date

import pandas as pd

from anyuan.bullying.mechanism import (
    GAPS,
    INSPECTION,
    KEY,
    PRESENT,
    bound_answers,
    bound_items,
    by_survey,
    definite,
    find_gaps,
    in_survey_order,
    stand,
)


def compare_with_inspection(rows: pd.DataFrame, schools: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """Return what schools said of themselves beside what the next inspection found.

    One row for each self-report that was the newest when an inspection came (that of the same day
    included), with the first such inspection; only where both say something. Columns: school_code,
    item, stage, said, said_in, said_on, found, found_on, found_by, differs (bool): said present,
    found absent or partly. A later mending does not undo a difference.
    """
    told = definite(bound_answers(rows, schools, as_of))
    is_inspection = told["round"] == INSPECTION
    said = told[~is_inspection].drop_duplicates([*KEY, "answered_on"], keep="last")
    said = said.rename(columns={"answer": "said", "round": "said_in", "answered_on": "said_on"})
    found = told[is_inspection].drop_duplicates([*KEY, "answered_on"], keep="last")
    found = found.rename(
        columns={"answer": "found", "answered_on": "found_on", "answered_by": "found_by"}
    )
    pairs = pd.merge_asof(
        found, said[[*KEY, "said", "said_in", "said_on"]],
        left_on="found_on", right_on="said_on", by=KEY,
    )  # fmt: skip
    pairs = by_survey(pairs.dropna(subset="said_on").drop_duplicates([*KEY, "said_on"]))
    pairs["differs"] = (pairs["said"] == PRESENT) & pairs["found"].isin(GAPS)
    columns = [*KEY, "stage", "said", "said_in", "said_on", "found", "found_on", "found_by"]
    return pairs[[*columns, "differs"]]


def count_differences(pairs: pd.DataFrame, by: str) -> pd.DataFrame:
    """Return how many claims of present were inspected, and how many were not found so.

    Index `by`, item or school_code; columns n_said_present, n_differs (int64).
    """
    claims = pairs[pairs["said"] == PRESENT].groupby(by)["differs"]
    counts = claims.agg(n_said_present="size", n_differs="sum").astype("int64")
    return in_survey_order(counts)


def list_inspections(
    rows: pd.DataFrame, schools: pd.DataFrame, as_of: date, due_on: date
) -> pd.DataFrame:
    """Return the schools that are to be inspected first, and whether they were by the day set.

    The plan names private, boarding and vocational schools (《2024年全市中小学幼儿园“护校安园”专项
    行动方案》); one of which the list does not say whether it is private or boarding stands here
    too. Columns: school_code, school_name, reasons (several joined by ";"), inspected_on (the first
    day, null), n_inspected and n_items (items), n_gaps (as known now), state (inspection_state). On
    the day itself nobody is overdue. Those not inspected stand first, then those with most gaps.
    """
    n_items = bound_items(schools)["school_code"].value_counts()
    listed = schools[schools["school_code"].isin(n_items.index)].set_index("school_code")
    listed = listed.assign(reasons=[_reasons(row) for row in listed.to_dict("records")])
    listed = listed[listed["reasons"] != ""]
    told = bound_answers(rows, schools, as_of)
    inspected = told[told["round"] == INSPECTION].groupby("school_code")
    n_gaps = find_gaps(stand(rows, schools, as_of))["school_code"].value_counts()
    n = {"n_inspected": inspected["item"].nunique(), "n_items": n_items, "n_gaps": n_gaps}
    n = {name: one.reindex(listed.index, fill_value=0).astype("int64") for name, one in n.items()}
    inspected_on = inspected["answered_on"].min().reindex(listed.index)
    listed = listed.assign(inspected_on=inspected_on, **n)
    listed["state"] = [_state(day, as_of, due_on) for day in listed["inspected_on"]]
    order = listed.assign(is_done=listed["inspected_on"].notna(), gaps=-listed["n_gaps"])
    order = order.reset_index().sort_values(["is_done", "gaps", "school_code"], ignore_index=True)
    columns = ["school_code", "school_name", "reasons", "inspected_on", *n, "state"]
    return order[columns]


def _reasons(school: dict) -> str:
    ownership, is_boarding = school["ownership"], school["is_boarding"]
    found = {
        "private": not pd.isna(ownership) and ownership == "private",
        "boarding": not pd.isna(is_boarding) and bool(is_boarding),
        "vocational": school["kind"] == "vocational",
        "not_stated": pd.isna(ownership) or pd.isna(is_boarding),
    }
    return ";".join(reason for reason, holds in found.items() if holds)


def _state(inspected_on: pd.Timestamp, as_of: date, due_on: date) -> str:
    if pd.isna(inspected_on):
        return "overdue" if as_of > due_on else "ahead"
    return "late" if inspected_on.date() > due_on else "inspected"
