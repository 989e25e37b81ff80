"""Made-up incidents drawn from a seed: accounts with gaps, inspections, answers, judgements.

Days and minutes lie close to the limits and to one another, so that ranges meet and miss, knowledge
comes in every order, and each verdict is drawn often.
"""

import random
from datetime import date, datetime, time, timedelta
from typing import Any

from bench.as_of_oracle import DUTIES, INTERVALS, read

CODES = read("codes/review.yaml")
DAYS = ("2004-11-30", "2007-06-01", "2021-05-31", "2021-06-01", "2022-06-01", "2024-06-04")
DAYS += ("2024-06-05", *("2024-09-12", "2024-10-15", "2024-11-30") * 4)
KINDS = ("primary", "junior", "vocational", "kindergarten")
SCHOOLS = ("S1", "S1", "S1", "S2")
KINDS_OF_INCIDENT = [*CODES["incident_kind"], *("injury", "bullying", "intrusion", "food") * 3]
PARTIES = [code for code in CODES["party"] if code != "clause"]
SOURCES = list(CODES["log_source"])
EVENTS = sorted({entry[end] for entry in INTERVALS.values() for end in ("from", "to")})
EVENTS += ["samples_kept", "political_told", "sign"]
STARTS = ("detected", "detected", "head_told", "education_told")
ASKED = [code for code, duty in DUTIES["duties"].items() if "standing" in duty["judged"]]
ASKED += ["alarm_test", "alarm_test", "alarm_test"]
BACK = (-1, 0, 1, 2, 30, 31, 32, 179, 180, 181, 400)
SPANS = (6, 15, 70, 130, 1500)
Row = dict[str, Any]


def draw_history(seed: int) -> Row:
    """Return one incident: its facts, the county's settings, and the rows of its ledgers."""
    rng = random.Random(seed)
    on = date.fromisoformat(rng.choice(DAYS))
    start = datetime.combine(on, time(rng.choice((7, 14, 23)), rng.randrange(60)))
    span = rng.choice(SPANS)
    incident = {
        "incident_no": "X1",
        "school_code": "S1",
        "school_kind": rng.choice(KINDS),
        "is_boarding": rng.choice((True, False, None)),
        "kind": rng.choice(KINDS_OF_INCIDENT),
        "on": on,
        "is_minors_case": rng.random() < 0.5,
    }
    few = rng.sample(EVENTS, rng.randint(1, len(EVENTS))) + list(STARTS)
    accounts = [_account(rng, n, start, span, few) for n in range(rng.randint(0, 30))]
    return {
        "seed": seed,
        "incident": incident,
        "settings": _settings(rng),
        "accounts": accounts,
        "inspections": [_inspection(rng, on) for _ in range(rng.randint(0, 120))],
        "mechanism": _mechanism(rng, on),
        "judgements": [_judgement(rng, start, span) for _ in range(rng.randint(0, 5))],
        "views": [(rng.choice(PARTIES), _moment_asked(rng, accounts, start)) for _ in range(3)],
    }


def _account(rng: random.Random, number: int, start: datetime, span: int, few: list[str]) -> Row:
    at = _some(rng, 0.85, start + timedelta(minutes=rng.randrange(span)))
    until = None if at is None else _some(rng, 0.8, at + timedelta(minutes=rng.randint(-3, 30)))
    named = ";".join(rng.sample(PARTIES, rng.randint(1, 3)))
    return {
        "school_code": "S1",
        "incident_no": "X1",
        "source": rng.choice(SOURCES),
        "entry_no": str(number),
        "party": rng.choice(PARTIES),
        "event": rng.choice(few),
        "event_no": rng.choice((None, None, None, None, 1, 2)),
        "says": rng.choice(
            (None, None, None, None, "happened", "happened", "happened", "not_happened")
        ),
        "precision": rng.choice((None, "exact", "exact", "about", "between")),
        "happened_at": at,
        "happened_until": until,
        "logged_at": _some(rng, 0.6, start + timedelta(minutes=rng.randrange(2 * span))),
        "learnt_by": _some(rng, 0.6, named),
        "learnt_at": _some(rng, 0.6, start + timedelta(minutes=rng.randrange(2 * span))),
        "what": "示例",
    }


def _settings(rng: random.Random) -> dict[str, str]:
    if rng.random() < 0.7:
        return {}
    about, alarm, days = rng.choice(("0", "3")), rng.choice(("1", "15")), rng.choice(("30", "181"))
    return {
        "review.about_minutes": about,
        "review.alarm_minutes": alarm,
        "review.standing_days": days,
    }


def _inspection(rng: random.Random, on: date) -> Row:
    return {
        "school_code": rng.choice(SCHOOLS),
        "inspected_on": on - timedelta(days=rng.choice(BACK)),
        "inspected_by": rng.choice(PARTIES),
        "item": rng.choice(ASKED),
        "found": rng.choice(list(CODES["inspection_finding"])),
    }


def _mechanism(rng: random.Random, on: date) -> list[Row]:
    rows = []
    for school in ("S1", "S2"):
        for item in ("6", "15", "17"):
            answer = rng.choice(("present", "partly", "absent", "unknown", "not_received", None))
            is_said = answer in ("present", "partly", "absent")
            row = {"school_code": school, "item": item, "answer": answer}
            row["round"] = rng.choice(("baseline", "self_check", "inspection")) if is_said else None
            row["answered_on"] = on - timedelta(days=rng.choice((1, 5, 90))) if is_said else None
            rows += [row] if answer is not None else []
    return rows


def _judgement(rng: random.Random, start: datetime, span: int) -> Row:
    return {
        "duty": rng.choice(list(DUTIES["duties"])),
        "verdict": rng.choice([code for code in CODES["duty_verdict"] if code != "clause"]),
        "evidence": "见笔录",
        "judged_by": rng.choice(PARTIES),
        "recorded_at": start + timedelta(minutes=rng.randrange(2 * span)),
    }


def _moment_asked(rng: random.Random, accounts: list[Row], start: datetime) -> datetime:
    """Return a moment of an account, or the minute beside it, where knowledge changes."""
    moments = [row[name] for row in accounts for name in ("logged_at", "learnt_at") if row[name]]
    return rng.choice(moments or [start]) + timedelta(minutes=rng.choice((-1, 0, 0, 1, 30)))


def _some(rng: random.Random, chance: float, value: Any) -> Any:
    return value if rng.random() < chance else None
