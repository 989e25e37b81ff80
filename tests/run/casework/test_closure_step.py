"""Fixes are tested every month: what fails is owed again, what holds waits for another person."""

from datetime import date

import pytest
from review.ledger_rows import ledgers
from run.review_story import SCHOOL, ReviewStory, written

from anyuan.codebook import RuleBook
from anyuan.errors import ShownError
from anyuan.period import Month
from anyuan.run.casework.casework import CLOSURE_TAKEN, begin_month
from anyuan.run.casework.closure_step import ClosureFacts, ClosureStep, take_closure_step

FOUND = f"{SCHOOL} | {{}} | 教育 | 巡查 | {{}}"
CONFIRMING = {"corrective.confirm_by_test": "是"}


@pytest.fixture
def story(tmp_path, monkeypatch):
    monkeypatch.setenv("ANYUAN_KEY_FILE", str(tmp_path / "secret" / "key"))
    return ReviewStory(tmp_path)


@pytest.fixture
def take(story):
    """Return who takes the step by what inspections of patrols say, day and finding a line."""

    def take(text="", as_of="2024-11-30", settings=None, **told):
        rows = "\n".join(f"{SCHOOL} | patrol | {line}" for line in text.strip().splitlines())
        held = ledgers(as_of, inspections=rows, **told)
        facts = ClosureFacts(held, date.fromisoformat(as_of), RuleBook(settings))
        return take_closure_step(facts, story.fixes, at=written("12-10").at)

    return take


class TestWhatFails:
    def test_a_verified_fix_that_is_found_wanting_is_owed_again_by_its_owner(self, story, take):
        case = story.verified(story.fix(), "11-01")
        assert take("2024-11-12 | absent | police").reopened == (case.case_id,)
        after = story.now(case)
        assert (after.status, after.round, after.fields["lapsed_on"]) == (
            "assigned",
            2,
            "2024-11-12",
        )
        assert (after.fields["owner"], after.fields["due_on"]) == ("示例政教主任", "2024-12-12")
        assert after.fields["why"] == "按台账检验：2024年11月12日公安检查不到位"

    def test_a_county_may_set_the_days_for_mending_it_again(self, story, take):
        case = story.verified(story.fix(), "11-01")
        take("2024-11-12 | absent", settings={"corrective.relapse_days": "10"})
        assert story.now(case).fields["due_on"] == "2024-11-22"

    def test_one_that_was_only_reported_done_goes_back_and_keeps_its_day(self, story, take):
        case = story.fix()
        assert take("2024-11-12 | partly").sent_back == (case.case_id,)
        after = story.now(case)
        assert (after.status, after.fields["due_on"]) == ("assigned", "2024-11-10")
        assert (after.fields["verified_how"], after.fields["verdict"]) == (
            "closure_test",
            "not_fixed",
        )

    def test_reported_done_again_it_is_tested_from_that_day(self, story, take):
        case = story.verified(story.fix(), "11-01")
        take("2024-11-12 | absent")
        story.reported(story.now(case), "11-20")
        assert take("2024-11-12 | absent") == ClosureStep(no_record=(case.case_id,))
        assert take("2024-11-12 | absent\n2024-11-25 | absent").sent_back == (case.case_id,)

    def test_a_step_that_broke_off_before_the_owner_was_set_is_finished(self, story, take):
        case = story.verified(story.fix(), "11-01")
        fields = {"lapsed_on": "2024-11-12", "why": "示例"}
        story.fixes.move(story.now(case), "lapse", fields, written("11-30", "system"))
        assert take() == ClosureStep()
        assert (story.now(case).status, story.now(case).fields["due_on"]) == (
            "assigned",
            "2024-12-12",
        )

    def test_what_a_person_wrote_down_as_lapsed_waits_for_that_person(self, story, take):
        case = story.verified(story.fix(), "11-01")
        fields = {"lapsed_on": "2024-11-12", "why": "示例"}
        story.fixes.move(story.now(case), "lapse", fields, written("11-30"))
        assert take() == ClosureStep()
        assert story.now(case).status == "lapsed"


