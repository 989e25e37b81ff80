"""An axis of minutes that copes with ten busy minutes and hours of nothing: to scale, with cuts.

    axis = cut_axis(moments, width)
    axis.x(moment)      axis.breaks      axis.ticks()      axis.minor_ticks()

Everywhere but in its cuts the same length is the same time. A cut is a stretch in which nothing
begins or ends; how long it is has to be written into it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

MINUTE = timedelta(minutes=1)
# Inches: room at both ends of a stretch, the least width of a cut, between two labelled ticks.
PAD, BREAK, TICK_APART = 0.11, 0.36, 0.42
_FIT = 1e-9
# Minutes of nothing from which on a stretch may be cut.
_CUTS = (2, 3, 5, 8, 12, 20, 30, 45, 60, 90, 120, 180, 300, 480, 720, 1440, 4320, 10080)
_STEPS = (1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720)
# Inches: no minute is drawn wider; the usual distance of two moments, where there is room for it;
# how wide a stretch of nothing may be, more only where there are few moments at all; and what part
# of the width is to be used.
_WIDEST_MINUTE, _APART, _EMPTY, _EMPTY_SHARE = 0.7, 0.15, 1.5, 1.6
_FILLED = 0.7


@dataclass(frozen=True)
class Stretch:
    """A part of the axis that is drawn to scale, from its first moment to its last."""

    first: datetime
    last: datetime
    left: float
    right: float


@dataclass(frozen=True)
class Break:
    """A part that is cut: from the end of one stretch to the beginning of the next."""

    first: datetime
    last: datetime
    left: float
    right: float


@dataclass(frozen=True)
class TimeAxis:
    """Stretches with cuts between; `per_minute` inches a minute within the stretches."""

    stretches: tuple[Stretch, ...]
    per_minute: float

    @property
    def breaks(self) -> tuple[Break, ...]:
        """The cuts, from left to right; their ends reach the padding of the stretches."""
        pairs = zip(self.stretches, self.stretches[1:], strict=False)
        return tuple(Break(a.last, b.first, a.right + PAD, b.left - PAD) for a, b in pairs)

    def x(self, moment: datetime) -> float:
        """Return where a moment stands, in inches; ValueError outside the axis.

        What lies within a cut stands in proportion between its ends.
        """
        before = None
        for stretch in self.stretches:
            if moment < stretch.first:
                if before is None:
                    break
                share = (moment - before.last) / (stretch.first - before.last)
                return before.right + share * (stretch.left - before.right)
            if moment <= stretch.last:
                return stretch.left + (moment - stretch.first) / MINUTE * self.per_minute
            before = stretch
        raise ValueError(f"{moment} lies outside the axis")

    def ticks(self) -> list[datetime]:
        """Return the moments to be labelled: ends of stretches, then round ones where they fit."""
        step = next((s for s in _STEPS if s * self.per_minute >= TICK_APART), _STEPS[-1])
        taken: list[tuple[float, datetime]] = []
        ends = [m for s in self.stretches for m in (s.first, s.last)]
        for moment in (*ends, *self._round(step)):
            x = self.x(moment)
            if all(abs(x - other) >= TICK_APART - _FIT for other, _ in taken):
                taken.append((x, moment))
        return [moment for _, moment in sorted(taken)]

    def minor_ticks(self) -> list[datetime]:
        """Return the moments of a ruler: each minute where it is wide enough, else 5, 10, ..."""
        step = next((s for s in _STEPS if s * self.per_minute >= 0.07), _STEPS[-1])
        return list(self._round(step))

    def _round(self, step: int) -> Iterator[datetime]:
        for stretch in self.stretches:
            midnight = stretch.first.replace(hour=0, minute=0, second=0, microsecond=0)
            n = -(-(stretch.first - midnight) // (step * MINUTE))
            while (moment := midnight + n * step * MINUTE) <= stretch.last:
                yield moment
                n += 1


def cut_axis(moments: Iterable[datetime], left: float, right: float) -> TimeAxis:
    """Return the axis of some moments between two places, in inches.

    As few stretches of nothing are cut as will keep usual neighbours apart and leave no wide blank;
    where no number of cuts does, those that draw a minute widest. What is left of the width goes
    into the cuts. ValueError without moments.
    """
    times = sorted(set(moments))
    if not times:
        raise ValueError("no moments to draw")
    gaps = [(b - a) / MINUTE for a, b in zip(times, times[1:], strict=False)]
    width = right - left
    n_cut, per_minute = _choose(gaps, width)
    parts = _parts(times, gaps, n_cut)
    drawn = sum((p[-1] - p[0]) / MINUTE for p in parts) * per_minute
    n_breaks = len(parts) - 1
    spare = max(width - drawn - 2 * PAD * len(parts) - BREAK * n_breaks, 0.0)
    wide = BREAK + spare / n_breaks if n_breaks else 0.0
    at = left
    stretches = []
    for part in parts:
        start = at + PAD
        end = start + (part[-1] - part[0]) / MINUTE * per_minute
        stretches.append(Stretch(part[0], part[-1], start, end))
        at = end + PAD + wide
    return TimeAxis(tuple(stretches), per_minute)


def _choose(gaps: list[float], width: float) -> tuple[float, float]:
    """Return the minutes above which a gap is cut, and the inches of a minute."""
    if not gaps:
        return 0.0, _WIDEST_MINUTE
    usual = sorted(gaps)[len(gaps) // 4]
    widest = max(_EMPTY, width / len(gaps) * _EMPTY_SHARE)
    found = []
    for cut in (max(gaps), *reversed(_CUTS)):
        kept = [gap for gap in gaps if gap <= cut]
        n_breaks = len(gaps) - len(kept)
        fixed = n_breaks * (BREAK + 2 * PAD) + 2 * PAD
        if fixed >= width:
            continue
        most = min(_WIDEST_MINUTE, (width - fixed) / sum(kept)) if kept else _WIDEST_MINUTE
        per_minute = min(most, widest / max(kept)) if kept else most
        filled = (fixed + per_minute * sum(kept)) / width
        is_apart = per_minute * usual >= _APART
        if is_apart and filled >= _FILLED:
            return cut, most
        found.append((is_apart, filled if is_apart else per_minute, cut, per_minute))
    *_, cut, per_minute = max(found)
    return cut, per_minute


def _parts(times: list[datetime], gaps: list[float], cut: float) -> list[list[datetime]]:
    parts = [[times[0]]]
    for moment, gap in zip(times[1:], gaps, strict=True):
        if gap > cut:
            parts.append([])
        parts[-1].append(moment)
    return parts
