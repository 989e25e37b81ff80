"""From a confirmed dropout to its return: plan, persuasions, report, notice, urging."""

from datetime import date, timedelta

from anyuan.rehearsal.deed import NOTE, Deed, Scene
from anyuan.rehearsal.words import words

# Where an office that lets a case lie stops.
_STAGES = ("plan", "persuade", "report")


def bring_back(scene: Scene) -> Deed | None:
    """Return the next step towards the child's return; None where the office lets the case lie."""
    stop = _stops_at(scene)
    status = scene.case.status
    revised = None if stop else _revise(scene)
    if revised is not None and revised.recorded_on <= scene.today:
        return revised
    if status in ("confirmed", "re_dropout"):
        return None if stop == "plan" else _plan(scene)
    if status == "planned":
        return None if stop == "persuade" else _persuade(scene)
    if status == "persuading":
        return None if stop == "report" else _go_on(scene)
    if status == "notice_served":
        return _urge(scene) or _persuade(scene)
    return _persuade(scene)


def _stops_at(scene: Scene) -> str:
    # A child that will be back is registered whatever the office does: only others can lie.
    if not scene.office.is_idle or scene.next_return() is not None:
        return ""
    return scene.office.choose(list(_STAGES), "stops at", scene.case.round)


def _revise(scene: Scene) -> Deed | None:
    """Return a new target day where the plan's has passed and the office cares."""
    target = scene.case.fields.get("target_on", "")
    if not target or not scene.office.does("revise", target):
        return None
    later = scene.after(scene.today, "target", target)
    day = scene.after(date.fromisoformat(target), "look", target)
    return Deed(NOTE, {"target_on": later.isoformat()}, day)


def _plan(scene: Scene) -> Deed:
    story, office, lists = scene.story, scene.office, words("casework")
    reason = story.reason(scene.today)
    fields = {
        "reasons": [reason],
        "measures": lists["measures"][reason],
        "measures_note": office.text("plan_note"),
        "intended_placement": lists["intended"].get(reason, lists["usual_placement"]),
        "target_on": scene.after(scene.today, "target").isoformat(),
    }
    for line, official in office.lines.items():
        fields |= {f"owner_{line}": official.name, f"owner_{line}_phone": official.phone}
    return Deed("plan", fields, scene.after(scene.case.since, "plan"))


def _persuade(scene: Scene) -> Deed | None:
    n = len(scene.case.entries("persuasion"))
    if n >= int(words("casework")["most_persuasions"]):
        return None
    office = scene.office
    day = scene.after(scene.floor, "persuade", n)
    visitors = (office.education, office.government)
    fields = {
        "visited_on": day.isoformat(),
        "persuaders": "、".join(one.name for one in visitors),
        "persuaders_phone": office.education.phone,
        "situation": office.text("persuaded", scene.case.round, n),
    }
    return scene.dated("persuade", day, fields)


def _go_on(scene: Scene) -> Deed | None:
    case, office = scene.case, scene.office
    if len(case.entries("persuasion")) < 2 or not office.does("report", case.round):
        return _persuade(scene)
    if not case.entries("report"):
        day = scene.after(case.last_day, "report")
        return scene.dated("report", day, {"reported_on": day.isoformat()})
    if case.entries("notice") or not office.does("notice", case.round):
        return _persuade(scene)
    day = scene.after(case.last_day, "notice")
    organs = words("casework")["notice_organs"]
    fields = {
        "served_on": day.isoformat(),
        "served_by": office.choose(organs, "organ"),
        "deadline_on": scene.after(day, "deadline").isoformat(),
    }
    return scene.dated("serve_notice", day, fields)


def _urge(scene: Scene) -> Deed | None:
    case, office = scene.case, scene.office
    if not office.does("escalate", case.round):
        return None
    deadline = date.fromisoformat(case.fields["deadline_on"])
    day = scene.after(max(deadline, case.last_day), "urge")
    fields = {
        "urged_on": day.isoformat(),
        "urged_by": office.choose(words("casework")["urgings"], "urging"),
        "situation": office.text("urged"),
    }
    return scene.dated("escalate", max(day, deadline + timedelta(days=1)), fields)
