"""How sure the numbers are: the bands beside them, and what is still to be settled."""

from dataclasses import dataclass
from functools import cached_property

from anyuan.briefing import Block, Sentence, compose, join_sentences
from anyuan.dropout import HEADLINE, Band, band_of, distribution, order_pairs
from anyuan.protected import ProtectedFigure

_PREFIX = "dropout."
_BAND = "由未判定比对的可能性算出的范围：各对记录是同一人的概率合在一起，取有规定把握的最短一段。"
_PAIRS = "由未判定比对的可能性算出：判定一对，会使不在校人数的把握提高多少，从大到小排列。"


@dataclass(frozen=True)
class Doubt:
    """What is not settled about a dropout page's numbers."""

    page: object

    @cached_property
    def level(self) -> ProtectedFigure:
        """How sure the bands are, in percent."""
        facts = self.page.facts
        level = self.page.run.rules.value("dropout.band_level", facts.as_of)
        return self._work("band_level", "范围的把握", level, "%", "口径中的设置值。")

    def band(self, key: str) -> Band:
        """Return the band of a printed number by its key (see `dropout.printed_numbers`)."""
        return band_of(distribution(self.page.facts.doubt, key), self.level.value)

    def ends(self, key: str) -> tuple[int, int]:
        """Return the ends of a printed number's band."""
        band = self.band(key)
        return band.low, band.high

    @cached_property
    def open(self) -> ProtectedFigure:
        """Children who are neither in the count nor cleared: undecided and held together."""
        headcount = self.page.facts.headcount
        members = headcount.members("undecided") + headcount.members("held")
        return self.page.run.figure(_PREFIX + "open", "待查清", members)

    @cached_property
    def headline(self) -> Sentence:
        """In brackets the band of the count, else how many stand beside it; empty when none."""
        band = self._range(HEADLINE, self.page.n(HEADLINE))
        if band:
            return compose("（{band}，{level}%把握）", band=band, level=self.level)
        return compose("（另有 {n} 名待查清）", n=self.open) if self.open.value else band

    @cached_property
    def held(self) -> Sentence:
        """The children of refused rows, for whom the band does not speak; empty when none."""
        held = self.page.n("held")
        return compose("、因退回数据待核 {n} 名", n=held) if held.value else Sentence("")

    @property
    def notes(self) -> dict[str, Sentence]:
        """The band beside each key figure that has one."""
        names = (HEADLINE, "never_enrolled", "dropped_out", "suspected_dropout")
        found = {name: self._range(name, self.page.n(name)) for name in names}
        if not found[HEADLINE] and self.open.value:
            found[HEADLINE] = compose("另 {n} 待查", n=self.open)
        return {name: note for name, note in found.items() if note}

    def _range(self, key: str, shown: "ProtectedFigure | _Number") -> Sentence:
        """Return a number's band as `38–45`, as an estimate where the number lies outside it.

        Empty where the band is the number itself.
        """
        band = self.band(key)
        if band.low == band.high == shown.value:
            return Sentence("")
        ends = {
            end: self.page.run.figure(
                f"{shown.figure_id}.{end}",
                f"{shown.label}（{words}）",
                n,
                kind=shown.kind,
                derived_from=_BAND,
            )
            for end, words, n in (("low", "范围下限", band.low), ("high", "范围上限", band.high))
        }
        if band.low == band.high:
            return compose("估计 {low}", low=ends["low"])
        is_inside = band.low <= shown.value <= band.high
        return compose("{low}–{high}" if is_inside else "估计 {low}–{high}", **ends)

    @cached_property
    def finding(self) -> Sentence:
        """How many children are not decided, and how many counted ones were seen."""
        return compose(
            "{u} 名因比对未判定、{h} 名因退回数据，暂未计入；已计入的有 {v} 名经入户核实",
            u=self.page.n("undecided"),
            h=self.page.n("held"),
            v=self.page.n("verified"),
        )

    def reading(self) -> Block:
        """What the numbers in brackets mean, what makes them wide, and how they narrow."""
        run = self.page.run
        return run.reading(
            "{band}{width}退回的数据行不在范围之内，另列。"
            "判定比对、更正退回的行之后重新运行，各归其位。",
            band=self._meaning,
            width=self._width,
        )

    @property
    def _meaning(self) -> Sentence:
        if not self._range(HEADLINE, self.page.n(HEADLINE)):
            return Sentence("标题中的人数是已判定的；未判定的比对估计不会使它变动。")
        return compose(
            "标题中的人数是已判定的。括号内是未判定的比对全部查清之后人数所在的范围，"
            "按每对记录是同一人的可能性算出，有 {level}% 的把握。",
            level=self.level,
        )

    @property
    def _width(self) -> Sentence:
        """How many pairs make the headcount uncertain, and how few of them make half of it."""
        parts = sorted((w.headline for w in order_pairs(self.page.facts.doubt)), reverse=True)
        parts = [part for part in parts if part > 0]
        if not parts:
            return Sentence("")
        sums = [sum(parts[:n]) for n in range(1, len(parts) + 1)]
        half = next(n for n, found in enumerate(sums, start=1) if 2 * found >= sums[-1])
        return compose(
            "造成出入的有 {n} 对，其中 {half} 对占了一半以上，应先判定。",
            n=self._work("pairs.moving", "使不在校人数有出入的比对", len(parts), "对", _PAIRS),
            half=self._work("pairs.half", "占出入一半的比对", half, "对", _PAIRS),
        )

    def townships(self) -> Block | None:
        """The townships whose number may still move, with their bands; nothing when none."""
        table = self.page.splits.townships
        parts = []
        for row, cell in table.column(HEADLINE):
            shown = _Number(cell.figure_id, row.label, cell.value, table.kind)
            band = self._range(f"by_township.{row.key}", shown)
            if band:
                parts.append(
                    compose("{where} {n} 名（{band}）", where=row.label, n=cell, band=band)
                )
        if not parts:
            return None
        said = join_sentences("查清后可能变动的：", parts, "。")
        return self.page.run.reading("{said}{level}", said=said, level=self._of_level)

    @property
    def _of_level(self) -> Sentence:
        return compose("括号内各有 {level}% 的把握。", level=self.level)

    def _work(self, name: str, words: str, n: int, unit: str, how: str) -> ProtectedFigure:
        return self.page.run.figure(
            _PREFIX + name, words, n, kind="work_figure", unit=unit, derived_from=how
        )


@dataclass(frozen=True)
class _Number:
    """A table's printed number beside which a band stands."""

    figure_id: str
    label: str
    value: int | None
    kind: str
