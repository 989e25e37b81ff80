"""What each kind of error makes of a value."""

from datetime import date, timedelta
from functools import cache

import numpy as np

from anyuan.rehearsal.identity import complete
from anyuan.rehearsal.lunar import lunar_birthday
from anyuan.rehearsal.names import MIDDLE_DOT
from anyuan.rehearsal.words import words

_FULL_WIDTH = {ord("0") + d: 0xFF10 + d for d in range(10)}


def slip_number(kind: str, number: str, other: str, rng: np.random.Generator) -> str | int | None:
    """Return an identity number as a clerk gets it wrong; an int where Excel made it a number."""
    if kind == "id_missing":
        return None
    if kind == "id_numeric":
        return int(number)
    if kind == "id_cut":
        return number[:15] + "000"
    if kind == "id_15":
        return number[:6] + number[8:17]
    if kind == "id_of_another":
        return other
    if kind == "id_transposed":
        places = [k for k in range(6, 16) if number[k] != number[k + 1]]
        k = places[int(rng.integers(0, len(places)))]
        return number[:k] + number[k + 1] + number[k] + number[k + 2 :]
    k = int(rng.integers(6, 17))
    digit = str((int(number[k]) + int(rng.integers(1, 10))) % 10)
    return number[:k] + digit + number[k + 1 :]


def slip_name(kind: str, name: str, former: str | None, rng: np.random.Generator) -> str:
    """Return a name as a clerk gets it wrong; of two that fit, the last character's is likelier.

    Where no character of the name has such a double, a homophone is tried, then the surname's
    double; a name without any stays as it is.
    """
    if kind == "name_used":
        small = words("given_names")["small_names"]
        return former or name[0] + small[int(rng.integers(0, len(small)))]
    for table in dict.fromkeys((kind, "name_homophone", "name_lookalike")):
        doubles = _doubles(table)
        places = [k for k in range(len(name) - 1, 0, -1) if name[k] in doubles]
        if places:
            k = places[0]
            options = doubles[name[k]]
            return name[:k] + options[int(rng.integers(0, len(options)))] + name[k + 1 :]
    return words("surnames")["mistaken"].get(name[0], name[0]) + name[1:]


def slip_birthday(kind: str, day: date) -> date:
    """Return a birthday by the farmers' calendar, or with month and day the wrong way round.

    What cannot be turned round is one day off.
    """
    if kind == "birthday_lunar":
        return lunar_birthday(day) or day - timedelta(days=1)
    if day.day <= 12 and day.day != day.month:
        return day.replace(month=day.day, day=day.month)
    return day - timedelta(days=1) if day.day > 1 else day + timedelta(days=1)


def dress_number(kind: str, number: str, rng: np.random.Generator) -> str:
    """Return a number that is right, but not typed as it should be."""
    if kind == "lower_x":
        return number.lower()
    if kind == "full_width":
        return number.translate(_FULL_WIDTH)
    if kind == "apostrophe":
        return "'" + number
    blank = (" ", "\u00a0", "\u3000")[int(rng.integers(0, 3))]
    return number + blank if rng.random() < 0.7 else blank + number


def dress_name(kind: str, name: str) -> str:
    """Return a name that is right, but not typed as it should be."""
    if kind == "name_invisible":
        return name[:1] + "\u200b" + name[1:]
    return name[0] + "\u3000" + name[1] if len(name) == 2 else name + " "


def dot_name(name: str, right_share: float, rng: np.random.Generator) -> str:
    """Return a minority name with its dot as some keyboard gives it, or without."""
    if rng.random() < right_share:
        return name
    dots = [chr(int(code, 16)) for code in words("given_names")["minority"]["dots"][1:]]
    return name.replace(MIDDLE_DOT, [*dots, ""][int(rng.integers(0, len(dots) + 1))])


def temporary_no(letter: str, number: str, rng: np.random.Generator) -> str:
    """Return a temporary 学籍号: L with digits like an ID, J with none that mean anything."""
    if letter == "L":
        first17 = number[:14] + f"{int(rng.integers(500, 999)):03d}"
        return "L" + str(complete(np.array([first17], dtype=object))[0])
    return f"J{number[:6]}{int(rng.integers(0, 10**12)):012d}"


@cache
def _doubles(kind: str) -> dict[str, str]:
    lists = words("confusions")
    table = {
        "name_homophone": "homophones",
        "name_lookalike": "lookalikes",
        "name_traditional": "traditional",
    }[kind]
    found: dict[str, str] = {}
    for group in lists[table]:
        # Only towards the traditional form: nobody types simplified by mistake for traditional.
        sources = group[:1] if table == "traditional" else group
        for character in sources:
            others = "".join(c for c in group if c != character)
            if others:
                found.setdefault(character, others)
    return found