class TestWhatHolds:
    def test_a_verified_fix_that_holds_stays_closed(self, story, take):
        case = story.verified(story.fix(), "11-01")
        head = story.casebook.chain_head()
        assert take("2024-11-12 | met") == ClosureStep()
        assert story.now(case).status == "verified"
        assert story.casebook.chain_head() == head

    def test_one_that_was_reported_done_still_waits_for_another_person(self, story, take):
        case = story.fix()
        head = story.casebook.chain_head()
        assert take("2024-11-12 | met") == ClosureStep(held=(case.case_id,))
        assert story.now(case).status == "done"
        assert story.casebook.chain_head() == head

    def test_where_the_county_says_so_the_test_is_enough(self, story, take):
        case = story.fix()
        assert take("2024-11-12 | met", settings=CONFIRMING).confirmed == (case.case_id,)
        after = story.now(case)
        assert (after.status, after.fields["verified_on"]) == ("verified", "2024-11-12")
        assert after.fields["verified_how"] == "closure_test"

    def test_nobody_can_confirm_by_test_by_hand(self, story):
        fields = {"verified_on": "2024-11-12", "verified_how": "closure_test", "verdict": "holds"}
        with pytest.raises(ShownError) as refused:
            story.fixes.move(story.fix(), "confirm_by_test", fields, written("11-12"))
        assert refused.value.code == "only_by_system"


class TestWhatMovesNothing:
    def test_without_a_record_nothing_is_done_and_it_is_counted(self, story, take):
        case = story.fix()
        assert take() == ClosureStep(no_record=(case.case_id,))
        assert story.now(case).status == "done"

    def test_what_was_found_before_a_person_verified_does_not_move_it(self, story, take):
        case = story.verified(story.fix(), "11-15")
        assert take("2024-11-12 | absent").reopened == ()
        assert story.now(case).status == "verified"

    def test_nor_what_was_found_on_that_very_day(self, story, take):
        case = story.verified(story.fix(), "11-15")
        assert take("2024-11-15 | absent").reopened == ()
        assert story.now(case).status == "verified"

    def test_a_fix_without_a_test_and_one_still_being_made_are_left_alone(self, story, take):
        meeting = {"source": "inspection", "closure_test": "", "incident_no": "", "direction": ""}
        story.fix(**meeting)
        assert take("2024-11-12 | absent") == ClosureStep()

    def test_an_earlier_month_knows_nothing_of_later_fixes(self, story, take):
        story.fix()
        assert take("2024-10-20 | absent", as_of="2024-10-24") == ClosureStep()

    def test_taking_it_again_writes_nothing(self, story, take):
        first, second = story.verified(story.fix(), "11-01"), story.fix()
        done = take("2024-11-12 | absent")
        assert (done.reopened, done.sent_back) == ((first.case_id,), (second.case_id,))
        head = story.casebook.chain_head()
        assert take("2024-11-12 | absent") == ClosureStep()
        assert story.casebook.chain_head() == head


