"""Which education office must be told of each child, by the plan's routes?

One child may be due on two routes: a place route, and feedback to the police who found it. Time
limits for notice and answer are not settled by any source that could be read, so none is computed.
"""

import pandas as pd

from anyuan.codebook import code_list
from anyuan.dropout.status import OUT_OF_SCHOOL

ROUTES = ("home_area", "receiving_area", "both", "police_feedback")


def due_notifications(people: pd.DataFrame, province: str) -> pd.DataFrame:
    """Return one row for each notice due: person_id and route, in the order of ROUTES.

    A child who studied at its home place goes to the home area; a migrant child to the area of its
    roll; whoever has moved to another province to both. `province` is the home province's code.
    """
    out = people[people["status"].isin(OUT_OF_SCHOOL)]
    place = out["destination"].fillna(out["current_place"])
    moved = place.map(_province, na_action="ignore")
    has_left = moved.notna() & (moved != province)
    migrant = out["is_migrant"].fillna(False).astype(bool) & ~out["in_register"]
    route = pd.Series("home_area", index=out.index, dtype="str")
    route = route.mask(migrant, "receiving_area").mask(has_left, "both")
    police = out.index[out["found_by_police"].fillna(False).astype(bool)]
    due = pd.concat([route, pd.Series("police_feedback", index=police, dtype="str")])
    rows = due.rename("route").rename_axis("person_id").reset_index()
    order = rows["route"].map(ROUTES.index)
    return rows.iloc[order.argsort(kind="stable")].reset_index(drop=True)


def _province(place: str) -> str | None:
    """Return the province with which a place begins, or None."""
    for code, label in code_list("province").labels.items():
        if place.strip().startswith(label):
            return code
    return None
