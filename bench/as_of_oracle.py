"""What a review must say of an incident, worked out again in plain loops.

Written from the rules of the review alone: no frame, and nothing of the package is imported; the
codebook's files are read as text. Rows are mappings as `bench.as_of_histories` makes them: moments
are datetime or None, codes str or None.
"""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

DATA = Path(__file__).parents[1] / "lib" / "anyuan" / "codebook" / "data"
Row = dict[str, Any]


def read(name: str) -> dict[str, Any]:
    """Return a file of the codebook, every leaf as text."""
    return yaml.load((DATA / name).read_text(encoding="utf-8"), Loader=yaml.BaseLoader)


RULES, INTERVALS, DUTIES = read("rules/review.yaml"), read("intervals.yaml"), read("duties.yaml")


def rule(key: str, on: date, settings: dict[str, str]) -> int | None:
    """Return the number of a rule on a day, None before its first."""
    if key in settings:
        return int(settings[key])
    newest = None
    for day, value in RULES[key]["values"].items():
        if day <= on.isoformat() and (newest is None or day > newest[0]):
            newest = (day, value)
    return None if newest is None else int(newest[1])


def range_of(row: Row, about: int) -> tuple[datetime, datetime] | None:
    """Return the first and the last minute that an account allows."""
    at, until = row["happened_at"], row["happened_until"]
    if row["says"] == "not_happened" or at is None:
        return None
    if row["precision"] == "about":
        return at - timedelta(minutes=about), at + timedelta(minutes=about)
    if row["precision"] == "between":
        return None if until is None or until < at else (at, until)
    return at, at


def known_from(row: Row) -> dict[str, datetime | None]:
    """Return since when each party knows of an account; None where nobody can say."""
    found: dict[str, list[datetime]] = {row["party"]: []}
    for moment in (row["logged_at"], row["learnt_at"]):
        if moment is not None:
            found[row["party"]].append(moment)
            break
    for party in (row["learnt_by"] or "").split(";"):
        if party:
            found.setdefault(party, [])
            for moment in (row["learnt_at"], row["logged_at"]):
                if moment is not None:
                    found[party].append(moment)
                    break
    return {party: min(moments) if moments else None for party, moments in found.items()}


def seen_by(rows: list[Row], party: str, at: datetime) -> list[int]:
    """Return the places of the accounts that a party knew at a moment."""
    places = []
    for place, row in enumerate(rows):
        moment = known_from(row).get(party)
        if moment is not None and moment <= at:
            places.append(place)
    return places


def knowable(rows: list[Row]) -> dict[tuple[str, int, str], datetime | None]:
    """Return since when each party could know of each event."""
    found: dict[tuple[str, int, str], datetime | None] = {}
    for row in rows:
        for party, moment in known_from(row).items():
            key = (row["event"], row["event_no"] or 1, party)
            earlier = found.get(key)
            if earlier is None or (moment is not None and moment < earlier):
                found[key] = moment if moment is not None else earlier
    return found


def events(rows: list[Row], about: int) -> dict[tuple[str, int], Row]:
    """Return each event: low, high, n, conflicting, disputed, denied."""
    groups: dict[tuple[str, int], list[Row]] = {}
    for row in rows:
        groups.setdefault((row["event"], row["event_no"] or 1), []).append(row)
    found = {}
    for key, group in groups.items():
        ranges = [one for one in (range_of(row, about) for row in group) if one is not None]
        n_denials = sum(row["says"] == "not_happened" for row in group)
        one = {"low": None, "high": None, "n": len(group), "conflicting": False}
        one |= {"denied": n_denials == len(group), "disputed": 0 < n_denials < len(group)}
        if ranges:
            low, high = max(r[0] for r in ranges), min(r[1] for r in ranges)
            if low > high:
                low, high = min(r[0] for r in ranges), max(r[1] for r in ranges)
                one["conflicting"] = True
            one |= {"low": low, "high": high}
        found[key] = one
    return found


