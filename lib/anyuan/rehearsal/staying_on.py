"""After the return: a place, three visits, and whether the child is still there."""

from datetime import date, timedelta

from anyuan.rehearsal.deed import Deed, Scene
from anyuan.rehearsal.facts import MONTHS
from anyuan.rehearsal.finding_out import confirm
from anyuan.rehearsal.returns import Return, first_school_day
from anyuan.rehearsal.words import words


def register_return(scene: Scene, back: Return) -> Deed:
    """Return the registration of a child's return; a suspicion is confirmed first."""
    if scene.case.status == "suspected":
        out = scene.story.out_since(back.returned_on, scene.first)
        kind, since = out if out else ("dropped_out", scene.floor)
        return confirm(scene, min(max(scene.floor, since), back.returned_on), kind)
    fields = {"returned_on": back.returned_on.isoformat()}
    fields["situation"] = scene.office.text("came_back", scene.case.round)
    return scene.dated("return", back.returned_on, fields)


def stay_on(scene: Scene) -> Deed | None:
    """Return the next step on a case whose child has come back.

    A child that has left again is found gone when the files tell; until then nothing is written
    of the days after it left, for a visit that found it at school then would not be true.
    """
    back = scene.last_return()
    if back is None:
        return None
    left = back.dropped_on
    if left is not None and scene.today > MONTHS[back.dropped_at].last_day:
        return _drop_again(scene, left, MONTHS[back.dropped_at].next().first_day)
    deed, day = _next_step(scene, back)
    return None if left is not None and (day >= left or scene.today >= left) else deed


def _next_step(scene: Scene, back: Return) -> tuple[Deed | None, date]:
    case, office = scene.case, scene.office
    if case.status == "returned":
        day = scene.after(back.returned_on, "place")
        return _place(scene, day), day
    n = len(case.entries("follow_up"))
    if case.status == "placed" and n:
        return Deed("stay", {}, scene.after(case.last_day, "stay")), scene.today
    if case.status == "staying" and n >= 3:
        fields = {"why": office.text("closed")}
        return Deed("close", fields, scene.after(case.last_day, "stay", "close")), scene.today
    if case.status == "closed" or not office.does("checked", case.round, n):
        return None, scene.today
    day = _check_day(scene, back.returned_on, n)
    fields = {
        "checked_on": day.isoformat(),
        "is_attending": "true",
        "check_note": office.text("attending", case.round, n),
    }
    return scene.dated("follow_up", day, fields), day


def _place(scene: Scene, day: date) -> Deed:
    lists, world = words("casework"), scene.story.world
    reason = scene.story.reason(scene.today)
    schools = [k for k in world.school[scene.story.child] if k >= 0]
    fields = {
        "placement": lists["placed"].get(reason, lists["usual_placement"]),
        "placed_on": day.isoformat(),
        "placed_school": world.schools["school_name"].iat[schools[-1]] if schools else "",
    }
    return scene.dated("place", day, fields)


def _check_day(scene: Scene, returned_on: date, n: int) -> date:
    """Return the school day of the n-th visit (0 the first): 30 and 90 days on, the term's end."""
    world = scene.story.world
    book, calendar = world.book, world.county.calendar
    keys = ("return.first_check_days", "return.second_check_days", "return.second_check_days")
    due = returned_on + timedelta(days=book.value(keys[min(n, 2)], returned_on))
    if n >= 2:
        end = calendar.term_end_from(due)
        due = end - timedelta(days=7) if end else due
    return first_school_day(world, max(scene.after(due, "check", n), scene.floor))


def _drop_again(scene: Scene, left: date, told_on: date) -> Deed:
    fields = {
        "dropped_on": left.isoformat(),
        "reasons": [scene.story.reason(scene.today)],
        "why": scene.office.text("dropped"),
    }
    return Deed("drop_again", fields, scene.after(told_on, "verify", "again"))
