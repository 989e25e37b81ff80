"""What the offices would type into the tables behind the plan's forms; all of it made up."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import pandas as pd

from anyuan.codebook import code_list, table
from anyuan.period import Month
from anyuan.rehearsal.draws import stream
from anyuan.rehearsal.facts import MONTHS
from anyuan.rehearsal.names import draw_parent_names, draw_surnames
from anyuan.rehearsal.schools import GRADES
from anyuan.rehearsal.words import words
from anyuan.rehearsal.world import World

POLICE_MONTH, BASICS = "police_month", "school_basics"
SECURITY, DEPUTIES = "school_security", "legal_deputies"
FORM_TABLES = (POLICE_MONTH, BASICS, SECURITY, DEPUTIES)
_NEVER_BLANK = frozenset({"school_code", "station", "deputy_name", "rectify_due_on"})


def form_rows(world: World, name: str, place: int) -> pd.DataFrame | None:
    """Return the rows of a table of a month by the codebook's columns; None where none comes.

    Days are dates, counts and booleans objects, blanks None; nothing is spoilt yet.
    """
    month = MONTHS[place]
    if name == POLICE_MONTH:
        rows = _police_month(world, month)
    elif str(month) in words("forms")["months"][name]:
        make = {BASICS: _basics, SECURITY: _security, DEPUTIES: _deputy}[name]
        rows = [
            _with_blanks(world, name, month, make(world, school, month, place))
            for school in world.schools.assign(row=range(len(world.schools))).to_dict("records")
            if _lot(world, name, month, school["school_code"], "sent") >= _share("school_left_out")
        ]
    else:
        return None
    return pd.DataFrame(rows, columns=list(table(name).columns), dtype=object)


def stations(world: World) -> dict[str, str]:
    """Return the police station of each township, by township code."""
    return {code: f"{t.short}派出所" for code, t in world.county.townships.items()}


def _police_month(world: World, month: Month) -> list[dict]:
    lists, rows = words("forms"), []
    for code, station in stations(world).items():
        if _lot(world, POLICE_MONTH, month, code, "silent") < _share("station_silent"):
            continue
        rng = stream(world.seed, "form counts", month, code)
        numbers = {item: int(rng.poisson(float(mean))) for item, mean in lists["means"].items()}
        for item, part in lists["parts"].items():
            numbers[item] = int(rng.binomial(numbers[part["of"]], float(part["share"])))
        for item in code_list("police_item").labels:
            if rng.random() >= _share("item_left_out"):
                row = {"item": item, "station": station, "number": numbers[item], "note": None}
                rows.append(row)
    return rows


def _basics(world: World, school: Mapping, month: Month, place: int) -> dict:
    lists, code = words("forms"), school["school_code"]
    rng = stream(world.seed, "form basics", code)
    n = _n_pupils(world, school, place)
    has_roll = school["kind"] in GRADES
    if has_roll and rng.random() < _share("pupils_differ"):
        n += int(rng.integers(1, int(lists["pupils_off"]) + 1))
    men = int(rng.binomial(n, 0.52))
    short = world.county.townships[school["township"]]
    street = lists["streets"][int(rng.integers(0, len(lists["streets"])))]
    return {
        "school_code": code,
        "address": f"{short.name}{street}{int(rng.integers(1, 90))}号",
        "principal_name": _official(world, "principal", code),
        "principal_phone": _phone(world, "principal", code),
        "n_pupils": n,
        "n_men": None if has_roll else men,
        "n_women": None if has_roll else n - men,
        "n_boarders": None if has_roll else (n // 2 if school["is_boarding"] else 0),
        "n_staff": max(2, round(n / float(lists["pupils_a_teacher"]))),
        "n_classes": max(1, round(n / float(lists["pupils_a_class"]))),
        "n_school_buses": int(rng.poisson(float(lists["buses"]))),
        "safety_head": _official(world, "safety", code),
        "safety_phone": _phone(world, "safety", code),
        "police_station": stations(world)[school["township"]],
    }


def _security(world: World, school: Mapping, month: Month, place: int) -> dict:
    lists, code = words("forms"), school["school_code"]
    rng = stream(world.seed, "form security", code, month)
    n = _n_pupils(world, school, place)
    needed = next(int(guards) for limit, guards in lists["guards"] if n < int(limit))
    present = needed - int(rng.random() < _share("guards_short"))
    has = {name: bool(rng.random() >= float(lack)) for name, lack in lists["lacks"].items()}
    is_late = rng.random() < _share("alarm_late")
    tested = (month.previous() if is_late else month).first_day + timedelta(
        days=int(rng.integers(0, 27))
    )
    is_trained_late = rng.random() < _share("trained_late")
    quarter = date(month.year, (month.number - 1) // 3 * 3 + 1, 1)
    trained = quarter + timedelta(days=int(rng.integers(-80, -1) if is_trained_late else 5))
    lacks = present < needed or not all(has.values())
    due = month.last_day + timedelta(days=int(rng.integers(-10, 40)))
    return {
        "school_code": code,
        "n_guards_needed": needed,
        "n_guards": present,
        "n_guards_certified": _less(present, rng.random() < _share("guards_uncertified")),
        "n_guards_within_age": _less(present, rng.random() < _share("guards_too_old")),
        "guards_trained_on": trained,
        **has,
        "alarm_tested_on": tested,
        "n_video_days": _by_lot(lists["video_days"], rng.random()),
        "n_patrols": _by_lot(lists["patrols"], rng.random()),
        "rectify_due_on": due if lacks and rng.random() < _share("rectify") else None,
    }


def _deputy(world: World, school: Mapping, month: Month, place: int) -> dict:
    lists, code = words("forms"), school["school_code"]
    township = school["township"]
    rng = stream(world.seed, "form lessons", code, month)
    posts = lists["posts"]
    is_appointed = _lot(world, "vice principal", code) < _share("vice_principal")
    until = date(2024 + 1 + int(_lot(world, "until", code) * 3), 8, 31)
    return {
        "station": stations(world)[township],
        "deputy_name": _official(world, "deputy", township),
        "post": posts[int(_lot(world, "post", township) * len(posts))],
        "deputy_phone": _phone(world, "deputy", township),
        "school_code": code,
        "n_lessons": _by_lot(lists["lessons"][str(month)], rng.random()),
        "is_vice_principal": is_appointed,
        "appointed_until": until if is_appointed else None,
    }


def _with_blanks(world: World, name: str, month: Month, row: dict) -> dict:
    """Return a row in which somebody has left out a cell or two that may be blank."""
    columns = table(name).columns
    rng = stream(world.seed, "form blanks", name, month, row["school_code"])
    lots = rng.random(len(columns))
    is_out = {
        column: lot < _share("cell_blank") and column not in _NEVER_BLANK
        for column, lot in zip(columns, lots, strict=True)
    }
    return {column: None if is_out[column] else row[column] for column in columns}


def _n_pupils(world: World, school: Mapping, place: int) -> int:
    if school["kind"] in GRADES:
        return int((world.on_roll[:, place] & (world.school[:, place] == school["row"])).sum())
    usual = float(words("forms")["pupils_of"].get(school["kind"], "300"))
    share = min(1.0, world.n_children / 45_000)
    return max(12, round(usual * float(school["size"]) * max(share, 0.2)))


def _official(world: World, what: str, place: str) -> str:
    rng = stream(world.seed, "form officials", what, place)
    return draw_parent_names(draw_surnames(1, rng), bool(rng.random() < 0.7), rng)[0]


def _phone(world: World, what: str, place: str) -> str:
    rng = stream(world.seed, "form phones", what, place)
    return f"199000{int(rng.integers(0, 100_000)):05d}"


def _less(n: int, is_less: bool) -> int:
    return max(0, n - 1) if is_less else n


def _by_lot(steps: Sequence[Sequence[str]], lot: float) -> int:
    return next(int(number) for share, number in steps if lot < float(share))


def _lot(world: World, *purpose: object) -> float:
    return float(stream(world.seed, "form lot", *purpose).random())


def _share(name: str) -> float:
    return float(words("forms")[name])
