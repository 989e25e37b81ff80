"""Is the child really away? Who looks, and what comes of it."""

from datetime import date

from anyuan.rehearsal.deed import Deed, Scene


def find_out(scene: Scene) -> Deed | None:
    """Return what the office does about a child of whom nobody knows yet where it is.

    A child at school is cleared; one away for long enough confirmed; of one away for some days
    only it can be said that it is being looked for.
    """
    story, office = scene.story, scene.office
    looked_on = max(scene.floor, scene.after(scene.case.opened_on, "verify"))
    if not story.is_away(scene.today):
        if not office.does("cleared", scene.case.round):
            return None
        back = story.back_on(scene.today)
        day = max(looked_on, back) if back else looked_on
        fields = {"verified_on": day.isoformat(), "verified_how": office.text("found_here")}
        return scene.dated("clear", day, fields)
    out = story.out_since(scene.today, scene.first)
    if out is not None:
        return confirm(scene, max(looked_on, out[1]), out[0])
    if scene.case.status != "suspected":
        return None
    owners = {f"owner_{line}": official.name for line, official in office.lines.items()}
    return Deed("verify", owners, scene.after(scene.known_on, "look"))


def confirm(scene: Scene, day: date, out_kind: str) -> Deed:
    """Return the confirmation that a child is out of school, of a day."""
    story = scene.story
    fields = {
        "out_kind": out_kind,
        "verified_on": day.isoformat(),
        "verified_how": scene.office.text("found_gone"),
        "reasons": [story.reason(scene.today)],
    }
    return scene.dated("confirm", day, fields)
