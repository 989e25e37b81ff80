"""The made-up offices at work on cases opened straight from the truth: no file, no link between."""

from datetime import date, datetime, timedelta
from pathlib import Path

from anyuan import clock, keys
from anyuan.casebook import Casebook, read_people
from anyuan.cases import CaseLedger, NewCase, Writer
from anyuan.codebook import case_kind
from anyuan.rehearsal.evenings import KIND, Evenings, Offices
from anyuan.rehearsal.facts import MONTHS
from anyuan.rehearsal.stories import Stories
from anyuan.rehearsal.truth import OUT_OF_SCHOOL, SUSPECTED, judge_all

PEOPLE = Path(__file__).parents[2] / "params" / "people.yaml"


def evening(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 23, 0, tzinfo=clock.CHINA)


def work_life(world, workspace: Path, first: int) -> CaseLedger:
    """Open each month's cases on the 21st of the next one, and let the offices work to the end."""
    keys.create_key_file()
    start = MONTHS[first].first_day
    casebook = Casebook.create(workspace, at=evening(start))
    ledger = CaseLedger(casebook, case_kind(KIND))
    judged = judge_all(world)
    offices = Offices(workspace, casebook, read_people(PEOPLE), Stories(world, judged, first))
    evenings = Evenings(offices)
    children: dict[str, int] = {}
    for place in range(first, len(MONTHS)):
        opened_at = evening(MONTHS[place].next().first_day + timedelta(days=20))
        evenings.work_until(opened_at)
        open_month(ledger, world, judged, place, children, opened_at)
        evenings.look()
        evenings.know(children)
    evenings.work_until(evening(MONTHS[-1].next().last_day))
    return ledger


def open_month(ledger, world, judged, place, children, at) -> None:
    day, status = MONTHS[place].last_day, judged[place]["status"]
    new = []
    for child in status.index[status.isin((*OUT_OF_SCHOOL, SUSPECTED))]:
        person = world.children["person"].iat[child]
        if person not in children:
            children[person] = child
            where = "suspected" if status[child] == SUSPECTED else "verifying"
            fields = {"township": world.children["township"].iat[child], "found_by": "headcount"}
            new.append(NewCase(person, where, day, fields))
    if new:
        ledger.open_cases(new, Writer("system", at, day))
