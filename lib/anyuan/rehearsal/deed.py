"""One step that an office takes on a case, and the scene in which it decides on it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from anyuan import clock
from anyuan.cases import Case
from anyuan.rehearsal.officials import Office
from anyuan.rehearsal.returns import Return
from anyuan.rehearsal.stories import Story

# Not a move: fields written down beside any.
NOTE = "note"


@dataclass(frozen=True)
class Deed:
    """A move (or NOTE) with its fields, written down on `recorded_on` or the next working day.

    `evidence` is the text of a file that is attached first, "" for none; `approver` the agency
    whose approver confirms it, "" where nobody needs to.
    """

    move: str
    fields: Mapping[str, Any]
    recorded_on: date
    evidence: str = ""
    approver: str = ""


@dataclass(frozen=True)
class Scene:
    """A case on a day, with the truth about its child; `first` is the demo's first month."""

    case: Case
    story: Story
    today: date
    first: int

    @property
    def office(self) -> Office:
        """Who keeps the case."""
        return self.story.office

    @property
    def floor(self) -> date:
        """The day before which nothing more can have happened in this case."""
        return max(self.case.last_day, self.case.opened_on)

    @property
    def known_on(self) -> date:
        """The day on which the office first saw the case."""
        return clock.civil_date(self.case.steps[0].recorded_at)

    def next_return(self) -> Return | None:
        """Return the first return of the child that the case does not show yet, come or to come."""
        shown = {
            step.body["fields"]["returned_on"]
            for step in self.case.steps
            if "returned_on" in step.body.get("fields", {})
        }
        return next(
            (
                one
                for one in self.story.returns
                if one.returned_on.isoformat() not in shown and one.returned_on >= self.floor
            ),
            None,
        )

    def last_return(self) -> Return | None:
        """Return the return that the case shows."""
        shown = self.case.fields.get("returned_on")
        return next((o for o in self.story.returns if o.returned_on.isoformat() == shown), None)

    def after(self, day: date, what: str, *which: object) -> date:
        """Return the day on which the office does what is owed from a day on, in this round."""
        return self.office.after(day, what, self.case.round, *which)

    def dated(self, move: str, day: date, fields: Mapping[str, Any], **more: Any) -> Deed:
        """Return a deed of a day that has come, written down some days later."""
        return Deed(move, fields, self.office.after(day, "record", move, day.isoformat()), **more)
