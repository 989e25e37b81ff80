"""The review desk as it stands in a notebook: one incident at a time, from its log to its fixes."""

from collections.abc import Callable

import ipywidgets as widgets

from anyuan.codebook import code_list
from anyuan.desk.case_desk import CaseDesk
from anyuan.desk.case_panels import PANELS
from anyuan.desk.case_room import open_case_room
from anyuan.desk.case_view import draw_desk
from anyuan.desk.entry import Entry
from anyuan.desk.review_causes_view import draw_causes
from anyuan.desk.review_duties_view import draw_duties
from anyuan.desk.review_events_view import draw_events
from anyuan.desk.review_fixes_view import draw_fixes
from anyuan.desk.review_fixing import begin_fix, open_fix
from anyuan.desk.review_sitting import ReviewSitting
from anyuan.desk.review_state_view import draw_state
from anyuan.desk.sitting import Notice

INCIDENT, NAME = "incident", "复盘台"
REVIEW_PANELS = PANELS | {
    "events": draw_events,
    "duties": draw_duties,
    "causes": draw_causes,
    "fixes": draw_fixes,
    "state": draw_state,
}


def draw_review(sitting: ReviewSitting) -> dict:
    """Return the review desk after entering."""
    return draw_desk(sitting, NAME, REVIEW_PANELS) | {"layout": "review"}


class ReviewDesk(CaseDesk):
    """The case desk of incidents with the review of the open one in its tabs."""

    name = NAME

    def _above(self) -> list[widgets.Widget]:
        return []

    def _sitting_of(self, entry: Entry) -> ReviewSitting:
        return ReviewSitting(self._room, entry, self._tell)

    def _draw(self) -> dict:
        return draw_review(self._sitting)

    def _acts(self) -> dict[str, Callable[[dict], Notice | None]]:
        sitting = self._sitting
        return super()._acts() | {
            "party": self._choose_party,
            "begin_fix": lambda said: begin_fix(sitting, said["n"]),
            "open_fix": lambda said: open_fix(sitting, said["values"]),
            "refresh": self._refresh,
        }

    def _choose_party(self, said: dict) -> None:
        if said["party"] in ("", *code_list("party").labels):
            self._sitting.party = said["party"]

    def _refresh(self, said: dict) -> Notice | None:
        self._sitting.forget_files()
        return self._sitting.refresh()


def open_review_desk(workspace: str, actor: str = "") -> ReviewDesk:
    """Return the review desk of a workspace; `actor` is who is preselected.

    ShownError where the workspace is not right.
    """
    return ReviewDesk(open_case_room(workspace, INCIDENT), actor)
