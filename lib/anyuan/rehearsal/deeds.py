"""What does an office do next on a case? It acts as the truth of the world says.

Nothing is registered that did not happen, and what a file says of a child that is not so is found
out. How soon and how far an office goes is its own (see `officials`).
"""

from anyuan.rehearsal.bringing_back import bring_back
from anyuan.rehearsal.deed import Deed, Scene
from anyuan.rehearsal.finding_out import find_out
from anyuan.rehearsal.leaving_the_list import await_receipt, leave_the_list
from anyuan.rehearsal.staying_on import register_return, stay_on
from anyuan.rehearsal.writing_letters import write_letter

_UNKNOWN = frozenset({"watch", "suspected", "verifying"})
_BACK = frozenset({"returned", "placed", "staying", "closed"})
_DONE = frozenset({"false_alarm", "excluded", "receipt_confirmed"})


def next_deed(scene: Scene) -> Deed | None:
    """Return the next step on a case with the day on which it is written down, or None.

    While a child's return waits to be written down, nothing else is: whoever writes looks first
    whether the child is back. A child past compulsory age is left as it stands, since no move of
    the kind ends its case.
    """
    status = scene.case.status
    if status in _DONE:
        return None
    if status == "handed_over":
        return await_receipt(scene)
    if status in _BACK:
        return stay_on(scene)
    back = scene.next_return()
    if back is not None and back.returned_on <= scene.today:
        return register_return(scene, back)
    if scene.story.is_too_old(scene.today):
        return None
    leaving = leave_the_list(scene)
    if leaving is not None:
        return leaving
    return write_letter(scene) or (find_out(scene) if status in _UNKNOWN else bring_back(scene))
