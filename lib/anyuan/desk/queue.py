"""Which pair comes next, and where do undo and going back lead? No widget, no store, no clock.

Open pairs come in the order given; pairs skipped, and pairs judged unsure, come after all others.
What was judged unsure in this sitting comes again only when asked for, so that a sitting ends.
An undo is not a deletion: it yields the judgement that restores what stood before, to be recorded
like any other. Where nothing stood before, that is `unsure` with the reason 撤销, and a pair with
this judgement counts as open, in its old place. Undo reaches back over this sitting as far as the
last link step; what a link step has joined is split only by judging it different.
"""

from collections.abc import Callable, Iterable, Mapping

from anyuan.desk.pairs import UNSURE, Pair, PairKey, Standing, words
from anyuan.desk.settling import Persons, settled_pairs


class Queue:
    """The pairs of one month at one desk, with a trail of those already shown."""

    def __init__(
        self,
        pairs: Iterable[Pair],
        persons: Persons,
        standing: Mapping[PairKey, Standing],
        earlier: Iterable[Pair] = (),
    ) -> None:
        self._open = {pair.key: pair for pair in pairs}
        self._pairs = {pair.key: pair for pair in earlier} | self._open
        self._order = {key: n for n, key in enumerate(self._open)}
        self._persons = persons
        self.standing = {k: s for k, s in standing.items() if k in self._pairs}
        self._wanted: Callable[[Pair], bool] = lambda pair: True
        self._put_off: dict[PairKey, int] = {}
        self._answered_unsure: set[PairKey] = set()
        self._undo: list[tuple[PairKey, Standing | None]] = []
        self._trail = [key for key, s in self.standing.items() if s.is_final]
        self._at = len(self._trail)
        self._settled = self._find_settled()
        self.go_on()

    @property
    def current(self) -> Pair | None:
        """The pair on the table, or None when nothing is left to show."""
        return self._pairs[self._trail[self._at]] if self._at < len(self._trail) else None

    @property
    def pairs(self) -> list[Pair]:
        """Every pair that was open when the queue was made, in order."""
        return list(self._open.values())

    def judged(self, standing: Standing) -> None:
        """Take in that the pair on the table was judged and recorded, and go on to the next."""
        key = self._trail[self._at]
        self._undo.append((key, self.standing.get(key)))
        self._take(key, standing)
        self._show(key)  # last in the trail, so that going back leads to what was answered last
        self.go_on()

    def undoing(self) -> tuple[Pair, str, str] | None:
        """Return pair, verdict and reason that take the last answer back, or None."""
        if not self._undo:
            return None
        key, before = self._undo[-1]
        withdrawn = words()["withdrawn"]
        if before is None or before.is_withdrawn:
            return self._pairs[key], UNSURE, withdrawn
        reason = f"{withdrawn}，恢复此前的判断：{before.why}".rstrip("：")
        return self._pairs[key], before.verdict, reason

    def undone(self, standing: Standing) -> None:
        """Take in that the last judgement was taken back and recorded; its pair is shown again."""
        key, _ = self._undo.pop()
        self._take(key, standing)
        self._answered_unsure.discard(key)
        self._show(key)

    def forget_undo(self) -> None:
        """Let nothing before this moment be undone."""
        self._undo.clear()

    def back(self) -> bool:
        """Go to the pair shown before this one; False at the beginning."""
        if self._at == 0:
            return False
        self._at -= 1
        return True

    def forward(self) -> None:
        """Go on without judging: the pair is put off; at the end, the unsure ones come again."""
        if self._at + 1 < len(self._trail):
            self._at += 1
            return
        if self.current is None:
            self._answered_unsure.clear()
        elif self._is_open(self.current.key):
            self._put_off[self.current.key] = 1 + max(self._put_off.values(), default=0)
        self.go_on()

    def go_on(self) -> None:
        """Show the next open pair, or nothing when none is left."""
        following = [p.key for p in self.left() if p.key not in self._answered_unsure]
        if following:
            self._show(following[0])
        else:
            self._at = len(self._trail)

    def choose(self, wanted: Callable[[Pair], bool]) -> None:
        """Show only pairs that are wanted from now on."""
        self._wanted = wanted
        current = self.current
        if current is None or not wanted(current):
            self.go_on()

    def learn(self, standing: Mapping[PairKey, Standing]) -> None:
        """Take in what the casebook holds by now, other people's judgements included."""
        for key in self._pairs.keys() & standing.keys():
            self.standing[key] = standing[key]
        self._settled = self._find_settled()

    def reorder(self, pairs: Iterable[Pair]) -> None:
        """Take in a newer order of the open pairs; those not named come after, as before."""
        newer = {pair.key: pair for pair in pairs if pair.key in self._open}
        self._open = newer | {key: p for key, p in self._open.items() if key not in newer}
        self._pairs |= newer
        self._order = {key: n for n, key in enumerate(self._open)}

    def left(self) -> list[Pair]:
        """Return the wanted pairs that still want an answer, in the order in which they come."""
        found = [p for p in self.pairs if self._wanted(p) and self._is_open(p.key)]
        return sorted(found, key=lambda p: (self._lateness(p.key), self._order[p.key]))

    @property
    def n_judged(self) -> int:
        """How many pairs are decided."""
        return sum(s.is_final for s in self.standing.values())

    @property
    def n_unsure(self) -> int:
        """How many pairs are marked unsure."""
        return sum(self.is_unsure(key) and self._is_open(key) for key in self._open)

    @property
    def n_settled(self) -> int:
        """How many pairs other answers have settled."""
        return len(self._settled)

    @property
    def n_left(self) -> int:
        """How many pairs want an answer, whatever the choice."""
        return sum(map(self._is_open, self._open))

    def is_unsure(self, key: PairKey) -> bool:
        """Whether somebody judged a pair unsure and did not take it back."""
        standing = self.standing.get(key)
        return standing is not None and standing.verdict == UNSURE and not standing.is_withdrawn

    def _is_open(self, key: PairKey) -> bool:
        standing = self.standing.get(key)
        is_final = standing is not None and standing.is_final
        return key in self._open and not is_final and key not in self._settled

    def _lateness(self, key: PairKey) -> int:
        if key in self._put_off:
            return 1 + self._put_off[key]
        return int(self.is_unsure(key))

    def _take(self, key: PairKey, standing: Standing) -> None:
        self.standing[key] = standing
        self._put_off.pop(key, None)
        if self.is_unsure(key):
            self._answered_unsure.add(key)
        self._settled = self._find_settled()

    def _find_settled(self) -> set[PairKey]:
        final = {key: s.verdict for key, s in self.standing.items() if s.is_final}
        return settled_pairs(self._open.values(), final, self._persons)

    def _show(self, key: PairKey) -> None:
        self._trail = [shown for shown in self._trail if shown != key] + [key]
        self._at = len(self._trail) - 1
