"""From the map to the roster: four rosters of the same people and hours, compared and put in words.

blocks = cut_blocks(tables, book, on)
found = propose_rosters(blocks)
advise(compare_rosters(blocks, found, risk_draws))
list_changes(blocks, found.rosters["today"], found.rosters["optimal"])
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from anyuan.bullying.roster_blocks import Blocks
from anyuan.bullying.roster_changes import changed_posts, list_changes, what_stays
from anyuan.bullying.roster_cover import Roster, overlong, uncovered, uncovered_by_row
from anyuan.bullying.roster_cutting import SchoolTables, cut_blocks
from anyuan.bullying.roster_optimal import SECONDS, solve
from anyuan.bullying.roster_simple import greedy, proportional, todays

__all__ = [
    "ROSTERS",
    "Advice",
    "Rosters",
    "SchoolTables",
    "advise",
    "compare_rosters",
    "cut_blocks",
    "list_changes",
    "propose_rosters",
    "what_stays",
]
ROSTERS = {"today": "现行", "proportional": "按风险比例", "greedy": "逐人择优", "optimal": "建议"}
# In at least so large a share of draws the proposal must be better to be urged.
SURE = 0.8
# The gap that is called the best there is.
CLOSE = 0.02
# A gap that would be printed as none.
_NOTHING = 0.0005


@dataclass(frozen=True)
class Rosters:
    """The four rosters by name (ROSTERS).

    `left`: uncovered risk of each, incidents a week. `may_gain`: how much less than the optimal
    one's the least possible may be at most. `is_cut_short`: the search was stopped by the clock.
    """

    rosters: dict[str, Roster]
    left: dict[str, float]
    may_gain: float
    is_cut_short: bool

    @property
    def gap(self) -> float:
        """How far the optimal roster may lie above the least possible, as a share of its risk."""
        left = self.left["optimal"]
        return self.may_gain / left if left > 0 else 0.0

    def gap_in_words(self) -> str:
        """Return how near the proposal is to the best there is, as a sentence."""
        if self.gap < _NOTHING:
            return "同样的人员和工时，没有比建议更好的安排。"
        told = f"建议的安排离理论上最好的相差不超过 {self.gap:.1%}。"
        if self.is_cut_short or self.gap > CLOSE:
            told = f"求解没有在限定范围内做完，采用目前找到的最好安排；{told}"
        return told


def propose_rosters(blocks: Blocks, seconds: float = SECONDS) -> Rosters:
    """Return today's roster and three others of the same people and hours.

    The optimal one is never worse than the greedy one; seconds: where its search is stopped.
    """
    solved = solve(blocks, seconds)
    rosters = {
        "today": todays(blocks),
        "proportional": proportional(blocks),
        "greedy": greedy(blocks),
        "optimal": solved.roster,
    }
    left = {name: uncovered(blocks, roster) for name, roster in rosters.items()}
    return Rosters(rosters, left, max(solved.may_gain, 0.0), solved.is_cut_short)


def compare_rosters(
    blocks: Blocks, found: Rosters, draws: np.ndarray | None = None
) -> pd.DataFrame:
    """Return one row a roster, in the order of ROSTERS.

    draws [draw, row of the risk frame]: the risk as it may be. Columns: roster (its name), label,
    uncovered (incidents a week), share (of all risk), change (against today's; Float64, null where
    that leaves none), n_changed (posts changed, see `list_changes`), n_overlong (stretches longer
    on duty than allowed without a break; today's may have some), p_better (Float64: share of draws
    in which it leaves less than today's; null without draws, and for today's).
    """
    today = found.rosters["today"]
    rows = []
    for name, roster in found.rosters.items():
        left, was = found.left[name], found.left["today"]
        pairs = zip(blocks.shifts, roster, strict=True)
        rows.append(
            {
                "roster": name,
                "label": ROSTERS[name],
                "uncovered": left,
                "share": left / blocks.total if blocks.total > 0 else 0.0,
                "change": left / was - 1 if was > 0 else None,
                "n_changed": len(changed_posts(blocks, today, roster)),
                "n_overlong": sum(len(overlong(blocks, shift, posts)) for shift, posts in pairs),
                "p_better": None
                if draws is None or name == "today"
                else share_better(blocks, today, roster, draws),
            }
        )
    types = {"roster": "str", "label": "str", "uncovered": "float64", "share": "float64"}
    types |= {"change": "Float64", "n_changed": "int64", "n_overlong": "int64"}
    return pd.DataFrame(rows).astype(types | {"p_better": "Float64"})


def share_better(blocks: Blocks, today: Roster, proposed: Roster, draws: np.ndarray) -> float:
    """Return the share of draws in which the proposed roster leaves less uncovered than today's.

    A draw in which both leave the same speaks for neither and counts half.
    """
    n_rows = draws.shape[1]
    gain = uncovered_by_row(blocks, today, n_rows) - uncovered_by_row(blocks, proposed, n_rows)
    gains = draws @ gain
    is_equal = np.isclose(gains, 0, atol=1e-12)
    return float(((gains > 0) & ~is_equal).mean() + is_equal.mean() / 2)


@dataclass(frozen=True)
class Advice:
    """What to say of the proposal: propose, observe (not sure enough) or keep (today's is as good).

    `sentence` says it with its numbers.
    """

    verdict: str
    sentence: str


def advise(comparison: pd.DataFrame) -> Advice:
    """Return what the comparison says of the optimal roster.

    Urged only where it is better in at least SURE of the draws; without draws nobody knows, and it
    is not urged.
    """
    rows = comparison.set_index("roster")
    today, best = rows.loc["today"], rows.loc["optimal"]
    breaks = ""
    if today["n_overlong"]:
        breaks = f"现行安排有 {today['n_overlong']} 处连续值守过久，调整后都排了休息。"
    if best["n_changed"] == 0:
        return Advice("keep", "在现有人员和工时下，现行值守安排没有更好的调整办法。")
    if best["uncovered"] >= today["uncovered"]:
        told = "不比现行安排少" if breaks else "与现行安排相同"
        return Advice("keep", f"同样的人员和工时下，调整后无人在场的风险{told}。{breaks}")
    numbers = (
        f"同样的人员和工时，调整 {best['n_changed']} 处岗位，无人在场的风险可由每周约 "
        f"{today['uncovered']:.2g} 起降到 {best['uncovered']:.2g} 起（减少 {-best['change']:.0%}）"
    )
    if pd.isna(best["p_better"]):
        return Advice(
            "observe", f"{numbers}；风险估计的误差没有计入，依据不足，建议先观察。{breaks}"
        )
    sure = f"按风险估计的误差反复推算，有 {best['p_better']:.0%} 的情形好于现行安排"
    if best["p_better"] < SURE:
        return Advice("observe", f"{numbers}；但{sure}，依据不足，建议先观察。{breaks}")
    return Advice("propose", f"{numbers}；{sure}。{breaks}")
