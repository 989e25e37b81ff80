"""What was copied by hand into an incident's case, beside the rows of its log."""

from datetime import date

import pandas as pd
import pytest
from run.review_story import LOG_HEAD, NUMBER, SCHOOL, ReviewStory, written

from anyuan.codebook import case_kind, table
from anyuan.run.months.hand_accounts import FIELDS, hand_accounts, with_hand_accounts

LOG = f"""
{LOG_HEAD}
S001|{NUMBER}|值班日志|1|学校|发现|准确|2024-10-15 14:05|2024-10-15 14:20|示例
S001|{NUMBER}|值班日志|2|学校|报警|准确|2024-10-15 14:08|2024-10-15 14:20|示例
"""
CALL = {"account_source": "alarm_log", "account_party": "police"}
CALL |= {"account_event": "police_called", "account_at": "2024-10-15T14:30"}
CALL |= {"account_text": "指挥中心接警"}


@pytest.fixture
def story(tmp_path, monkeypatch):
    monkeypatch.setenv("ANYUAN_KEY_FILE", str(tmp_path / "secret" / "key"))
    story = ReviewStory(tmp_path)
    story.incident()
    return story


def case_of(story):
    (case,) = story.incidents.cases()
    return story.incidents.case(case.case_id)


def add(story, day="10-20", **said):
    return story.incidents.move(case_of(story), "add_account", CALL | said, written(day))


def event(review, code):
    return review.events.set_index("event").loc[code]


def test_every_column_of_the_log_that_an_account_may_say_has_its_field():
    told = {"school_code", "incident_no", "entry_no"}  # known of the case, or numbered
    assert set(FIELDS.values()) == set(table("incident_log").columns) - told
    assert set(FIELDS) == set(case_kind("incident").moves["add_account"].fields)


def test_the_choices_of_a_field_are_those_of_its_column():
    kind, columns = case_kind("incident"), table("incident_log").columns
    for field, name in FIELDS.items():
        choices, codes = kind.fields[field].choices, columns[name].codes
        assert (choices and choices.name) == (codes and codes.name), field


def test_without_an_account_the_log_is_as_received(story):
    story.send("incident_log", "2024-10", LOG)
    story.receive_sent()
    log = story.review().log
    assert list(log["entry_no"]) == ["1", "2"] and not log["is_by_hand"].any()


def test_a_case_without_accounts_has_a_frame_with_its_columns(story):
    found = hand_accounts(case_of(story))
    assert found.empty
    assert {*table("incident_log").columns, "recorded_at", "is_by_hand"} == set(found)


def test_an_account_conflicts_with_a_received_one_and_both_stand(story):
    story.send("incident_log", "2024-10", LOG)
    story.receive_sent()
    add(story)
    review = story.review()
    called = event(review, "police_called")
    assert called["is_conflicting"] and called["n_accounts"] == 2
    assert (called["low"], called["high"]) == (
        pd.Timestamp("2024-10-15 14:08"),
        pd.Timestamp("2024-10-15 14:30"),
    )
    assert "报警记录第H3条 14:30" in called["evidence"]
    verdicts = review.verdicts.set_index("duty")["verdict"]
    assert verdicts["call_police"] == "unclear"


def test_it_serves_where_no_log_was_received_at_all(story):
    add(story, account_event="detected", account_at="2024-10-15T14:05")
    review = story.review()
    assert list(review.events["event"]) == ["detected"]
    row = review.log.iloc[0]
    assert (row["school_code"], row["incident_no"], row["entry_no"]) == (SCHOOL, NUMBER, "H3")
    assert row["recorded_at"] == pd.Timestamp("2024-10-20 10:00") and row["is_by_hand"]


def test_who_learnt_of_it_knows_from_then(story):
    said = {"account_learnt_by": ["education", "school"]}
    add(story, **said, account_learnt_at="2024-10-15T15:00")
    known = story.review().knowable.set_index("party")["known_from"]
    assert set(known.index) == {"education", "school", "police"}
    assert set(known) == {pd.Timestamp("2024-10-15 15:00")}


def test_a_denial_and_a_number_of_its_kind_are_kept(story):
    add(story, account_says="not_happened", account_event_no="2", account_at="")
    row = story.review().events.iloc[0]
    assert row["is_denied"] and row["event_no"] == 2


def test_what_was_undone_is_gone_and_numbers_are_not_given_again(story):
    add(story)
    story.incidents.undo([case_of(story)], written("10-20", hour=11))
    assert story.review().log.empty
    case = add(story)
    assert list(hand_accounts(case)["entry_no"]) == ["H5"]


def test_before_it_was_entered_nobody_sees_it(story):
    add(story, "10-20")
    then = story.review(as_of=date(2024, 10, 19), month="2024-10")
    assert then.log.empty
    known_at = written("10-19").at
    assert story.review(as_of=date(2024, 10, 31), known_at=known_at).log.empty


def test_a_review_taken_up_again_keeps_what_was_entered(story):
    add(story)
    ledger = story.incidents
    sent = {"submitted_on": "2024-10-21", "page_sha": "a" * 64}
    case = ledger.move(case_of(story), "submit_joint", sent, written("10-21"))
    case = ledger.move(case, "revise", {"why": "补充通话记录"}, written("10-22"))
    assert case.round == 2 and len(story.review().log) == 1


def test_a_case_as_it_stands_now_is_seen_without_reading_the_files_again(story):
    story.send("incident_log", "2024-10", LOG)
    story.receive_sent()
    review = story.review()
    assert len(review.log) == 2 and review.ledgers.fixes.empty
    later = review.with_case(add(story), review.ledgers.fixes)
    assert len(later.log) == 3 and len(review.log) == 2
    assert later.schools is review.schools
    fixes = pd.DataFrame({"case_id": ["G1"]})
    assert list(review.with_case(case_of(story), fixes).ledgers.fixes["case_id"]) == ["G1"]


def test_accounts_of_a_case_without_steps_have_no_moment_of_entering(story):
    add(story)
    (listed,) = story.incidents.cases()
    found = with_hand_accounts(story.review().log.iloc[:0], listed)
    assert len(found) == 1 and found["recorded_at"].isna().all()
