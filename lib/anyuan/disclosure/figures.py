"""A single number becomes a figure that may be printed.

exact(41, figure_id="dropout.out_of_school", label="不在校", kind="county_figure", …)
share(51, 61, …)     a whole percentage, never "all" or "none"
"""

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
    if whole < MIN_BASE:
        value, shown = None, MARK
    else:
        value = (200 * part + whole) // (2 * whole)
        shown = f"{value}%"
        if value <= EDGE:
            value, shown = EDGE, f"≤{EDGE}%"
        elif value >= 100 - EDGE:
            value, shown = 100 - EDGE, f"≥{100 - EDGE}%"
    return ProtectedFigure(figure_id, label, value, shown, "", level, kind_name, token=seal())
