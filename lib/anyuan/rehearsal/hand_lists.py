"""The rows of the lists that somebody types: returns, visits, notices, exclusions, elsewhere."""

import pandas as pd

from anyuan.rehearsal.draws import stream
from anyuan.rehearsal.facts import MONTHS
from anyuan.rehearsal.identities import written_identity
from anyuan.rehearsal.registers import class_numbers
from anyuan.rehearsal.truth import elsewhere_now, valid_exclusions
from anyuan.rehearsal.words import words
from anyuan.rehearsal.world import World

_NO_REASON_GIVEN = 0.15


def attendance_rows(world: World, place: int) -> pd.DataFrame:
    """Return the rows of all attendance returns of a month; `school` is the school's row.

    One row a spell that was open on some day of the month, by what the school says of it: hidden
    spells are left out, a return that did not happen is there. Who is lawfully excluded at the
    month's end, or on no roll in the month, is not on a return.
    """
    month = MONTHS[place]
    excluded = set(valid_exclusions(world, month.last_day))
    lot = stream(world.seed, "reasons given").random(len(world.facts.absences))
    rows = []
    for k, spell in enumerate(world.facts.absences):
        back = spell.claimed_back_on or spell.returned_on
        is_over = back is not None and back < month.first_day
        if spell.is_hidden or is_over or spell.first_absent_on > month.last_day:
            continue
        if spell.child in excluded or not world.on_roll[spell.child, place]:
            continue
        rows.append(
            {
                "child": spell.child,
                "first_absent_on": spell.first_absent_on,
                "reason": spell.reason if lot[k] >= _NO_REASON_GIVEN else None,
                "returned_on": back if back is not None and back <= month.last_day else None,
                "is_repeat": spell.is_repeat,
            }
        )
    columns = ["child", "first_absent_on", "reason", "returned_on", "is_repeat"]
    frame = _with_identity(world, "attendance_return", place, rows, columns)
    child = frame["child"].to_numpy(dtype="int64")
    frame["school"] = world.school[child, place]
    frame["school_code"] = world.schools["school_code"].to_numpy()[frame["school"]]
    frame["grade"] = world.grade[child, place].astype(str)
    frame["class_no"] = [f"{k}班" for k in class_numbers(world, place)[child]]
    return frame.sort_values(["school", "grade", "first_absent_on", "child"], kind="stable")


def elsewhere_rows(world: World, place: int) -> pd.DataFrame:
    """Return the list of children at school elsewhere: every entry still valid in the month."""
    entries = sorted(elsewhere_now(world, place), key=lambda e: (e.found_on, e.child))
    columns = ["child", "studies_at", "school_name", "basis", "document_no", "found_on"]
    rows = [{c: getattr(e, c) for c in columns} for e in entries]
    return _with_identity(world, "elsewhere_enrolled", place, rows, columns)


def exclusion_rows(world: World, place: int) -> pd.DataFrame:
    """Return the list of exclusions: every entry ever made, lapsed ones too."""
    entries = [e for e in world.facts.exclusions if e.listed_from <= place]
    entries.sort(key=lambda e: (e.starts_on, e.child))
    columns = ["child", "kind", "document_no", "approver", "approved_on", "starts_on", "expires_on"]
    rows = [{c: getattr(e, c) for c in columns} for e in entries]
    return _with_identity(world, "exclusions", place, rows, columns)


def notice_rows(world: World, place: int) -> pd.DataFrame:
    """Return the month's notices of the police."""
    month = MONTHS[place]
    found = [n for n in world.facts.notices if month.first_day <= n.found_on <= month.last_day]
    found.sort(key=lambda n: (n.found_on, n.child))
    units = words("places")["stations"]
    rows = [
        {
            "child": n.child,
            "notice_no": f"示公通〔{month.year}〕{month.number:02d}{k + 1:02d}号",
            "unit": units[n.child % len(units)],
            "found_on": n.found_on,
            "current_place": n.current_place,
            "situation": n.situation,
        }
        for k, n in enumerate(found)
    ]
    columns = ["child", "notice_no", "unit", "found_on", "current_place", "situation"]
    frame = _with_identity(world, "police_notifications", place, rows, columns)
    child = frame["child"].to_numpy(dtype="int64")
    frame["household_place"] = world.children["household_place"].to_numpy()[child]
    return frame


def survey_rows(world: World, place: int) -> pd.DataFrame:
    """Return the month's door-to-door visits; a child in no register has no number to show."""
    month = MONTHS[place]
    visits = [s for s in world.facts.surveys if month.first_day <= s.surveyed_on <= month.last_day]
    visits.sort(key=lambda s: (s.surveyed_on, s.child))
    surveyors = words("places")["surveyors"]
    rows = [
        {
            "child": s.child,
            "finding": s.finding,
            "reason": s.reason,
            "destination": s.destination,
            "surveyed_on": s.surveyed_on,
            "surveyor": surveyors[(s.child + place) % len(surveyors)],
        }
        for s in visits
    ]
    columns = ["child", "finding", "reason", "destination", "surveyed_on", "surveyor"]
    frame = _with_identity(world, "field_survey", place, rows, columns)
    child = frame["child"].to_numpy(dtype="int64")
    unregistered = ~world.in_register[child, place] & ~world.on_roll[child, place]
    unregistered &= ~world.children["is_migrant"].to_numpy()[child]
    frame["resident_id"] = frame["resident_id"].mask(unregistered, None)
    frame["township"] = world.children["township"].to_numpy()[child]
    return frame


def _with_identity(
    world: World, table: str, place: int, rows: list[dict], columns: list[str]
) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=columns, dtype=object)
    child = frame["child"].to_numpy(dtype="int64")
    who = written_identity(world, table, place, child)
    for column in who.columns:
        frame[column] = who[column].to_numpy(dtype=object)
    frame["child"] = child
    return frame
