"""What lies under a timeline: its lanes, the axis with its hours and days, and the cuts."""

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from anyuan.briefing.drawing import FAINT, GREY, INK, LINE
from anyuan.briefing.time_axis import Break, TimeAxis

_WIDTH = 8.6
_SMALL = 8.5
# From the axis down to the lanes, with and without cuts: how long they are is written there.
CUT_FOOT, PLAIN_FOOT = 0.33, 0.08


def draw_lane(axes: Axes, label: str, ends: tuple[float, float], color: str = INK) -> None:
    """Draw a lane's name and the line below it."""
    top, bottom = ends
    axes.plot([0, _WIDTH], [bottom, bottom], color=LINE, lw=0.9, zorder=0.5)
    axes.text(0.08, (top + bottom) / 2, label, va="center", fontweight="bold", color=color)


def draw_scale(axes: Axes, axis: TimeAxis, ends: tuple[float, float, float]) -> None:
    """Draw the axis, its hours as lines down through the lanes, and the cuts.

    ends: the axis, where the lanes begin below it, and where everything ends.
    """
    base, top, bottom = ends
    axes.plot([0, _WIDTH], [top, top], color=LINE, lw=0.9, zorder=0.5)
    for stretch in axis.stretches:
        axes.plot([stretch.left - 0.08, stretch.right + 0.08], [base, base], color=INK, lw=1.1)
    for moment in axis.minor_ticks():
        axes.plot([axis.x(moment)] * 2, [base, base - 0.035], color=GREY, lw=0.6)
    day = None
    for moment in axis.ticks():
        x = axis.x(moment)
        axes.plot([x, x], [base, base - 0.07], color=INK, lw=1.0)
        axes.plot([x, x], [top, bottom], color=LINE, lw=0.7, zorder=0.6)
        axes.text(x, base - 0.1, f"{moment:%H:%M}", ha="center", va="bottom", fontsize=9)
        if moment.date() != day:
            day = moment.date()
            said = f"{day.month}月{day.day}日"
            axes.text(x, base - 0.27, said, ha="center", va="bottom", fontsize=_SMALL, color=GREY)
    for cut in axis.breaks:
        _draw_cut(axes, cut, ends)


def draw_aside(axes: Axes, left: float, ends: tuple[float, float, float]) -> None:
    """Draw the field of events without a time, beside the axis."""
    base, top, bottom = ends
    axes.add_patch(Rectangle((left, top), _WIDTH - left, bottom - top, fc=FAINT, zorder=0.2))
    middle = (left + _WIDTH) / 2
    place = {"ha": "center", "va": "bottom", "fontsize": _SMALL, "color": GREY}
    axes.text(middle, base - 0.1, "没有时刻", **place)


def draw_rest(axes: Axes, lines: list[str], top: float, left: float) -> None:
    """Write the intervals that have no place on the axis."""
    for place, line in enumerate(lines):
        axes.text(left, top + 0.1 + place * 0.2, line, va="center", fontsize=9, color=GREY)


def _draw_cut(axes: Axes, cut: Break, ends: tuple[float, float, float]) -> None:
    """Two strokes through the axis, how long it is, and a strip through the lanes."""
    base, top, bottom = ends
    left, right = cut.left + 0.02, cut.right - 0.02
    middle = (left + right) / 2
    for x in (middle - 0.03, middle + 0.03):
        axes.plot([x - 0.025, x + 0.025], [base + 0.06, base - 0.06], color=INK, lw=1.0)
    axes.add_patch(
        Rectangle(
            (left, top), right - left, bottom - top,
            fc=FAINT, ec="none", zorder=0.3,
        )
    )  # fmt: skip
    minutes = round((cut.last - cut.first).total_seconds() / 60)
    axes.text(
        middle, base + 0.2, _in_two_lines(minutes), ha="center", va="center", fontsize=7.5,
        color=GREY, linespacing=1.0,
    )  # fmt: skip


def _in_two_lines(minutes: int) -> str:
    """Return minutes as 35分钟, or two units upon each other: hours and minutes, days and hours."""
    hours, rest = divmod(minutes, 60)
    days, left = divmod(hours, 24)
    if days:
        return f"{days}天" + (f"\n{left}小时" if left else "")
    if hours:
        return f"{hours}小时" + (f"\n{rest}分" if rest else "")
    return f"{rest}分钟"
