"""Is a new fix new? Beside what was asked before, what the law says anyway, and the gaps found."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pandas as pd

from anyuan.codebook import RuleBook, code_list, duties
from anyuan.review.citing import tell_day

REPEATED, OPPOSITE, ALREADY_LAW = "repeated", "opposite", "already_law"
_WITHDRAWN, _DO = "withdrawn", "do"
_ECHOES = ("case_id", "echo", "of", "told")
_GAPS = {"duty": "str", "n_gaps": "int64", "n_fixes": "int64", "fixes": "str"}
_JOINED = ";"


def find_echoes(new: pd.DataFrame, past: pd.DataFrame) -> pd.DataFrame:
    """Return what stands beside each new fix, a row each.

    new, past: of `fix_table`; a fix that stands in both is new. Columns, all str: case_id, echo
    (fix_echo), of (the earlier fix, null for the law), told (in words). Earlier fixes are those
    for the same duty at the same school, or for the whole county (no school), opened before it or
    numbered before it on that day; withdrawn ones never were. Of one duty and the same direction it
    is repeated, of the other direction opposite; new fixes are held against one another too. A fix
    that asks to do what a law, a regulation or a national standard asks anyway is already_law: the
    question is then why that was not done. In the order of `new`, then of the code list.
    """
    every = pd.concat([past[~past["case_id"].isin(new["case_id"])], new], ignore_index=True)
    earlier = every[every["status"] != _WITHDRAWN].to_dict("records")
    rows = [
        echo
        for fix in new.to_dict("records")
        if pd.notna(fix["duty_code"])
        for echo in (*_beside(fix, earlier), *_by_law(fix))
    ]
    return pd.DataFrame(rows, columns=list(_ECHOES)).astype("str")


def match_gaps(gaps: pd.Series, fixes: pd.DataFrame) -> pd.DataFrame:
    """Return each duty with a gap or a fix of one review, and how they match.

    gaps: the duties of the gaps found (a review's `gap_duty`), repeated where found twice; fixes:
    of `fix_table`, those of the review. Columns: duty, n_gaps, n_fixes (int64, withdrawn ones left
    out), fixes (case_ids joined by ;), is_unanswered (a gap without a fix), is_doubled (more fixes
    than gaps: each gap has at most one), is_without_gap. In the order of the codebook's duties.
    """
    standing = fixes[fixes["status"] != _WITHDRAWN]
    order = list(code_list("duty").labels)
    named = {*gaps, *standing["duty_code"].dropna()}
    rows = []
    for duty in sorted(named, key=order.index):
        mine = list(standing.loc[standing["duty_code"] == duty, "case_id"])
        n = {"n_gaps": int((gaps == duty).sum()), "n_fixes": len(mine)}
        rows.append({"duty": duty, **n, "fixes": _JOINED.join(mine)})
    found = pd.DataFrame(
        {name: pd.Series([row[name] for row in rows], dtype=t) for name, t in _GAPS.items()}
    )
    return found.assign(
        is_unanswered=(found["n_gaps"] > 0) & (found["n_fixes"] == 0),
        is_doubled=(found["n_fixes"] > found["n_gaps"]) & (found["n_gaps"] > 0),
        is_without_gap=found["n_gaps"] == 0,
    )


def warn_of_many(fixes: pd.DataFrame, book: RuleBook, on: date) -> str:
    """Return what a page says of more fixes than review.many_fixes, "" where there are no more."""
    n = int((fixes["status"] != _WITHDRAWN).sum())
    many = book.value("review.many_fixes", on)
    if n <= many:
        return ""
    return f"本次复盘提出 {n} 项整改，超过 {many} 项；事项过多难以逐项检验，建议合并或分期。"


def _beside(fix: dict[str, Any], earlier: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    found = []
    for one in earlier:
        is_here = pd.isna(one["school_code"]) or one["school_code"] == fix["school_code"]
        is_of_it = one["duty_code"] == fix["duty_code"] and pd.notna(one["direction"])
        if is_here and is_of_it and _place(one) < _place(fix) and pd.notna(fix["direction"]):
            echo = REPEATED if one["direction"] == fix["direction"] else OPPOSITE
            found.append((list(code_list("fix_echo").labels).index(echo), _place(one), echo, one))
    for *_, echo, one in sorted(found, key=lambda each: each[:2]):
        whom = "全县" if pd.isna(one["school_code"]) else "本校"
        asked = code_list("fix_direction").label(one["direction"])
        told = f"{tell_day(one['opened_on'])}{whom}已提过（{one['case_id']}，{asked}）"
        yield {"case_id": fix["case_id"], "echo": echo, "of": one["case_id"], "told": told}


def _by_law(fix: dict[str, Any]) -> Iterator[dict[str, Any]]:
    duty = duties()[fix["duty_code"]]
    is_asked = fix["direction"] == _DO
    if duty.law and is_asked and fix["opened_on"].date() >= duty.since:
        told = f"{tell_day(pd.Timestamp(duty.since))}起已是法定要求：{duty.law}"
        yield {"case_id": fix["case_id"], "echo": ALREADY_LAW, "of": None, "told": told}


def _place(fix: dict[str, Any]) -> tuple[pd.Timestamp, str]:
    return fix["opened_on"], fix["case_id"]
