"""Who sits at the desk, and for what purpose are records opened? Asked once in a sitting."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from anyuan import clock
from anyuan.casebook import Casebook, Person, read_people
from anyuan.cases.moves import SYSTEM
from anyuan.errors import ShownError

LEAST = 2


class Place(Protocol):
    """What entering needs of the room behind a desk."""

    root: Path
    workspace: Path
    casebook: Casebook


@dataclass(frozen=True)
class Entry:
    """A person confirmed by PIN, and the purpose that is written beside each record opened."""

    person: Person
    purpose: str


def tell_person(person: Person) -> str:
    """Return a person as a desk names them: name, code, agency."""
    return f"{person.name}（{person.code}，{person.agency_label}）"


def tell_code(code: str, people: Mapping[str, Person]) -> str:
    """Return whom a code of the casebook names; a person who has left the list is told by code."""
    if code in people:
        return people[code].name
    return "程序" if code == SYSTEM else code


def people_of(room: Place) -> dict[str, Person]:
    """Return who may sit down, by code."""
    return read_people(room.root / "params" / "people.yaml")


def enter(room: Place, code: str, pin: str, purpose: str) -> Entry:
    """Return the entry of a person whose PIN is right and who says what records are opened for.

    Raises ShownError: `person_unknown`, `no_purpose`, `pin_blank`, and those of the PIN.
    """
    people = people_of(room)
    if code not in people:
        raise ShownError(
            f"params/people.yaml 里没有“{code}”。",
            code="person_unknown",
            next_step="请从名单中选择经办人。",
        )
    if len(purpose.strip()) < LEAST:
        raise ShownError(
            "没有写明查阅目的。",
            code="no_purpose",
            next_step=f"请写明为何事查阅（至少 {LEAST} 个字），它与每一条打开的记录一起留痕。",
        )
    if not pin:  # an empty one must not count among the wrong ones
        raise ShownError("没有输入口令。", code="pin_blank", next_step="请输入口令后再点“进入”。")
    if not room.casebook.has_pin(code):
        raise ShownError(
            f"{code} 还没有口令。",
            code="no_pin",
            next_step=f"请先在终端里运行 anyuan pin {code} -w {room.workspace.name}。",
        )
    room.casebook.check_pin(code, pin, at=clock.now())
    return Entry(people[code], purpose.strip())
