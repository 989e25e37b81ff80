"""Made-up logs, inspections, answers and judgements, drawn as text or as short mappings."""

import re
from datetime import date

import pandas as pd

from anyuan import records
from anyuan.codebook import RuleBook, table
from anyuan.review.accounts import find_events, read_accounts
from anyuan.review.intervals import measure_intervals
from anyuan.review.verdicts import Incident, judge_duties

DAY = date(2024, 10, 15)
SCHOOL, OTHER_SCHOOL, NUMBER = "S1", "S2", "X1"
_MECHANISM = {"school_code": "str", "item": "str", "round": "str", "answer": "str"}
_MECHANISM |= {"answered_on": "datetime64[us]"}
_JUDGEMENTS = dict.fromkeys(("duty", "verdict", "evidence", "judged_by"), "str")
_MOMENTS = ("happened_at", "happened_until", "logged_at", "learnt_at")


def log(text: str, on: date = DAY) -> pd.DataFrame:
    """Return rows of one incident's log: a heading, a line each, cells split by |, - blank.

    `at` says the time: 14:02, 约14:02, 14:02至14:20, 14:02至 (ends nowhere), 没有 (a denial), -.
    Times without a day are of the day `on`. What the heading leaves out is filled in: the duty log
    of the school, entries in order, nothing learnt or logged.
    """
    lines = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]
    return log_frame([dict(zip(lines[0], line, strict=True)) for line in lines[1:]], on)


def log_of(told: dict[str, str | list[str]], on: date = DAY) -> pd.DataFrame:
    """Return the log in which each event has the times (as `at` of `log`) that a mapping says."""
    pairs = [
        (event, at)
        for event, times in told.items()
        for at in ([times] if isinstance(times, str) else times)
    ]
    return log_frame([{"event": event, "at": at} for event, at in pairs], on)


def log_frame(rows: list[dict[str, str]], on: date = DAY) -> pd.DataFrame:
    """Return rows of the log as a record frame."""
    full = [_entry(row, n, on) for n, row in enumerate(rows, start=1)]
    found = pd.DataFrame(full, columns=[*table("incident_log").columns, "period"])
    found["event_no"] = pd.to_numeric(found["event_no"]).astype("Int64")
    return _record_frame("incident_log", found)


def accounts(text: str, about_minutes: int = 10) -> pd.DataFrame:
    """Return the accounts of a log drawn as text."""
    return read_accounts(log(text), about_minutes)


def inspections(text: str = "") -> pd.DataFrame:
    """Return inspections, a line each: item | inspected_on | found (| by (| school))."""
    rows = []
    for line in text.strip().splitlines():
        item, day, found, *rest = (cell.strip() for cell in line.split("|"))
        by, school = [*rest, *["education", SCHOOL][len(rest) :]]
        rows.append((school, pd.Timestamp(day), by, item, found, "2024-10"))
    names = ["school_code", "inspected_on", "inspected_by", "item", "found", "period"]
    found = pd.DataFrame(rows, columns=names)
    return _record_frame("inspections", found.astype({"inspected_on": "datetime64[us]"}))


def mechanism(text: str = "") -> pd.DataFrame:
    """Return where schools stand now, a line each: item | round | answer | answered_on (| school).

    In the columns of `bullying.mechanism.stand_now` that a verdict is drawn from.
    """
    rows = []
    for line in text.strip().splitlines():
        cells = [cell.strip() for cell in line.split("|")]
        item, in_round, answer, day, school = [*cells, *[SCHOOL][len(cells) - 4 :]]
        at = None if day == "-" else pd.Timestamp(day)
        rows.append((school, item, None if in_round == "-" else in_round, answer, at))
    return pd.DataFrame(rows, columns=list(_MECHANISM)).astype(_MECHANISM)


def judgements(text: str = "") -> pd.DataFrame:
    """Return the panel's judgements, a line each: duty | verdict | evidence | judged_by."""
    rows = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]
    return pd.DataFrame(rows, columns=list(_JUDGEMENTS)).astype(_JUDGEMENTS)


def incident(**other) -> Incident:
    """Return an injury at a junior school without boarders, but for what is said otherwise."""
    usual = {"incident_no": NUMBER, "school_code": SCHOOL, "school_kind": "junior"}
    usual |= {"is_boarding": False, "kind": "injury", "on": DAY, "is_minors_case": False}
    return Incident(**(usual | other))


def intervals(rows: pd.DataFrame, on: date = DAY, settings: dict | None = None) -> pd.DataFrame:
    """Return the intervals of a log, read by the rules of the day."""
    return measure_intervals(events(rows, on, settings), RuleBook(settings), on)


def events(rows: pd.DataFrame, on: date = DAY, settings: dict | None = None) -> pd.DataFrame:
    """Return the events of a log, read by the rules of the day."""
    about = RuleBook(settings).value("review.about_minutes", on)
    return find_events(read_accounts(rows, about))


def verdicts(of: Incident, rows: pd.DataFrame | None = None, **ledgers: str) -> pd.DataFrame:
    """Return the verdicts on an incident, by duty; ledgers as text (see the functions here)."""
    rows = log_frame([]) if rows is None else rows
    settings = ledgers.pop("settings", None)
    return judge_duties(
        of,
        intervals(rows, of.on, settings),
        events(rows, of.on, settings),
        inspections=inspections(ledgers.pop("inspections", "")),
        mechanism_now=mechanism(ledgers.pop("mechanism", "")),
        judgements=judgements(ledgers.pop("judgements", "")),
        book=RuleBook(settings),
        **ledgers,
    ).set_index("duty")


def _entry(row: dict[str, str], number: int, on: date) -> dict[str, str | None]:
    row = {key: None if cell == "-" else cell for key, cell in row.items()}
    usual = {"school_code": SCHOOL, "incident_no": NUMBER, "source": "duty_log", "party": "school"}
    usual |= {"entry_no": str(number), "what": "示例", "period": "2024-10"}
    full = dict.fromkeys(table("incident_log").columns) | usual
    full |= _time(row.pop("at", None)) | row
    for name in _MOMENTS:
        if full[name] is not None and "T" not in full[name]:
            full[name] = f"{on.isoformat()}T{full[name]}"
    return full


def _time(at: str | None) -> dict[str, str | None]:
    if not at:
        return {}
    if at == "没有":
        return {"says": "not_happened"}
    found = re.fullmatch(r"(约?)([0-9T:-]+)(?:(至)(.*))?", at)
    about, start, between, end = found.groups()
    code = "about" if about else "between" if between else "exact"
    return {"precision": code, "happened_at": start, "happened_until": end or None}


def _record_frame(name: str, rows: pd.DataFrame) -> pd.DataFrame:
    number = range(len(rows))
    meta = {"file_sha8": "00000000", "sheet": "Sheet1", "doubts": ""}
    keyed = rows.assign(**meta, row=number, record_key=[f"{name}-{n}" for n in number])
    return records.as_record_frame(table(name), keyed)
