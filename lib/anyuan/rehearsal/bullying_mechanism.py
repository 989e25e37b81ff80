"""What each school truly has against bullying, month by month, and what it says that it has."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import numpy as np
import pandas as pd

from anyuan.codebook import mechanism_items
from anyuan.period import Month
from anyuan.rehearsal.bullying_sites import Site
from anyuan.rehearsal.draws import stream
from anyuan.rehearsal.facts import MONTHS
from anyuan.rehearsal.words import words

_PRESENT, _PARTLY, _ABSENT, _UNKNOWN = "present", "partly", "absent", "unknown"
_STATES = (_PRESENT, _PARTLY, _ABSENT)
_VOCATIONAL = "vocational"
BASELINE, SELF_CHECK, INSPECTION = "baseline", "self_check", "inspection"


def make_states(seed: int, sites: Sequence[Site]) -> pd.DataFrame:
    """Return the truth: school_code, item, month, state; one row a school, item and month's end."""
    lists, months = words("bullying_mechanism"), [str(m) for m in MONTHS]
    rows = []
    for site in sites:
        rng = stream(seed, "mechanism truth", site.code)
        for item in mechanism_items():
            shares = lists["baseline"].get(item, lists["baseline"]["usual"])
            weight = np.array([float(shares[s]) for s in _STATES])
            weight[1:] *= float(lists["private_lacks"]) if site.is_private else 1.0
            state = str(rng.choice(_STATES, p=weight / weight.sum()))
            mended = _mended_in(rng)
            lapses = rng.random() < float(lists["lapsed"]["share"])
            for month in months:
                if mended and month >= mended:
                    state = _PRESENT
                if lapses and state == _PRESENT and month == lists["lapsed"]["month"]:
                    state, mended = _PARTLY, None
                rows.append((site.code, item, month, state))
    return pd.DataFrame(rows, columns=["school_code", "item", "month", "state"], dtype="str")


def _mended_in(rng: np.random.Generator) -> str | None:
    shares = {month: float(p) for month, p in words("bullying_mechanism")["mended"].items()}
    options = [*shares, None]
    at = int(rng.choice(len(options), p=[*shares.values(), 1 - sum(shares.values())]))
    return options[at]


def make_answers(seed: int, sites: Sequence[Site], states: pd.DataFrame) -> pd.DataFrame:
    """Return what was said of each school: one row a round, school and item.

    Columns file_month (of the file in which it comes), school_code, round, item, answer, evidence,
    answered_on, answered_by, is_false: it says present where in truth it is not.
    """
    true = states.set_index(["school_code", "item", "month"])["state"].to_dict()
    rows = []
    for site in sites:
        for round_ in (BASELINE, SELF_CHECK, INSPECTION):
            rows += _round(seed, site, round_, true)
    names = ["file_month", "school_code", "round", "item", "answer", "evidence"]
    names += ["answered_on", "answered_by", "is_false"]
    return pd.DataFrame(rows, columns=names)


def is_inspected(seed: int, site: Site) -> bool:
    """Whether a school is inspected in September: private, boarding, vocational, and a third."""
    lot = stream(seed, "inspected", site.code).random()
    first = site.is_private or site.is_boarding or site.kind == _VOCATIONAL
    return first or lot < float(words("bullying_mechanism")["inspected"])


def _round(seed: int, site: Site, round_: str, true: Mapping[tuple, str]) -> list[tuple]:
    lists = words("bullying_mechanism")
    rng = stream(seed, "mechanism answers", site.code, round_)
    lot = rng.random()
    if round_ == INSPECTION:
        if not is_inspected(seed, site):
            return []
        file_month, days = lists["months"][round_], lists["days"][round_]
        by = lists["inspectors"][int(rng.integers(0, len(lists["inspectors"])))]
    else:
        if lot < float(lists["never"][round_]):
            return []
        late = lot < float(lists["never"][round_]) + float(lists["late"][round_])
        file_month = lists["late_months" if late else "months"][round_]
        days = lists["late_days" if late else "days"][round_]
        office = lists["answerers"][int(rng.integers(0, len(lists["answerers"])))]
        by = site.name + office
    first, last = (date.fromisoformat(days[k]) for k in ("first", "last"))
    day = first + timedelta(days=int(rng.integers(0, (last - first).days + 1)))
    month = lists["months"][round_]
    rows = []
    for item in mechanism_items():
        was = true[site.code, item, month]
        answer, is_false = _say(seed, site.code, item, (round_, was), rng)
        evidence = _evidence(rng, answer, round_, is_false, _claims(seed, site.code, item, was))
        rows.append(
            (file_month, site.code, round_, item, answer, evidence or None, day, by, is_false)
        )
    return rows


def _say(
    seed: int, code: str, item: str, round_and_state: tuple[str, str], rng: np.random.Generator
) -> tuple[str, bool]:
    """Return an answer and whether it claims what is not so. An inspection says what is."""
    round_, was = round_and_state
    lists = words("bullying_mechanism")
    if round_ == INSPECTION:
        return was, False
    if rng.random() < float(lists["unknown"][round_]):
        return _UNKNOWN, False
    if round_ == SELF_CHECK and was != _PRESENT:
        if _claims(seed, code, item, was):
            return _PRESENT, True
        if was == _ABSENT and rng.random() < float(lists["claimed"]["improved_to_partly"]):
            return _PARTLY, False
    return was, False


def _claims(seed: int, code: str, item: str, was: str) -> bool:
    """Whether a school claims at the self-check to have mended what it has not."""
    lot = stream(seed, "mechanism claim", code, item).random()
    share = words("bullying_mechanism")["claimed"]["false_claim"]
    return was != _PRESENT and lot < float(share)


def _evidence(
    rng: np.random.Generator, answer: str, round_: str, is_false: bool, was_claimed: bool
) -> str:
    kind = "false" if is_false else answer
    if round_ == INSPECTION and was_claimed:
        kind = "found_false"
    options = words("bullying_mechanism")["evidence"][kind]
    return options[int(rng.integers(0, len(options)))]


def claims_by_month(states: pd.DataFrame, answers: pd.DataFrame) -> pd.DataFrame:
    """Return the truth with what was last claimed: states and claimed, is_false_claim by month.

    `claimed` is the newest answer of the school itself up to the month's end, null before any; a
    false claim is one of present where the truth is not, at that month's end.
    """
    said = answers[answers["round"] != INSPECTION].copy()
    said["month"] = [str(Month.of(day)) for day in said["answered_on"]]
    said = said.sort_values("answered_on", kind="stable")
    newest = said.drop_duplicates(["school_code", "item", "month"], keep="last")
    keys = ["school_code", "item", "month"]
    frame = states.merge(newest[[*keys, "answer"]], on=keys, how="left")
    frame["claimed"] = frame.groupby(["school_code", "item"])["answer"].ffill()
    is_false = (frame["claimed"] == _PRESENT) & (frame["state"] != _PRESENT)
    return frame.assign(is_false_claim=is_false).drop(columns="answer")
