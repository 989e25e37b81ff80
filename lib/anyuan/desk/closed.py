"""What every desk shows beside its work: who made up its data, what it is, who sits at it."""

from typing import Protocol

from anyuan.codebook import County
from anyuan.desk.entry import Entry, tell_person
from anyuan.desk.sitting import BAD, PLAIN

# Beside the reason why nothing is shown: the way to try again.
FAILED = {"stage": "failed", "tone": BAD}
MADE_UP = "合成示例数据：人名、号码均为虚构，不对应任何真实人员。"


class Place(Protocol):
    """What the head of a desk says of the room behind it."""

    is_rehearsal: bool
    county: County


def closed_view(told: str, room: Place, name: str) -> dict:
    """Return a desk of a name with a sentence only: before entering, and while working."""
    made_up = MADE_UP if room.is_rehearsal else ""
    head = {"made_up": made_up, "title": f"{room.county.name} {name}", "who": ""}
    return {"stage": "closed", "head": head, "told": told, "tone": PLAIN}


def tell_entry(entry: Entry) -> str:
    """Return who sits at the desk, and what for."""
    return f"经办人 {tell_person(entry.person)}　查阅目的：{entry.purpose}"
