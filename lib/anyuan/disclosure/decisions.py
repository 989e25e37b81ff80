"""The county's decision on disclosure as a page prints it."""

from anyuan.codebook import Disclosure
from anyuan.codebook.county import LEAST_CONTRIBUTORS, LEAST_THRESHOLD


def decision_sentences(decision: Disclosure) -> list[str]:
    """Return what was decided, by whom and when; a lowered threshold with its reason and its end.

    The decision is that of the page's day (`Disclosure.in_force`).
    """
    said = [
        f"按{decision.decided_by} {decision.decided_on.isoformat()} 的决定，"
        "全市合计、月度变化各项和按乡镇街道的人数如实列出；其余分项数目及其逐期变化为 1 至 "
        f"{decision.threshold - 1} 的不列，并隐去可以推算出它们的数目；"
        f"涉及学校不足 {decision.min_contributors} 所的合计不列。"
    ]
    if (lowered := decision.lowered) is not None:
        said.append(
            f"隐去的门槛低于通常的标准（数目 {LEAST_THRESHOLD}、学校 {LEAST_CONTRIBUTORS} 所）："
            f"{lowered.by} {lowered.on.isoformat()} 决定降为数目 {decision.threshold}、学校 "
            f"{decision.min_contributors} 所，有效至 {lowered.until.isoformat()}；"
            f"理由：{lowered.reason}。"
        )
    return said
