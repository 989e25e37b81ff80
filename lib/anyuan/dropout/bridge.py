"""What changed since last month, so that every child who came or went is accounted for?"""

from dataclasses import dataclass

import pandas as pd

from anyuan.dropout.absence import ATTENDING, SUSPECTED
from anyuan.dropout.status import (
    ELSEWHERE,
    EXCLUDED,
    HANDED_OVER,
    OUT_OF_SCHOOL,
    OUT_OF_SCOPE,
)

COMING = ("new", "re_dropout", "exclusion_lapsed")
LEAVING = ("returned", "found_elsewhere", "excluded", "handed_over", "aged_out")
TERMS = ("opening", "corrected", *COMING, *LEAVING, "closing")

# Where a child now stands that says by which evidence it left the count.
_LEFT_BY = {
    ATTENDING: "returned",
    SUSPECTED: "returned",
    ELSEWHERE: "found_elsewhere",
    HANDED_OVER: "handed_over",
    EXCLUDED: "excluded",
    OUT_OF_SCOPE: "aged_out",
}


@dataclass(frozen=True)
class Bridge:
    """The bridge from one month's count to the next.

    `terms` maps each of TERMS to a whole number (leaving terms as positive numbers, `corrected`
    signed); `members` maps each term but opening and corrected to person ids; `residual` is
    opening + corrected + coming − leaving − closing and must be 0.
    """

    terms: dict[str, int]
    members: dict[str, tuple[str, ...]]

    @property
    def residual(self) -> int:
        """What the terms fail to explain: 0, or the code is wrong."""
        t = self.terms
        return (
            t["opening"]
            + t["corrected"]
            + sum(t[k] for k in COMING)
            - sum(t[k] for k in LEAVING)
            - t["closing"]
        )


def build_bridge(printed: int, before: pd.DataFrame, after: pd.DataFrame) -> Bridge:
    """Return the bridge between two settled months.

    `printed` is last month's count as it was known when it was reported; `before` and `after` are
    people of the two months as known now (index person_id, column status). A child who was counted
    and is now undecided, held or without a place in any register moved by a change in what we
    know, not in the child: it goes to `corrected`, like the difference between the printed and the
    recomputed opening. So does a child who enters the count out of such a state.
    """
    was = before.index[before["status"].isin(OUT_OF_SCHOOL)]
    now = after.index[after["status"].isin(OUT_OF_SCHOOL)]
    left, came = was.difference(now), now.difference(was)
    left_by = after["status"].reindex(left).map(_LEFT_BY)
    came_by = _came_by(came, before, after)
    members = {term: tuple(sorted(left_by.index[left_by == term])) for term in LEAVING} | {
        term: tuple(sorted(came_by.index[came_by == term])) for term in COMING
    }
    unexplained = int((came_by == "corrected").sum()) - int(left_by.isna().sum())
    terms = {term: len(ids) for term, ids in members.items()}
    terms |= {
        "opening": printed,
        "corrected": len(was) - printed + unexplained,
        "closing": len(now),
    }
    members["closing"] = tuple(sorted(now))
    return Bridge({term: terms[term] for term in TERMS}, members)


def _came_by(came: pd.Index, before: pd.DataFrame, after: pd.DataFrame) -> pd.Series:
    earlier = before["status"].reindex(came)
    again = after["has_returned_before"].reindex(came).fillna(False).astype(bool)
    how = pd.Series("new", index=came, dtype="str")
    how = how.mask(earlier.isin(("undecided", "held")), "corrected")
    how = how.mask(again, "re_dropout")
    return how.mask(earlier == EXCLUDED, "exclusion_lapsed")
