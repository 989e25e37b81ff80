"""Where the pupils of a school can be: rooms by floor, stairs, toilets, grounds, corners."""

import math
from dataclasses import dataclass

from anyuan.rehearsal.bullying_sites import SPRING, Site
from anyuan.rehearsal.words import words

_LARGE, _SMALL, _HAS_CANTEEN = 900, 100, 700


@dataclass(frozen=True)
class Place:
    """One place of a school: its code in every list, its name, type, building and floor."""

    code: str
    name: str
    type: str
    building: str | None = None
    floor: int | None = None


def make_places(site: Site) -> tuple[Place, ...]:
    """Return the places of a school, 8 to 30 by its size and kind, coded D01 and on."""
    n = site.n_pupils(SPRING)
    found = _tiny() if n < _SMALL and not site.is_boarding else _teaching(n) + _grounds(site, n)
    return tuple(Place(f"D{k + 1:02d}", *rest) for k, rest in enumerate(found))


def _tiny() -> list[tuple]:
    return [(name, kind) for kind, name in words("bullying_places")["tiny"]]


def _teaching(n: int) -> list[tuple]:
    """Return what lies in the teaching buildings: name, type, building, floor."""
    lists = words("bullying_places")
    names, number = lists["names"], lists["number_words"]
    n_classes = math.ceil(n / int(lists["class_size"]))
    n_floors = math.ceil(n_classes / int(lists["classes_a_floor"]))
    n_floors = min(int(lists["most_floors"]), max(2, n_floors))
    a_building = int(lists["floors_a_building"])
    found = []
    for k in range(math.ceil(n_floors / a_building)):
        building = names["building"].format(n=number[k])
        floors = range(1, min(a_building, n_floors - k * a_building) + 1)
        for kind in ("classroom", "corridor"):
            for floor in floors:
                name = names[kind].format(building=building, floor=number[floor - 1])
                found.append((name, kind, building, floor))
        for side in lists["sides"][: 1 + (n > _LARGE)]:
            found.append((names["stairwell"].format(building=building, side=side), "stairwell"))
            found[-1] = (*found[-1], building, None)
        found.append((names["toilet"].format(building=building), "toilet", building, 1))
    return found


def _grounds(site: Site, n: int) -> list[tuple]:
    lists = words("bullying_places")
    grounds, is_large = lists["grounds"], n > _LARGE
    rooms = lists["special_rooms"].get(site.kind, lists["special_rooms"]["primary"])
    many = {
        "playground": 1 + is_large,
        "gate": 1 + is_large,
        "corner": 1 + (n > _SMALL) + (is_large and not site.is_boarding),
        "toilet": 1,
        "canteen": int(site.is_boarding or n > _HAS_CANTEEN),
    }
    found = [(name, kind) for kind, k in many.items() for name in grounds[kind][:k]]
    found += [(name, "special_room") for name in rooms[: 1 + (n > _SMALL)]]
    if site.is_boarding:
        for which in lists["dormitories"]:
            building = lists["names"]["dormitory_building"].format(which=which)
            for floor in range(1, 2 + is_large):
                name = lists["names"]["dormitory"].format(
                    which=building, floor=lists["number_words"][floor - 1]
                )
                found.append((name, "dormitory", building, floor))
    return found
