"""Children who need not be brought back: lawfully excluded, or at school in another area."""

from datetime import date, timedelta

from anyuan.rehearsal.deed import Deed, Scene
from anyuan.rehearsal.facts import MONTHS, Elsewhere
from anyuan.rehearsal.stories import place_on
from anyuan.rehearsal.words import words
from anyuan.rehearsal.writing_letters import remind_of_receipt

_POLICE, _EDUCATION = "police", "education"
# How long an exclusion without an end of its own goes unquestioned.
_UNTIL_REVIEW = timedelta(days=365)


def leave_the_list(scene: Scene) -> Deed | None:
    """Return the exclusion or the handing over that the truth calls for, or None."""
    entry = scene.story.exclusion_on(scene.today)
    if entry is not None:
        begins = max(entry.starts_on, MONTHS[entry.listed_from].first_day, scene.floor)
        review_on = entry.expires_on or scene.today + _UNTIL_REVIEW
        fields = {
            "exclusion_kind": entry.kind,
            "document_no": entry.document_no,
            "review_on": review_on.isoformat(),
            "why": scene.office.text("excluded"),
        }
        is_police = entry.kind == "missing"
        return Deed(
            "exclude",
            fields,
            scene.after(begins, "exclude"),
            evidence=_paper(scene, entry.document_no),
            approver=_POLICE if is_police else _EDUCATION,
        )
    found = _elsewhere(scene)
    return _hand_over(scene, found) if found else None


def await_receipt(scene: Scene) -> Deed | None:
    """Return the receipt of the other area where one comes, a reminder where none does."""
    found = _elsewhere(scene)
    notified_on = date.fromisoformat(scene.case.fields["notified_on"])
    if found is None:
        return None
    if found.basis == "receipt":
        day = max(found.found_on, notified_on)
    elif scene.office.does("receipt"):
        day = scene.after(notified_on, "receipt")
    else:
        return remind_of_receipt(scene)
    fields = {"receipt_on": day.isoformat(), "receipt_no": found.document_no}
    paper = _paper(scene, found.document_no)
    return scene.dated("confirm_receipt", day, fields, evidence=paper)


def _elsewhere(scene: Scene) -> Elsewhere | None:
    story = scene.story
    for entry in story.elsewhere:
        place = max(place_on(scene.today), place_on(entry.found_on))
        if not story.world.on_roll[story.child, place] and place <= entry.until:
            return entry
    return None


def _hand_over(scene: Scene, found: Elsewhere) -> Deed | None:
    # A receipt answers a letter: that one was sent before the child was found.
    if found.basis == "receipt":
        lead = scene.after(found.found_on, "receipt", "lead") - found.found_on
        day = found.found_on - lead
    else:
        day = scene.after(found.found_on, "hand_over")
    if day > scene.today or found.found_on > scene.today + timedelta(days=40):
        return None
    is_migrant = bool(scene.story.world.children["is_migrant"].iat[scene.story.child])
    day = max(day, scene.floor)
    fields = {
        "route": words("casework")["routes"]["migrant" if is_migrant else "local"],
        "destination": f"{found.studies_at}{found.school_name}",
        "notified_on": day.isoformat(),
    }
    return scene.dated("hand_over", day, fields)


def _paper(scene: Scene, document_no: str) -> str:
    return f"{scene.office.text('evidence')}\n{document_no}\n{scene.case.case_id}\n"
