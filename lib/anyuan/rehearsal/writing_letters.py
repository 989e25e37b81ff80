"""Letters between offices: the notice to both areas, its answer, a reminder, word to the police."""

from datetime import date

from anyuan.rehearsal.deed import Deed, Scene
from anyuan.rehearsal.words import words

_AWAY = frozenset(
    {"confirmed", "planned", "persuading", "notice_served", "escalated", "re_dropout"}
)


def write_letter(scene: Scene) -> Deed | None:
    """Return a letter or what became of one, where it is due by today, else None."""
    deeds = [_feed_back(scene)]
    if scene.case.entries("notification"):
        deeds.append(_acknowledge(scene) or _remind(scene))
    elif scene.case.status in _AWAY:
        deeds.append(_notify(scene))
    return next((d for d in deeds if d is not None and d.recorded_on <= scene.today), None)


def remind_of_receipt(scene: Scene) -> Deed | None:
    """Return the reminder of a receipt that does not come."""
    return _remind(scene)


def _feed_back(scene: Scene) -> Deed | None:
    notice = scene.story.notice_by(scene.today)
    if notice is None or scene.case.status not in _AWAY or "police_feedback" in scene.case.logs:
        return None
    told_on = max(notice.found_on, scene.known_on)
    day = max(scene.floor, scene.after(told_on, "feed_back"))
    fields = {"fed_back_on": day.isoformat(), "progress": scene.office.text("fed_back")}
    return scene.dated("feed_back", day, fields)


def _notify(scene: Scene) -> Deed | None:
    destination = scene.story.destination_by(scene.today)
    if destination is None or not scene.office.does("letter", scene.case.round):
        return None
    day = max(scene.floor, scene.after(scene.known_on, "letter"))
    fields = {
        "route": scene.case.fields.get("route", words("casework")["routes"]["local"]),
        "destination": destination,
        "notified_on": day.isoformat(),
        "letter_no": _number(scene, day),
    }
    return scene.dated("notify", day, fields)


def _acknowledge(scene: Scene) -> Deed | None:
    case = scene.case
    if case.status not in _AWAY or case.entries("acknowledgement"):
        return None
    if not scene.office.does("receipt", case.round, "answer"):
        return None
    day = max(scene.floor, scene.after(_notified_on(scene), "receipt", "answer"))
    fields = {
        "receipt_on": day.isoformat(),
        "receipt_no": _number(scene, day),
        "situation": scene.office.text("answered"),
    }
    return scene.dated("acknowledge", day, fields)


def _remind(scene: Scene) -> Deed | None:
    case = scene.case
    if case.entries("reminder") or case.entries("acknowledgement"):
        return None
    day = max(scene.floor, scene.after(_notified_on(scene), "remind"))
    return scene.dated("remind", day, {"reminded_on": day.isoformat()})


def _notified_on(scene: Scene) -> date:
    return date.fromisoformat(scene.case.entries("notification")[-1]["day"])


def _number(scene: Scene, day: date) -> str:
    return f"{scene.office.text('letter_no')}〔{day.year}〕{scene.case.case_id[-4:]}号"
