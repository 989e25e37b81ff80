"""The offices write the pilots' cases at the desk and follow the fixes, as the truth has it."""

from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest

from anyuan import clock, keys
from anyuan.casebook import Casebook, read_people
from anyuan.cases import CaseLedger, NewCase, Writer
from anyuan.codebook import case_kind
from anyuan.rehearsal import build_county
from anyuan.rehearsal.bullying import bullying_of
from anyuan.rehearsal.bullying_life import FIX, KIND, BullyingLife

PEOPLE = read_people(Path(__file__).parents[2] / "params" / "people.yaml")
FIRST, LAST = date(2024, 5, 1), date(2025, 1, 31)
GAPS_FOUND, CLAIMED = date(2024, 5, 31), date(2024, 6, 28)


def write_life(world, folder):
    """Open fixes for gaps of May, as the casework step would, and work to the end."""
    keys.create_key_file()
    workspace = folder / "casework" / "demo"
    begun = clock.from_text(f"{FIRST}T00:00:00+08:00")
    casebook = Casebook.create(workspace, at=begun)
    open_fixes(world, casebook)
    life = BullyingLife(casebook, world, PEOPLE, FIRST)
    work(life)
    return casebook, life


def open_fixes(world, casebook):
    ledger = CaseLedger(casebook, case_kind(FIX), world.book)
    truth = bullying_of(world)
    gaps = truth.states[lambda f: (f["month"] == "2024-05") & (f["state"] != "present")]
    new = [
        NewCase(
            f"{row.school_code}:{row.item}",
            "opened",
            GAPS_FOUND,
            {"source": "mechanism", "school_code": row.school_code, "duty": row.item, "gap": "缺"},
        )
        for row in gaps.head(150).itertuples()
    ]
    at = clock.from_text("2024-05-01T09:00:00+08:00")
    opened = ledger.open_cases(new, Writer("system", at, GAPS_FOUND))
    fields = {"owner": "校长", "due_on": "2024-06-30"}
    assigned = ledger.move_together(opened, "assign", fields, Writer("system", at, GAPS_FOUND))
    false = truth.answers[truth.answers["is_false"]]
    claimed = set(false["school_code"] + ":" + false["item"])
    claims = [case for case in assigned if case.subject in claimed]
    fields = {"done_on": f"{CLAIMED}", "evidence_note": "已整改"}
    ledger.move_together(claims, "report_done", fields, Writer("system", at, CLAIMED))


def work(life):
    day, n = FIRST, 0
    while day <= LAST:
        n += life.work_on(day)
        day += timedelta(days=1)
    return n


@pytest.fixture(scope="module")
def world():
    return build_county(seed=13, n_children=3000)


@pytest.fixture(scope="module")
def written(world, tmp_path_factory):
    return write_life(world, tmp_path_factory.mktemp("life"))


def cases_of(casebook, kind):
    return CaseLedger(casebook, case_kind(kind)).as_known(None, None)


def test_every_incident_that_a_pilot_knows_is_a_case_that_ends_as_it_did(world, written):
    truth = bullying_of(world)
    pilots = {site.code for site in truth.sites if site.role == "pilot"}
    known = truth.incidents[truth.incidents["is_known"]]
    known = known[known["school_code"].isin(pilots)].set_index("register_no", drop=False)
    known = known[known["reported_at"] < "2025-01-20"]
    cases = {c.fields["register_no"]: c for c in cases_of(written[0], KIND).values()}
    assert len(known) > 5 and set(known["register_no"]) <= set(cases)
    index = truth.incidents.reset_index().set_index("register_no")["index"]
    for number, case in cases.items():
        done = truth.handling.loc[index[number]]
        ended = done["archived_on"]
        if ended is not None and ended < date(2025, 1, 20):
            assert case.fields["archived_on"] == ended.isoformat()
            wanted = "archived" if done["determination"] == "bullying" else "not_bullying"
            assert case.status == wanted
        else:
            assert case.status not in ("archived", "not_bullying") or ended is not None


def test_nothing_is_written_before_it_happened_and_no_stranger_writes(written):
    for kind in (KIND, FIX):
        for case in cases_of(written[0], kind).values():
            moments = [step.recorded_at for step in case.steps]
            assert moments == sorted(moments)
            by_people = [step for step in case.steps if step.actor != "system"]
            assert {step.actor for step in by_people} <= set(PEOPLE)
            assert all(step.day <= clock.civil_date(step.recorded_at) for step in by_people)


def test_fixes_are_reported_verified_by_another_and_some_are_sent_back(world, written):
    fixes = cases_of(written[0], FIX).values()
    moves = [(c, s) for c in fixes for s in c.steps if s.kind == "case_moved"]
    told = Counter(step.body["move"] for _, step in moves)
    assert told["report_done"] > told["verify"] > 20 and told["send_back"]
    assert any(case.status == "assigned" for case in fixes)
    for _, step in moves:
        if step.body["move"] == "verify":
            assert step.body["approver"] != step.actor


def test_working_the_same_evenings_again_writes_nothing(world, written):
    head = written[0].chain_head()
    again = BullyingLife(written[0], world, PEOPLE, FIRST)
    assert work(again) == 0
    assert written[0].chain_head() == head and written[0].verify().is_ok


def test_the_same_seed_gives_the_same_life(world, written, tmp_path):
    casebook, _ = write_life(world, tmp_path)
    for kind in (KIND, FIX):
        assert cases_of(casebook, kind) == cases_of(written[0], kind)
