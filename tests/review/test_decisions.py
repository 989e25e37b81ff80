"""What became of decisions of joint meetings, day by day, through the real engine of cases."""

from datetime import date, datetime, time

import pytest

from anyuan import clock, keys
from anyuan.casebook import Casebook, read_people
from anyuan.cases import CaseLedger, NewCase, Writer
from anyuan.codebook import case_kind, read_county
from anyuan.paths import project_root
from anyuan.review.decisions import pick_for_meeting, read_decisions
from anyuan.review.fix_table import KIND

DUE = "2024-08-31"
ASSIGN = ("assign", "2024-07-29", {"owner": "基教股股长", "due_on": DUE})
DONE = ("report_done", "2024-08-28", {"done_on": "2024-08-28", "evidence_note": "名单已交"})
DONE_LATE = ("report_done", "2024-09-06", {"done_on": "2024-09-06", "evidence_note": "名单已交"})
VERIFIED = ("verify", "2024-09-10", {"verified_on": "2024-09-10", "verified_how": "visit",
                                     "verdict": "holds"})  # fmt: skip
LATER = (("assign", "2024-08-28", {"owner": "基教股股长", "due_on": DUE}), DONE, VERIFIED)
LAPSED = ("lapse", "2024-10-18", {"lapsed_on": "2024-10-17", "why": "抽查不符"})
AGAIN = ("assign", "2024-10-21", {"owner": "基教股股长", "due_on": "2024-11-15"})


@pytest.fixture
def ledger(tmp_path, monkeypatch):
    monkeypatch.setenv("ANYUAN_KEY_FILE", str(tmp_path / "key"))
    keys.create_key_file()
    at = datetime(2024, 5, 1, tzinfo=clock.CHINA)
    casebook = Casebook.create(tmp_path / "casework", at=at)
    return CaseLedger(casebook, case_kind(KIND), read_county().rule_book())


def live(ledger, *steps, source="joint_meeting", meeting_on="2024-07-26", due_on=DUE):
    people = read_people(project_root() / "params" / "people.yaml")
    fields = {"source": source, "gap": "名单上每人有结论", "school_code": "S001"}
    if source == "joint_meeting":
        fields = {"source": source, "gap": "名单上每人有结论", "office": "education"}
        fields |= {"meeting_on": meeting_on, "due_on": due_on, "decision": "逐人核实疑似辍学名单"}
    new = NewCase("一", "opened", date.fromisoformat(meeting_on), fields)
    (case,) = ledger.open_cases([new], writer(meeting_on))
    for move, day, said in steps:
        approver = people["E03"] if ledger.kind.moves[move].approver_roles else None
        case = ledger.move(case, move, said, writer(day), approver)
    return case


def writer(day):
    at = datetime.combine(date.fromisoformat(day), time(17), tzinfo=clock.CHINA)
    return Writer("E01", at, date.fromisoformat(day))


def state(ledger, day):
    on = date.fromisoformat(day)
    (one,) = read_decisions(ledger.as_known(on, None).values(), on)
    return one.state, one.days_late


def test_a_decision_runs_until_its_day_and_is_late_from_the_day_after(ledger):
    live(ledger, ASSIGN)
    assert state(ledger, "2024-08-31") == ("running", 0)
    assert state(ledger, "2024-09-01") == ("late", 1)


def test_one_that_nobody_was_given_is_late_all_the_same(ledger):
    live(ledger)
    assert state(ledger, "2024-09-03") == ("late", 3)


def test_reported_in_time_it_waits_and_is_done_though_verified_after_its_day(ledger):
    live(ledger, ASSIGN, DONE, VERIFIED)
    assert state(ledger, "2024-09-09") == ("to_verify", 0)
    assert state(ledger, "2024-09-10") == ("done", 0)


def test_reported_after_its_day_it_was_done_late(ledger):
    live(ledger, ASSIGN, DONE_LATE, VERIFIED)
    assert state(ledger, "2024-09-07") == ("to_verify", 6)
    assert state(ledger, "2024-09-30") == ("done_late", 6)


def test_a_new_day_given_later_does_not_make_it_in_time(ledger):
    moved = ("reassign", "2024-09-02", {"owner": "乙", "due_on": "2024-09-30", "why": "人手不够"})
    live(ledger, ASSIGN, moved, DONE_LATE, VERIFIED)
    assert state(ledger, "2024-09-30") == ("done_late", 6)


def test_one_that_lapses_is_reopened_until_it_is_verified_again(ledger):
    live(ledger, ASSIGN, DONE, VERIFIED, LAPSED, AGAIN)
    assert state(ledger, "2024-10-16") == ("done", 0)
    assert state(ledger, "2024-10-20")[0] == "reopened"
    assert state(ledger, "2024-10-31") == ("reopened", 0)
    assert state(ledger, "2024-11-20") == ("reopened", 5)


def test_fixes_of_other_sources_are_no_decisions(ledger):
    live(ledger, source="inspection")
    assert read_decisions(ledger.as_known(None, None).values(), date(2024, 10, 31)) == []


def test_a_meeting_hears_of_the_last_ones_decisions_and_of_what_is_not_finished(ledger):
    live(ledger, ASSIGN, DONE, VERIFIED, meeting_on="2024-06-26")  # done long ago
    live(ledger, meeting_on="2024-07-26")  # late
    live(ledger, *LATER, meeting_on="2024-08-27")
    on = date(2024, 10, 31)
    decisions = read_decisions(ledger.as_known(on, None).values(), on)
    told = pick_for_meeting(decisions, since=date(2024, 10, 1))
    assert [one.meeting_on.month for one in told] == [8, 7]
    told = pick_for_meeting(decisions, since=date(2024, 9, 1))
    assert [one.meeting_on.month for one in told] == [8, 7, 6]
