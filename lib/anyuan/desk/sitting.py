"""One sitting at the identity desk: every step is recorded before the next thing is shown.

Opening a pair is written to `access` first; where that fails nothing is shown. A judgement is in
the casebook before the queue moves on, so a kernel may be killed at any moment. Before a judgement
is recorded the casebook is asked whether somebody else judged the pair meanwhile: then nothing is
recorded, and who and when is told; whoever still disagrees answers again, knowing.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from anyuan import clock
from anyuan.codebook import label
from anyuan.desk.choice import Choice, table_options, township_options
from anyuan.desk.entry import Entry, people_of, tell_code
from anyuan.desk.pairs import SAME, UNSURE, Pair, PairKey, Standing, words
from anyuan.desk.queue import Queue
from anyuan.desk.record import Record
from anyuan.desk.room import Loaded, Room, Tell, rank_again
from anyuan.desk.settling import contradictions

GOOD, PLAIN, BAD = "good", "plain", "bad"


@dataclass(frozen=True)
class Notice:
    """A sentence to the analyst about what just happened; `tone` is good, plain or bad."""

    tone: str
    text: str


class Sitting:
    """An analyst's work on one month's open pairs, without any widget."""

    def __init__(self, room: Room, entry: Entry, loaded: Loaded) -> None:
        self.room = room
        self.entry = entry
        self.choice = Choice()
        self.opened: PairKey | None = None
        self.saved_at: datetime | None = None
        self._crossed = False
        self._people = people_of(room)
        self._take(loaded)

    def sides(self, pair: Pair) -> tuple[Record, Record]:
        """Return the two records of a pair, left and right."""
        return self._loaded.records[pair.left_key], self._loaded.records[pair.right_key]

    def open(self) -> Pair | None:
        """Return the pair on the table, its opening recorded; None when nothing is left.

        Raises what the casebook raises; then nothing may be shown.
        """
        pair = self.queue.current
        if pair is None:
            self.opened = None
            return None
        if self.opened != pair.key:
            self.opened = None
            self.room.casebook.record_access(
                pair.key,
                self.entry.purpose,
                case_id=f"identity-{self.room.month}",
                actor=self.entry.person.code,
                at=clock.now(),
            )
            self.opened = pair.key
        return pair

    def judge(self, verdict: str, why: str = "") -> Notice:
        """Record an answer on the pair on the table and go on; say what happened."""
        pair = self.queue.current
        if pair is None or self.opened != pair.key:
            raise ValueError("no pair is open")
        meanwhile = self._news_on(pair.key)
        if meanwhile is not None:
            return meanwhile
        standing = self._record(pair.key, verdict, why)
        before = self.queue.n_settled
        self._rank_after({pair.key: standing})
        self.queue.judged(standing)
        return self._told(pair, standing, self.queue.n_settled - before)

    def undo(self) -> Notice:
        """Take this sitting's last answer back by a new judgement, and show its pair again."""
        undoing = self.queue.undoing()
        if undoing is None:
            return Notice(PLAIN, "没有可撤销的判定。更早的判定请用“上一对”找到后重新判定。")
        pair, verdict, why = undoing
        meanwhile = self._news_on(pair.key)
        if meanwhile is not None:
            return meanwhile
        self.queue.undone(self._record(pair.key, verdict, why))
        return Notice(GOOD, f"已撤销对这一对的上一次判定，{self._saved()}。请重新判定。")

    def back(self) -> Notice | None:
        """Go to an earlier pair."""
        return None if self.queue.back() else Notice(PLAIN, "前面没有了。")

    def forward(self) -> Notice | None:
        """Go on without an answer."""
        self.queue.forward()
        return None

    def choose(self, choice: Choice) -> None:
        """Show only pairs of a township or of a pair of tables."""
        self.choice = choice
        self._choose()

    def link_again(self, tell: Tell) -> Notice:
        """Run the link step, load anew and say how the figures moved.

        Nothing before it can be undone: what it joined is parted only by judging it different.
        """
        n_before, figures = self.queue.n_left, self.figures
        self.room.link(self.entry.person.code, tell)
        self.queue.forget_undo()  # before the loading, which may fail
        self._take(self.room.load(tell))
        moved = [
            f"{label(name)} {figures[name]} → {n} 名"
            for name, n in self.figures.items()
            if figures[name] != n
        ]
        text = "；".join(moved) if moved else "各项人数没有变化"
        return Notice(GOOD, f"已重新比对：{text}；待判 {n_before} → {self.queue.n_left} 对。")

    @property
    def figures(self) -> dict[str, int]:
        """The month's counts as of the last loading."""
        return self._loaded.figures

    @property
    def n_today(self) -> int:
        """How many of the month's pairs were answered today, by anybody."""
        today = clock.civil_date(clock.now())
        answered = [s for s in self.queue.standing.values() if not s.is_withdrawn]
        return sum(clock.civil_date(s.at) == today for s in answered)

    def options(self) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
        """Return (words, code) of what may be chosen: townships, and pairs of tables."""
        pairs = [self.sides(pair) for pair in self.queue.pairs]
        return township_options(pairs, self.room.county), table_options(pairs)

    def who(self, code: str) -> str:
        """Return a person's name for a code of the casebook."""
        return tell_code(code, self._people)

    def _take(self, loaded: Loaded) -> None:
        self._loaded = loaded
        self.queue = Queue(loaded.pairs, loaded.persons, loaded.standing, loaded.earlier)
        self.opened = None
        self._choose()

    def _choose(self) -> None:
        self.queue.choose(lambda pair: self.choice.allows(self.sides(pair)))

    def _rank_after(self, latest: dict[PairKey, Standing]) -> None:
        """Put what is still open in the order that the answers since the loading leave."""
        now = self.queue.standing | latest
        since = {
            key: standing.verdict
            for key, standing in now.items()
            if standing != self._loaded.standing.get(key) and not standing.is_withdrawn
        }
        self.queue.reorder(rank_again(self._loaded, since))

    def _news_on(self, key: PairKey) -> Notice | None:
        """Take in other people's judgements; return what to tell if one is on this pair."""
        seen = self.queue.standing.get(key)
        self.queue.learn(self.room.standing())
        found = self.queue.standing.get(key)
        if found is None or found == seen:
            return None
        verdict = words()["verdicts"][found.verdict]
        return Notice(
            BAD,
            f"没有保存：{self.who(found.actor)} 已在 {_moment(found.at)} 把这一对判为"
            f"“{verdict}”。如不同意，请再判一次；同意则按 → 继续。",
        )

    def _record(self, key: PairKey, verdict: str, why: str) -> Standing:
        at = clock.now()
        seen = self.queue.standing.get(key)
        actor = self.entry.person.code
        self.room.casebook.add_judgement(*key, verdict, actor=actor, at=at, why=why)
        self.saved_at = at
        just_before = self.room.standing(at - timedelta(microseconds=1))
        self._crossed = just_before.get(key) != seen
        return Standing(verdict, why, actor, at)

    def _told(self, pair: Pair, standing: Standing, n_settled: int) -> Notice:
        text = f"上一对判为“{words()['verdicts'][standing.verdict]}”，{self._saved()}"
        if n_settled > 0:
            text += f"；另有 {n_settled} 对随之解决"
        if self._crossed:
            return Notice(BAD, f"{text}。就在同一刻别人也判了这一对，请按 ← 核对。")
        if standing.verdict == UNSURE and self._are_joined(pair):
            return Notice(BAD, f"{text}。两条记录早已合并，要拆开须判“不是同一人”（按 ← 回去）。")
        final = {key: s.verdict for key, s in self.queue.standing.items() if s.is_final}
        if standing.verdict == SAME and pair.key in contradictions(final, self._loaded.persons):
            return Notice(BAD, f"{text}。但它与另一条“不是同一人”矛盾，比对时不会合并，请核对。")
        return Notice(GOOD, f"{text}。")

    def _are_joined(self, pair: Pair) -> bool:
        persons = self._loaded.persons.of_record
        return persons[pair.left_key] == persons[pair.right_key]

    def _saved(self) -> str:
        return f"已保存于 {self.saved_at.astimezone(clock.CHINA):%H:%M:%S}"


def _moment(at: datetime) -> str:
    local = at.astimezone(clock.CHINA)
    return f"{local.month}月{local.day}日 {local:%H:%M:%S}"
