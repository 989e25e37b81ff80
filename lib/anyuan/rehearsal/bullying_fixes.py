"""What becomes of the fixes that gaps of the mechanism survey call for, as the truth has it."""

from collections.abc import Mapping
from datetime import date, timedelta

import numpy as np

from anyuan.cases import Case
from anyuan.period import Month
from anyuan.rehearsal.bullying import Bullying
from anyuan.rehearsal.bullying_desk import Act
from anyuan.rehearsal.draws import stream
from anyuan.rehearsal.words import words

_PRESENT, _MECHANISM = "present", "mechanism"


class Fixes:
    """The next step on every fix: reported when it was done, then looked at by the office."""

    def __init__(self, seed: int, truth: Bullying) -> None:
        self._seed = seed
        self._mended = _mended_days(seed, truth)

    def next_act(self, case: Case) -> Act | None:
        """Return the next step on a fix, None where nobody takes one.

        One that is not done and was claimed to be is taken for done on paper, found out on the
        spot, or waits for the inspection. Fixes that something else called for are not theirs.
        """
        if case.fields["source"] != _MECHANISM:
            return None
        key = (case.fields["school_code"], case.fields["duty"])
        rng = stream(self._seed, "fix", *key, case.round, case.status)
        if case.status == "assigned":
            return self._report(case, key, rng)
        return self._look_at(case, key, rng) if case.status == "done" else None

    def _report(self, case: Case, key: tuple[str, str], rng: np.random.Generator) -> Act | None:
        mended = self._mended.get(key)
        if mended is None or rng.random() >= float(words("bullying_life")["reported"]):
            return None
        day = max(mended, case.last_day)
        fields = {"done_on": day.isoformat(), "evidence_note": _text(rng, "done")}
        return Act("report_done", fields, day)

    def _look_at(self, case: Case, key: tuple[str, str], rng: np.random.Generator) -> Act | None:
        first, last = (int(k) for k in words("bullying_life")["verify"])
        day = case.last_day + timedelta(days=int(rng.integers(first, last + 1)))
        mended = self._mended.get(key)
        is_done = mended is not None and mended <= day
        lot = rng.random()
        believed, found_out = (float(words("bullying_life")[k]) for k in ("believed", "found_out"))
        on_paper = lot < believed
        found = {"verified_on": day.isoformat(), "verified_how": "papers" if on_paper else "visit"}
        if is_done or on_paper:
            return Act("verify", found | {"verdict": "holds"}, day, True)
        if lot < believed + found_out:
            why = _text(rng, "not_fixed")
            return Act("send_back", found | {"verdict": "not_fixed", "why": why}, day)
        return None


def _mended_days(seed: int, truth: Bullying) -> Mapping[tuple[str, str], date]:
    """Return for each gap that was ever mended the day on which it was."""
    first, last = (int(k) for k in words("bullying_life")["mended"])
    states = truth.states
    found = {}
    for key, mine in states.groupby(["school_code", "item"]):
        present = mine.loc[mine["state"] == _PRESENT, "month"]
        if len(present):
            month = Month.parse(present.iat[0])
            lot = int(stream(seed, "mended", *key).integers(first, last + 1))
            found[key] = date(month.year, month.number, lot)
    return found


def _text(rng: np.random.Generator, what: str) -> str:
    options = words("bullying_life")["texts"][what]
    return options[int(rng.integers(0, len(options)))]
