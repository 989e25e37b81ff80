"""A single number becomes a figure that may be printed.

exact(41, figure_id="dropout.out_of_school", label="不在校", kind="county_figure", …)
share(51, 61, …)     a whole percentage, never "all" or "none"
running_total([0, 8, 10], …)   a total to date whose monthly steps stay hidden where they are small
"""

from collections.abc import Sequence

from anyuan.codebook import Disclosure
from anyuan.disclosure.kinds import kind
from anyuan.disclosure.protect import require_exempt
from anyuan.protected import MARK, ProtectedFigure, seal

MIN_BASE = 20
EDGE = 5


def exact(
    value: int,
    *,
    figure_id: str,
    label: str,
    kind_name: str,
    decision: Disclosure,
    unit: str = "名",
    low: int | None = None,
    high: int | None = None,
    level: str = "meeting",
) -> ProtectedFigure:
    """Return a count as it is, under an exemption that the county's decision lists.

    low, high: the range that undecided matches leave (both ends possible), or None.
    Raises ShownError not_exempt; ValueError where the range does not hold the value.
    """
    if level == "meeting":
        require_exempt(kind(kind_name), decision)
    if low is not None and high is not None and not low <= value <= high:
        raise ValueError(f"{figure_id}: {value} is not between {low} and {high}")
    return ProtectedFigure(
        figure_id, label, value, str(value), unit, level, kind_name, low, high, token=seal()
    )


def share(
    part: int,
    whole: int,
    *,
    figure_id: str,
    label: str,
    kind_name: str,
    decision: Disclosure,
    level: str = "meeting",
) -> ProtectedFigure:
    """Return a part of a whole as a whole percentage, half up.

    Hidden where the whole is under 20 (a percentage would give the count away); at most 5 prints
    "≤5%" and at least 95 prints "≥95%", so that nothing is said of everyone.
    """
    if not 0 <= part <= whole:
        raise ValueError(f"{figure_id}: a part of {part} in {whole}")
    if level == "meeting":
        require_exempt(kind(kind_name), decision)
    value, shown = percentage(part, whole)
    return ProtectedFigure(figure_id, label, value, shown, "", level, kind_name, token=seal())


def percentage(part: int, whole: int) -> tuple[int | None, str]:
    """Return a whole percentage, half up, with its printed form: see `share`."""
    if whole < MIN_BASE:
        return None, MARK
    value = (200 * part + whole) // (2 * whole)
    if value <= EDGE:
        return EDGE, f"≤{EDGE}%"
    if value >= 100 - EDGE:
        return 100 - EDGE, f"≥{100 - EDGE}%"
    return value, f"{value}%"


def running_total(
    totals: Sequence[int],
    *,
    figure_id: str,
    label: str,
    kind_name: str,
    decision: Disclosure,
    unit: str = "件",
    level: str = "meeting",
) -> ProtectedFigure:
    """Return the last of a term's totals to date, one a month end, as far as it may be printed.

    A total is printed where it differs from the last printed one (nothing at the term's beginning)
    by none or by at least k either way: so no month's own 1…k−1 comes out by subtraction, and what
    was held back once comes with a later, larger step. ValueError without any total.
    Source: the county's decision for k; design §10 (no monthly change of 1…k−1).
    """
    if not totals:
        raise ValueError(f"{figure_id}: no totals")
    printed, is_shown = 0, True
    for total in totals:
        is_shown = total == printed or abs(total - printed) >= decision.threshold
        printed = total if is_shown else printed
    if level == "casework" or is_shown:
        value, shown = totals[-1], str(totals[-1])
    else:
        value, shown = None, MARK
    return ProtectedFigure(figure_id, label, value, shown, unit, level, kind_name, token=seal())