def intervals(
    told: dict[tuple[str, int], Row], on: date, settings: dict[str, str]
) -> dict[str, Row]:
    """Return each interval: low, high, limit, verdict, backwards, conflicting."""
    found = {}
    for code, entry in INTERVALS.items():
        start, end = told.get((entry["from"], 1)), told.get((entry["to"], 1))
        limit = rule(entry["within"], on, settings) if "within" in entry else None
        low = high = None
        if start is not None and end is not None and start["low"] and end["low"]:
            low = minutes(start["high"], end["low"])
            high = minutes(start["low"], end["high"])
        if end is None:
            verdict = "no_record"
        elif end["denied"]:
            verdict = "not_met"
        elif start is None or start["low"] is None:
            verdict = "no_record"
        elif end["disputed"]:
            verdict = "unclear"
        elif end["low"] is None:
            verdict = "no_record"
        elif limit is None:
            verdict = None
        elif high <= limit:
            verdict = "met"
        elif low > limit:
            verdict = "late"
        else:
            verdict = "unclear"
        found[code] = {
            "low": low,
            "high": high,
            "limit": limit,
            "verdict": None if limit is None and verdict != "no_record" else verdict,
            "backwards": high is not None and high < 0,
            "conflicting": bool((start and start["conflicting"]) or (end and end["conflicting"])),
        }
    return found


def minutes(start: datetime, end: datetime) -> int:
    """Return the whole minutes from one moment to another."""
    return int((end - start).total_seconds()) // 60


def is_owed(duty: Row, incident: Row) -> bool:
    """Whether a duty was owed on the day, by the school, in the incident."""
    applies = duty.get("applies", {})
    if incident["on"].isoformat() < duty["from"]:
        return False
    if "kinds" in applies and incident["school_kind"] not in applies["kinds"]:
        return False
    if "incidents" in applies and incident["kind"] not in applies["incidents"]:
        return False
    if "boarding" in applies and incident["is_boarding"] is False:
        return False
    return "minors_case" not in applies or incident["is_minors_case"]


def verdicts(history: Row, view: list[Row], panel: list[Row]) -> dict[str, tuple[str, str, str]]:
    """Return each duty's verdict, the computed one, and who judged, by some of the accounts."""
    incident, settings = history["incident"], history["settings"]
    on = incident["on"]
    told = events(view, rule("review.about_minutes", on, settings))
    measured = intervals(told, on, settings)
    found = {}
    for code, duty in DUTIES["duties"].items():
        computed = "not_applicable"
        if is_owed(duty, incident):
            computed = computed_verdict(code, duty, history, told, measured)
        verdict, by = computed, "rule"
        for judgement in panel:
            if judgement["duty"] == code:
                verdict, by = judgement["verdict"], judgement["judged_by"]
        found[code] = (verdict, computed, by)
    return found


def computed_verdict(code: str, duty: Row, history: Row, told: Row, measured: Row) -> str:
    """Return what the records say of a duty that was owed."""
    judged, on, settings = duty["judged"], history["incident"]["on"], history["settings"]
    if judged == "panel":
        return "no_record"
    if judged == "standing":
        days = rule("review.standing_days", on, settings)
        return by_inspections(code, history, days, "no_record")
    if "tested" in judged:
        return by_inspections(code, history, rule(judged["tested"], on, settings), "late")
    if "interval" in judged:
        return measured[judged["interval"]]["verdict"]
    if "mechanism" in judged:
        for row in history["mechanism"]:
            is_asked = row["school_code"] == history["incident"]["school_code"]
            if is_asked and row["item"] == judged["mechanism"]:
                answers = {"present": "met", "partly": "not_met", "absent": "not_met"}
                return answers.get(row["answer"], "no_record")
        return "no_record"
    mine = [one for (event, _), one in told.items() if event == judged["entry"]]
    if any(not one["denied"] and not one["disputed"] for one in mine):
        return "met"
    if any(one["disputed"] for one in mine):
        return "unclear"
    return "not_met" if mine else "no_record"


def by_inspections(code: str, history: Row, days: int, if_old: str) -> str:
    """Return what the newest inspection before the day says; `if_old` where it is too old."""
    incident = history["incident"]
    newest, said = None, set()
    for row in history["inspections"]:
        if row["school_code"] != incident["school_code"] or row["item"] != code:
            continue
        if row["found"] == "not_checked" or row["inspected_on"] >= incident["on"]:
            continue
        if newest is None or row["inspected_on"] > newest:
            newest, said = row["inspected_on"], set()
        if row["inspected_on"] == newest:
            said.add("met" if row["found"] == "met" else "not_met")
    if newest is None:
        return "no_record"
    if (incident["on"] - newest).days > days:
        return if_old
    return said.pop() if len(said) == 1 else "unclear"