class TestOfAMonth:
    """The step as the batch takes it, from received files; the headcount's are not there yet."""

    def begin(self, story, month):
        with pytest.raises(ShownError) as refused:
            begin_month(story.opened, Month.parse(month))
        assert refused.value.code == "files_missing"

    def test_a_regression_reopens_the_fix_within_one_run(self, story):
        case = story.verified(story.fix(), "11-01")
        story.inspected("2024-10", FOUND.format("2024-10-26", "到位"))
        self.begin(story, "2024-10")
        assert story.now(case).status == "verified"
        story.inspected("2024-11", FOUND.format("2024-11-12", "不到位"))
        self.begin(story, "2024-11")
        assert (story.now(case).status, story.now(case).round) == ("assigned", 2)

    def test_a_fix_that_never_had_an_owner_is_the_heads(self, story):
        case = story.opened_fix()
        fields = {"verified_on": "2024-11-01", "verified_how": "inspection", "verdict": "holds"}
        story.fixes.move(case, "confirm_by_inspection", fields, written("11-01"))
        story.inspected("2024-11", FOUND.format("2024-11-12", "不到位"))
        self.begin(story, "2024-11")
        assert story.now(case).fields["owner"] == "东关中学校长"

    def test_a_late_file_of_before_does_not_undo_what_a_person_did_later(self, story):
        case = story.verified(story.fix(), "11-15")
        story.inspected(
            "2024-11", FOUND.format("2024-11-12", "不到位"), at="2024-12-20T09:00:00+08:00"
        )
        self.begin(story, "2024-11")
        self.begin(story, "2024-12")
        assert story.now(case).status == "verified"

    def test_a_fix_that_holds_stays_closed_month_after_month(self, story):
        case = story.verified(story.fix(), "11-01")
        for month in ("2024-11", "2024-12"):
            story.inspected(month, FOUND.format(f"{month}-12", "到位"))
            self.begin(story, month)
        assert story.now(case).status == "verified"

    def test_nothing_is_taken_twice_until_something_new_is_known(self, story):
        case = story.fix()
        story.inspected("2024-10", FOUND.format("2024-10-26", "到位"))
        self.begin(story, "2024-10")
        head = story.casebook.chain_head()
        self.begin(story, "2024-10")
        assert story.casebook.chain_head() == head
        story.inspected("2024-11", FOUND.format("2024-11-12", "不到位"))
        self.begin(story, "2024-11")
        taken = story.casebook.events(kind=CLOSURE_TAKEN)["body"]
        ids = [(body["month"], body["held"], body["sent_back"]) for body in taken]
        assert ids == [("2024-10", [case.case_id], []), ("2024-11", [], [case.case_id])]

    def test_what_somebody_writes_of_a_fix_is_tested_in_the_same_month(self, story):
        case = story.fix()
        story.inspected("2024-11", FOUND.format("2024-11-12", "不到位"))
        self.begin(story, "2024-11")
        story.reported(story.now(case), "11-13")
        self.begin(story, "2024-11")
        assert story.casebook.events(kind=CLOSURE_TAKEN)["body"].iloc[-1]["no_record"] == [
            case.case_id
        ]

    def test_without_a_fix_that_has_a_test_no_step_is_recorded(self, story):
        story.inspected("2024-11", FOUND.format("2024-11-12", "不到位"))
        self.begin(story, "2024-11")
        assert story.casebook.events(kind=CLOSURE_TAKEN).empty

    def test_cameras_rosters_and_the_survey_are_asked_too(self, story):
        said = {"duty_code": "cameras_work", "closure_test": "cameras_work"}
        camera = story.fix(**said)
        post = story.fix(duty_code="escort_post", closure_test="post_covered")
        survey = story.fix(duty_code="bullying_process", closure_test="mechanism_present")
        story.receive(
            "cameras",
            "2024-11",
            "school_code|camera_no|place|works|tested_on\nS001|D1|P1|否|2024-11-08",
        )
        story.receive(
            "places", "2024-11", "school_code|place|place_name|place_type\nS001|P1|大门|校门口"
        )
        shifts = [
            f"S001|W1|{day}|{start}|{end}|P1"
            for day in ("周一", "周二", "周三", "周四", "周五")
            for start, end in (("07:00", "08:00"), ("17:00", "18:00"))
        ]
        head = "school_code|staff_no|weekday|starts|ends|place"
        story.receive("duty_roster", "2024-11", "\n".join([head, *shifts]))
        story.receive(
            "mechanism_survey",
            "2024-11",
            "school_code|round|item|answer|answered_on\nS001|督导检查|6|无|2024-11-05",
        )
        self.begin(story, "2024-11")
        (body,) = story.casebook.events(kind=CLOSURE_TAKEN)["body"]
        assert set(body["sent_back"]) == {camera.case_id, survey.case_id}
        assert body["held"] == [post.case_id]
