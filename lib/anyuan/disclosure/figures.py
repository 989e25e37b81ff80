"""A single number becomes a figure that may be printed.

exact(41, figure_id="dropout.out_of_school", label="不在校", kind="county_figure", …)
share(51, 61, …)     a whole percentage, never "all" or "none"
change(33, 31, …)     from one month to another: hidden where it is of 1…k−1
running_total([0, 8, 10], …)   a total to date whose monthly steps stay hidden where they are small
"""

from collections.abc import Sequence

from anyuan.codebook import Disclosure
from anyuan.disclosure.kinds import Kind, kind
from anyuan.disclosure.protect import require_exempt
from anyuan.disclosure.released import FIGURE, ReleasedTable, of_school_year
from anyuan.period import Month
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
    earlier: Sequence[ReleasedTable] = (),
    month: str = "",
    page: str = "",
) -> ProtectedFigure:
    """Return the last of a term's totals to date, one a month end, as far as it may be printed.

    A total is printed where it differs from the last printed one (nothing at the term's beginning)
    by none or by at least k either way: so no month's own 1…k−1 comes out by subtraction, and what
    was held back once comes with a later, larger step. ValueError without any total.
    earlier: what was released before (`ReleasedTable.from_figure`): where this figure is among it,
    for months of the same term, the total must also stand so to the one that was printed last, for
    what was counted then may have been corrected since. Then `month` and `page` are needed.
    Source: the county's decision for k; design §10 (no monthly change of 1…k−1).
    """
    if not totals:
        raise ValueError(f"{figure_id}: no totals")
    if earlier and not (month and page):
        raise ValueError(f"{figure_id}: earlier figures call for the month and page of this one")
    decision = decision.in_force(Month.parse(month).last_day if month else None)
    printed, is_shown = 0, True
    for total in totals:
        is_shown = total == printed or abs(total - printed) >= decision.threshold
        printed = total if is_shown else printed
    seen = _last_seen(figure_id, kind(kind_name), (month, page), earlier)
    if seen is not None:
        is_shown &= totals[-1] == seen or abs(totals[-1] - seen) >= decision.threshold
    if level == "casework" or is_shown:
        value, shown = totals[-1], str(totals[-1])
    else:
        value, shown = None, MARK
    return ProtectedFigure(figure_id, label, value, shown, unit, level, kind_name, token=seal())


def _last_seen(
    figure_id: str, spec: Kind, at: tuple[str, str], earlier: Sequence[ReleasedTable]
) -> int | None:
    """Return the total that was printed last of a figure in the same term, or None."""
    month, page = at
    if not earlier:
        return None
    first = Month.parse(month)
    while not spec.starts_anew(first):
        first = first.previous()
    printed = [
        table.values[FIGURE, FIGURE]
        for table in of_school_year(earlier, month)
        if (table.page, table.name) == (page, figure_id) and table.month >= str(first)
        if table.values.get((FIGURE, FIGURE)) is not None
    ]
    return printed[-1] if printed else None


def change(
    now: int,
    before: int,
    *,
    figure_id: str,
    label: str,
    kind_name: str,
    decision: Disclosure,
    unit: str = "名",
    level: str = "meeting",
) -> ProtectedFigure:
    """Return by how much a protected number rose or fell, signed; 1…k−1 either way is hidden.

    Both numbers must themselves be printed, else the change would give away the one from the other:
    the caller takes them from protected tables. No change prints as 0. An exact kind is refused:
    what an exemption covers is printed by `exact`.
    """
    if kind(kind_name).rule == "exact":
        raise ValueError(f"{kind_name} is exempt: its change is printed as it is")
    value = now - before
    is_small = level == "meeting" and 0 < abs(value) < decision.threshold
    shown = MARK if is_small else f"{value:+d}" if value else "0"
    kept = None if is_small else value
    return ProtectedFigure(figure_id, label, kept, shown, unit, level, kind_name, token=seal())
