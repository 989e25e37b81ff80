"""What pupils would say in the anonymous survey, and what is true of them."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from anyuan.codebook import table
from anyuan.rehearsal.bullying_sites import Site
from anyuan.rehearsal.draws import pick, stream
from anyuan.rehearsal.words import words

_OFF = ("way_home", "online")
_NEVER, _ONCE = "never", "once_or_twice"
_NOBODY = "nobody"


def survey_months() -> dict[str, str]:
    """Return the months of the survey, each with its term."""
    return dict(words("bullying_survey")["months"])


def make_survey_truth(seed: int, sites: Sequence[Site], rates: pd.DataFrame) -> pd.DataFrame:
    """Return one row a school and survey: school_code, month, term, n_pupils, weekly_rate
    (incidents a pupil and week), prevalence, one column a form, n_asked, response (share that
    answers).

    `prevalence` and the forms are shares of pupils bullied two or three times a month or more.
    """
    lists = words("bullying_survey")
    weekly = rates.assign(n=rates["rate"] * rates["pupil_hours"] / 1000)
    weekly = weekly.groupby(["school_code", "term"])["n"].sum()
    beyond = 1 + sum(float(k) for k in words("bullying_rates")["beyond"].values())
    rows = []
    for month, term in survey_months().items():
        for site in sites:
            rate = beyond * weekly[site.code, term] / site.n_pupils(term)
            share = min(float(lists["most"]), 1 - np.exp(-float(lists["per_rate"]) * rate))
            forms = {form: share * float(k) for form, k in lists["forms"].items()}
            rng = stream(seed, "survey response", site.code)
            response = rng.beta(float(lists["response"]["alpha"]), float(lists["response"]["beta"]))
            n = (site.n_pupils(term), sum(handed_out(site, term).values()))
            row = {"school_code": site.code, "month": month, "term": term, "n_pupils": n[0]}
            row |= {"weekly_rate": rate, "prevalence": share, **forms, "n_asked": n[1]}
            rows.append(row | {"response": response if site.is_asked else np.nan})
    return pd.DataFrame(rows)


def handed_out(site: Site, term: str) -> dict[int, int]:
    """Return how many questionnaires a school hands out in each grade."""
    first = int(words("bullying_survey")["from_grade"])
    return {grade: n for grade, n in site.pupils[term].items() if grade >= first}


def make_responses(
    seed: int, site: Site, rates: pd.DataFrame, true: Mapping[str, float]
) -> pd.DataFrame:
    """Return the answers of one school in one month, in the columns of pupil_survey.

    `rates` are the school's of the term, `true` its row of the truth.
    """
    lists = words("bullying_survey")
    rng = stream(seed, "survey answers", site.code, true["month"])
    grades = np.repeat(*zip(*handed_out(site, true["term"]).items(), strict=True))
    is_bullied = rng.random(len(grades)) < true["prevalence"]
    answers = true["response"] * np.where(is_bullied, float(lists["response"]["if_bullied"]), 1.0)
    has_answered = rng.random(len(grades)) < answers
    grades, is_bullied = grades[has_answered], is_bullied[has_answered]
    order = rng.permutation(len(grades))
    grades, is_bullied = grades[order], is_bullied[order]
    n = len(grades)
    once = min(float(lists["most_once"]), float(lists["once_per_bullied"]) * true["prevalence"])
    often = np.where(rng.random(n) < once, _ONCE, _NEVER).astype(object)
    often[is_bullied] = _draw(rng, lists["frequencies"]["bullied"], int(is_bullied.sum()))
    frame = pd.DataFrame({"school_code": [site.code] * n, "grade": grades.astype(str)})
    frame["response_no"] = [str(k + 1) for k in range(n)]
    frame["bullied_often"] = often
    _add_forms(rng, frame, is_bullied)
    _add_where(rng, frame, rates)
    frame["bullying_others"] = _draw(rng, lists["others"], n)
    frame["seen"] = _draw(rng, lists["seen"], n)
    may_be_blank = [c for c in frame if c not in ("school_code", "response_no")]
    frame[may_be_blank] = frame[may_be_blank].mask(
        rng.random((n, len(may_be_blank))) < float(lists["blank"])
    )
    return frame[[c for c in table("pupil_survey").columns if c in frame]].astype(object)


def _add_forms(rng: np.random.Generator, frame: pd.DataFrame, is_bullied: np.ndarray) -> None:
    """Add how often in which form: of those bullied at least one as often as they say."""
    lists, n = words("bullying_survey"), len(frame)
    forms = list(lists["forms"])
    hit = rng.random((n, len(forms))) < [float(k) for k in lists["forms"].values()]
    hit[np.arange(n), rng.integers(0, len(forms), n)] |= ~hit.any(axis=1)
    often = frame["bullied_often"].to_numpy(dtype=object)
    is_once = rng.random((n, len(forms))) < float(lists["other_form_once"])
    for k, form in enumerate(forms):
        other = np.where(is_once[:, k] & is_bullied, _ONCE, _NEVER)
        frame[form] = np.where(hit[:, k] & (often != _NEVER), often, other)


def _add_where(rng: np.random.Generator, frame: pd.DataFrame, rates: pd.DataFrame) -> None:
    """Add places, times and whom they told, for those who were bullied at all."""
    lists = words("bullying_survey")
    weight = rates["rate"] * rates["pupil_hours"]
    cells = weight.groupby([rates["place_type"], rates["slot"]]).sum()
    beyond = {kind: float(words("bullying_rates")["beyond"][kind]) * cells.sum() for kind in _OFF}
    options = [*cells.index, *((kind, None) for kind in _OFF)]
    share = np.array([*cells.to_numpy(), *beyond.values()])
    found: dict[str, list] = {"place_types": [], "slots": [], "told": []}
    n_places = rng.choice(3, size=len(frame), p=[float(k) for k in lists["n_places"]]) + 1
    for often, n in zip(frame["bullied_often"], n_places.tolist(), strict=True):
        if often == _NEVER:
            chosen, told = [], None
        else:
            chosen = pick(rng, options, n, share).tolist()
            told = _tell(rng)
        slots = [slot or _slot_of(rng, kind) for kind, slot in chosen]
        found["place_types"].append(";".join(dict.fromkeys(kind for kind, _ in chosen)) or None)
        found["slots"].append(";".join(dict.fromkeys(filter(None, slots))) or None)
        found["told"].append(told)
    for column, values in found.items():
        frame[column] = pd.Series(values, index=frame.index, dtype=object)


def _slot_of(rng: np.random.Generator, kind: str) -> str | None:
    options = words("bullying_survey")["slots_of"].get(kind, ())
    return options[int(rng.integers(0, len(options)))] if options else None


def _tell(rng: np.random.Generator) -> str:
    shares = words("bullying_survey")["told"]
    if rng.random() < float(shares[_NOBODY]):
        return _NOBODY
    others = [whom for whom in shares if whom != _NOBODY]
    told = pick(rng, others, int(rng.integers(1, 3)), [float(shares[whom]) for whom in others])
    return ";".join(dict.fromkeys(told))


def _draw(rng: np.random.Generator, shares: Mapping[str, str], n: int) -> np.ndarray:
    return pick(rng, list(shares), n, [float(k) for k in shares.values()])
