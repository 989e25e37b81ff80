"""A sample of the soak: the review agrees with an oracle in plain loops, and a fault is seen."""

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FIRST_SEED = 20241015


@pytest.fixture
def soak(monkeypatch):
    """The soak, which lies outside the package on purpose."""
    monkeypatch.syspath_prepend(str(ROOT))
    from bench import soak_as_of

    return soak_as_of


@pytest.mark.slow
def test_sixty_histories_agree_with_the_oracle_and_draw_every_verdict(soak):
    found = sum((soak.check_history(FIRST_SEED + n) for n in range(60)), soak.Counter())
    of_duties = {"met", "late", "not_met", "unclear", "no_record", "not_applicable"}
    of_intervals = {f"interval {verdict}" for verdict in of_duties - {"not_applicable"}}
    assert set(found) == of_duties | of_intervals | {"interval without limit"}


def shows_all(told, party, at):
    return told


def earliest_of_all(known):
    return known.assign(known_from=known["known_from"].min())


def as_denied(events):
    return events.assign(is_denied=events["is_denied"] | events["is_disputed"])


def unclear_as_late(intervals):
    return intervals.assign(verdict=intervals["verdict"].replace("unclear", "late"))


def blank_as_not_met(verdicts):
    wrong = verdicts["computed"].replace("no_record", "not_met")
    return verdicts.assign(computed=wrong, verdict=wrong)


FAULTS = {
    "knowable": earliest_of_all,
    "find_events": as_denied,
    "measure_intervals": unclear_as_late,
    "judge_duties": blank_as_not_met,
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_seen_and_ends_the_soak_with_its_seed(soak, monkeypatch, name):
    sound, fault = getattr(soak, name), FAULTS[name]
    monkeypatch.setattr(soak, name, lambda *told, **more: fault(sound(*told, **more)))
    with pytest.raises(SystemExit, match=r"^seed 202410\d\d, .*the oracle says"):
        soak.main(60, FIRST_SEED)


def test_a_view_that_shows_what_was_learnt_later_is_seen(soak, monkeypatch):
    monkeypatch.setattr(soak, "as_seen_by", shows_all)
    with pytest.raises(SystemExit, match=r"^seed 202410\d\d, what is seen of"):
        soak.main(60, FIRST_SEED)
