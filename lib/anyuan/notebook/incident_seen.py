"""What each party knew at a decisive moment, and what came to it only later: against hindsight."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

import pandas as pd

from anyuan.briefing import Block, Sentence, compose
from anyuan.briefing.review_blocks import Seen
from anyuan.codebook import code_list
from anyuan.notebook.incident_table import JOINED, panel_table, tell_moment
from anyuan.review.accounts import KEY
from anyuan.review.before import as_known_to
from anyuan.review.fix_table import KIND as FIX
from anyuan.review.knowledge import as_seen_by, learnt

PARTIES = ("school", "police", "education")
_DETECTED = "detected"
_SEEN = {"what": "内容"}
_UNDATED = "没有写何时"


@dataclass(frozen=True)
class Hindsight:
    """What parties knew when it was detected and when the flash report went out."""

    page: object

    @cached_property
    def detected_at(self) -> pd.Timestamp:
        """The latest minute of its detection; when it happened, where no record says."""
        events = self.page.facts.events
        mine = events[(events["event"] == _DETECTED) & (events["event_no"] == 1)]["high"].dropna()
        return mine.iloc[0] if len(mine) else pd.Timestamp(self.page.facts.moment)

    @cached_property
    def reported_at(self) -> pd.Timestamp:
        """When the flash report went out."""
        return pd.Timestamp(datetime.fromisoformat(self.page.facts.case.fields["reported_at"]))

    @property
    def finding(self) -> Sentence:
        """How much each party knew of the ledgers and of the events when it was detected."""
        labels, parts = code_list("party").labels, []
        for party in PARTIES:
            n = self.page.own(
                f"seen.{party}",
                "发现时已知道",
                len(self._known(party, self.detected_at)),
                "项",
                "这一方那一刻已知道的台账问题和事件经过，逐项列在下表左边。",
            )
            parts.append(compose("{who} {n} 项", who=labels[party], n=n))
        told = Sentence("、".join(parts), tuple(i for part in parts for i in part.figure_ids))
        return compose(
            "发现时（{at}）各方已经知道的：{told}；其余是后来才知道的",
            at=Sentence(tell_moment(self.detected_at)),
            told=told,
        )

    def at_detection(self, party: str) -> Block:
        """What a party knew when it was detected, the ledgers included."""
        return self._block("detected", party, self.detected_at)

    def at_first_report(self, party: str) -> Block:
        """What of the events a party knew when the flash report went out; the ledgers are told at
        its detection."""
        return self._block("reported", party, self.reported_at)

    def _block(self, name: str, party: str, at: pd.Timestamp) -> Block:
        who = code_list("party").label(party)
        moment = {"detected": "发现时", "reported": "首报时"}[name]
        sides = {
            "known": (self._known(party, at), f"{who}{moment}（{tell_moment(at)}）知道的"),
            "later": (self._later(party, at), f"{who}此后才知道的"),
        }
        tables = []
        for side, (rows, title) in sides.items():
            shown = [row for row in rows if row["is_event"] or name == "detected"]
            table = panel_table(
                self.page,
                f"seen_{name}_{party}_{side}",
                shown or [{"label": "没有"}],
                _SEEN,
                title=title,
                row_label="何时知道",
            )
            tables.append(table)
        return Seen(*tables)

    @cached_property
    def _told(self) -> pd.DataFrame:
        """What the ledgers knew before; nobody knew of a fix before the office wrote it down."""
        before = self.page.facts.before
        since = before["known_from"]
        written = since.where(since > before["recorded_at"], before["recorded_at"])
        return before.assign(known_from=since.where(before["kind"] != FIX, written))

    def _known(self, party: str, at: pd.Timestamp) -> list[dict[str, Any]]:
        facts = self.page.facts
        ledgers = [_item(one) for one in as_known_to(self._told, party, at).to_dict("records")]
        ledgers.sort(key=_place)
        seen = as_seen_by(facts.accounts, party, at)
        return [*ledgers, *self._events(seen, party)]

    def _later(self, party: str, at: pd.Timestamp) -> list[dict[str, Any]]:
        facts = self.page.facts
        had = set(as_known_to(self._told, party, at)["entry"])
        is_theirs = [party in parties.split(JOINED) for parties in self._told["known_to"]]
        every = self._told[pd.Series(is_theirs, self._told.index, dtype="bool")]
        late = every[~every["entry"].isin(had)].drop_duplicates("entry")
        seen = as_seen_by(facts.accounts, party, at)
        mine = facts.learnt[facts.learnt["party"] == party]["account"]
        unseen = facts.accounts[~facts.accounts.index.isin(seen.index)]
        theirs = unseen[unseen.index.isin(mine)]
        ledgers = sorted(map(_item, late.to_dict("records")), key=_place)
        return [*ledgers, *self._events(theirs, party)]

    def _events(self, accounts: pd.DataFrame, party: str) -> list[dict[str, Any]]:
        """Return what some accounts say, one row for each event and moment of learning of it."""
        if accounts.empty:
            return []
        known = learnt(self.page.facts.accounts)
        since = known[known["party"] == party].set_index("account")["known_from"]
        accounts = accounts.assign(since=since.reindex(accounts.index))
        labels, rows = code_list("incident_event").labels, []
        for (event, _, first), mine in accounts.groupby([*KEY, "since"], sort=False, dropna=False):
            what = f"{labels[event]}：{'；'.join(mine['cited'])}"
            label = tell_moment(first) or _UNDATED
            rows.append({"label": label, "what": what, "at": first, "is_event": True})
        return sorted(rows, key=_place)

    def reading(self) -> Block:
        """Why the switch is there."""
        return self.page.run.reading(
            "左边是那一刻这一方已经能看到的，右边灰色的是后来才知道的。判断当时做得合不合理，"
            "只看左边；右边的用来改进。首报时只列经过，台账同发现时。没有列在两边的，是没有记录说这一方知道。"
        )


def _item(row: Mapping[str, Any]) -> dict[str, Any]:
    since = row["known_from"]
    label = _UNDATED if pd.isna(since) else f"{since:%Y-%m-%d}"
    kind = code_list("before_kind").label(row["kind"])
    return {"label": label, "what": f"{kind}：{row['what']}", "at": since, "is_event": False}


def _place(row: Mapping[str, Any]) -> tuple[bool, pd.Timestamp]:
    """By when it was known; what nobody dates comes last."""
    return pd.isna(row["at"]), pd.Timestamp.max if pd.isna(row["at"]) else row["at"]
