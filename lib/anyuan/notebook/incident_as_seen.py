"""The page as it would have looked to one party at a moment: nothing that came to it later."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from anyuan.briefing import KeyFigure, KeyFigures, Sentence, compose
from anyuan.codebook import code_list
from anyuan.notebook.incident_table import tell_moment
from anyuan.protected import ProtectedFigure


def seen_of(parameters: Mapping[str, str]) -> tuple[str, datetime] | None:
    """Return whose view at which moment is asked for (seen_by, seen_at); None for the whole."""
    party = parameters["seen_by"]
    return (party, datetime.fromisoformat(parameters["seen_at"])) if party else None


@dataclass(frozen=True)
class AsSeen:
    """What a review's page says where it shows what a party knew at a moment.

    What the panel judged, found and asked for came later: only what happened and what the ledgers
    told is left, as far as the party knew of it.
    """

    page: object

    @property
    def _n_events(self) -> ProtectedFigure:
        events = self.page.facts.events
        ids = events["event"] + "-" + events["event_no"].astype("str")
        return self.page.own("as_seen.events", "已知道的经过", ids, "项")

    @property
    def headline(self) -> Sentence:
        """Who knew how much, and when."""
        party, at = self.page.facts.seen
        return compose(
            "{what}：{who}在{at}能够知道的，经过 {n} 项、台账问题 {told} 项",
            what=self.page.subject,
            who=code_list("party").label(party),
            at=Sentence(tell_moment(at)),
            n=self._n_events,
            told=self.page.before.n_all,
        )

    @property
    def lede(self) -> Sentence:
        """What is left out, and what the view is for."""
        return Sentence(
            "本页只按这一方那一刻已经知道的记录重画，此后才知道的不在内；复盘作出的责任判断、原因、整改"
            "也不在内。判断当时做得合不合理，以本页为准。"
        )

    def key_figures(self) -> KeyFigures:
        """How much was known."""
        events = KeyFigure.of(self._n_events, tone="main")
        return KeyFigures([events, KeyFigure.of(self.page.before.n_all)])
