"""From the id of something counted to the rows from which it was counted, and what was decided."""

import hashlib
import hmac
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from anyuan import keys
from anyuan.period import Month
from anyuan.run.explain.member_decisions import Decided, Decisions
from anyuan.run.explain.member_ids import HELD, SCHOOL, WHAT, MemberIds, Token
from anyuan.run.explain.source_rows import SCHOOLS, SourceRow, SourceRows, mark_newest
from anyuan.run.months.holdings import EVERY, Holdings, read_holdings
from anyuan.run.opened import OpenedWorkspace


@dataclass(frozen=True)
class Traced:
    """A member: its pseudonym (a school's with its name), what it is, its rows and decisions."""

    member: str
    pseudonym: str
    what: str
    rows: tuple[SourceRow, ...] = ()
    decided: tuple[Decided, ...] = ()


@dataclass
class Tracer:
    """Looks members up in a workspace as it was known at a moment, for a month."""

    opened: OpenedWorkspace
    month: Month
    known_at: datetime

    def trace(self, members: Iterable[str]) -> list[Traced]:
        """Return the members, each once, in the order of their pseudonyms."""
        tokens = {one: self._ids.tokens(one) for one in members}
        rows = self._rows.read({k for found in tokens.values() for k in self._ids.keys(found)})
        traced = [self._traced(one, found, rows) for one, found in tokens.items()]
        return sorted(traced, key=lambda one: one.pseudonym)

    def pseudonym(self, member: str) -> str:
        """Return eight digits for a member: the same in this workspace, without meaning elsewhere.

        Not the beginning of an id that stands anywhere.
        """
        key = keys.purpose_key(f"explain:{self.opened.workspace.name}")
        return hmac.new(key, member.encode(), hashlib.sha256).hexdigest()[:8]

    def names(self, traced: Iterable[Traced]) -> dict[str, str]:
        """Return the name of each member by its id, from its newest row that has one.

        Whoever shows them writes their keys to `access` first.
        """
        found = {}
        for one in traced:
            rows = sorted(one.rows, key=lambda row: row.period, reverse=True)
            name = next(filter(None, map(self._rows.name_of, rows)), "")
            if name:
                found[one.member] = name
        return found

    def _traced(
        self, member: str, tokens: list[Token], read: Mapping[str, Sequence[SourceRow]]
    ) -> Traced:
        mine = [row for key in sorted(self._ids.keys(tokens)) for row in read.get(key, ())]
        for kind, one in tokens:
            if kind == HELD:
                _, sha8, rest = one.split(":", 2)
                sheet, _, number = rest.rpartition(":")
                mine += self._rows.held(sha8, sheet, int(number))
            elif kind == SCHOOL:
                mine += self._rows.of_school(one)
        rows = mark_newest(mine)
        told = self.pseudonym(member)
        if {kind for kind, _ in tokens} == {SCHOOL}:
            told = f"{self._ids.schools[tokens[0][1]]} {told}"
        decided = tuple(self._decisions.about(tokens, rows))
        return Traced(member, told, WHAT[tokens[0][0]], tuple(rows), decided)

    @cached_property
    def _holdings(self) -> Holdings:
        return read_holdings(
            self.opened.workspace, self.opened.casebook, self.month, self.known_at, question=EVERY
        )

    @cached_property
    def _rows(self) -> SourceRows:
        return SourceRows(self._holdings)

    @cached_property
    def _ids(self) -> MemberIds:
        schools: dict[str, str] = {}
        if len(self._holdings.files_of(SCHOOLS)):
            rows = self._holdings.schools()
            schools = dict(zip(rows["school_code"], rows["school_name"], strict=True))
        return MemberIds(self.opened.casebook, self.known_at, schools)

    @cached_property
    def _decisions(self) -> Decisions:
        return Decisions(self._ids, self.pseudonym)
