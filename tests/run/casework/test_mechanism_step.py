"""Each gap of the mechanism survey is owed once; what later rounds say moves it on."""

from datetime import date

import pytest
from bullying.facts import answers, schools

from anyuan import clock
from anyuan.bullying.mechanism import stand
from anyuan.casebook import FileEntry, Person
from anyuan.cases import CaseLedger, NewCase, Writer
from anyuan.codebook import RuleBook, case_kind, read_county
from anyuan.errors import ShownError
from anyuan.period import Month
from anyuan.records import write
from anyuan.run.casework.casework import MECHANISM_TAKEN, begin_month
from anyuan.run.casework.mechanism_step import MechanismFacts, MechanismStep, take_mechanism_step
from anyuan.run.opened import OpenedWorkspace

AT = clock.from_text("2024-12-20T09:00:00+08:00")
MAY, JUNE, SEPTEMBER = date(2024, 5, 31), date(2024, 6, 30), date(2024, 9, 30)
ABSENT = "S1 | baseline | 1 | absent | 2024-05-27"
MENDED = ABSENT + "\nS1 | self_check | 1 | present | 2024-06-28"
NOT_SO = MENDED + "\nS1 | inspection | 1 | partly | 2024-09-10"
CONFIRMED = MENDED + "\nS1 | inspection | 1 | present | 2024-09-10"


@pytest.fixture
def ledger(book):
    return CaseLedger(book, case_kind("corrective_action"))


@pytest.fixture
def take(ledger):
    """Return who takes the step for what has been said by a day."""

    def take(text, as_of, settings=None):
        standing = stand(answers(text), schools(), as_of)
        facts = MechanismFacts(standing, schools(), as_of, RuleBook(settings))
        return take_mechanism_step(facts, ledger, at=AT)

    return take


def only(ledger):
    (case,) = ledger.cases()
    return case


def on(day, actor="E01"):
    return Writer(actor, AT, date.fromisoformat(day))


class TestOpening:
    def test_a_gap_is_owed_by_the_head_of_the_school_by_the_day_of_the_plan(self, take, ledger):
        assert take(ABSENT, MAY).opened == ("G2024-0001",)
        case = only(ledger)
        assert (case.status, case.subject) == ("assigned", "S1:1")
        assert {name: case.fields[name] for name in ("source", "school_code", "duty")} == {
            "source": "mechanism",
            "school_code": "S1",
            "duty": "1",
        }
        assert (case.fields["owner"], case.fields["due_on"]) == ("示例小学校长", "2024-06-30")
        assert str(case.opened_on) == "2024-05-27"

    def test_the_gap_says_who_said_what_and_when_and_what_would_close_it(self, take, ledger):
        take(ABSENT, MAY)
        gap = only(ledger).fields["gap"]
        assert "摸底（2024年5月27日）填报“无”" in gap
        assert "成立委员会的文件" in gap

    def test_a_boarding_school_is_told_its_part_too(self, take, ledger):
        take(
            "S1 | baseline | 15 | absent | 2024-05-27\nS2 | baseline | 15 | absent | 2024-05-27",
            MAY,
        )
        asked = {case.fields["school_code"]: case.fields["gap"] for case in ledger.cases()}
        assert ["宿舍" in asked[code].partition("补齐")[2] for code in ("S1", "S2")] == [
            False,
            True,
        ]

    @pytest.mark.parametrize(
        ("round", "day", "due_on"),
        [
            ("baseline", "2024-05-27", "2024-06-30"),
            ("self_check", "2024-06-28", "2024-09-15"),
            ("inspection", "2024-09-10", "2024-10-10"),
        ],
    )
    def test_due_is_what_the_round_sets(self, take, ledger, round, day, due_on):
        take(f"S1 | {round} | 1 | absent | {day}", SEPTEMBER)
        assert only(ledger).fields["due_on"] == due_on

    def test_a_county_may_set_the_days_after_an_inspection(self, take, ledger):
        settings = {"bullying.gap_days_inspection": "10"}
        take("S1 | inspection | 1 | absent | 2024-09-10", SEPTEMBER, settings)
        assert only(ledger).fields["due_on"] == "2024-09-20"

    def test_a_gap_that_lasts_keeps_its_day_whenever_the_step_is_first_taken(self, take, ledger):
        take(ABSENT + "\nS1 | self_check | 1 | partly | 2024-06-28", JUNE)
        case = only(ledger)
        assert (case.fields["due_on"], str(case.opened_on)) == ("2024-06-30", "2024-05-27")
        assert "自查整改（2024年6月28日）填报“部分有”" in case.fields["gap"]

    def test_unknown_not_received_and_kindergartens_owe_nothing(self, take, ledger):
        take(
            "S1 | baseline | 1 | unknown | 2024-05-27\nK1 | baseline | 1 | absent | 2024-05-27", MAY
        )
        assert ledger.cases() == []

    def test_a_second_step_writes_nothing(self, take, ledger, book):
        take(NOT_SO, SEPTEMBER)
        head = book.chain_head()
        assert take(NOT_SO, SEPTEMBER) == MechanismStep()
        assert take(MENDED, JUNE) == MechanismStep()  # nor does an earlier month's
        assert book.chain_head() == head

    def test_a_step_that_broke_off_before_an_owner_was_set_is_finished(self, take, ledger):
        fields = {"source": "mechanism", "gap": "示例", "school_code": "S1", "duty": "1"}
        ledger.open_cases([NewCase("S1:1", "opened", date(2024, 5, 27), fields)], on("2024-05-27"))
        assert take(ABSENT, MAY) == MechanismStep()
        case = only(ledger)
        assert (case.status, case.fields["due_on"]) == ("assigned", "2024-06-30")


class TestMovingOn:
    def test_present_by_the_schools_word_is_reported_done_with_its_words(self, take, ledger):
        take(ABSENT, MAY)
        assert take(MENDED, JUNE).reported == ("G2024-0001",)
        case = only(ledger)
        assert (case.status, case.fields["done_on"]) == ("done", "2024-06-28")
        assert case.fields["evidence_note"] == "自查整改（2024年6月28日）填报“有”；佐证：未附"

    def test_a_gap_closed_before_anybody_wrote_it_down_is_owed_no_more(self, take, ledger):
        assert take(MENDED, JUNE) == MechanismStep()

    def test_present_by_inspection_is_confirmed(self, take, ledger):
        take(ABSENT, MAY)
        take(MENDED, JUNE)
        assert take(CONFIRMED, SEPTEMBER).confirmed == ("G2024-0001",)
        case = only(ledger)
        assert (case.status, case.fields["verified_on"]) == ("verified", "2024-09-10")
        assert case.fields["verified_how"] == "inspection"

    def test_what_was_reported_done_and_is_not_found_is_sent_back_and_stays_overdue(
        self, take, ledger
    ):
        take(ABSENT, MAY)
        take(MENDED, JUNE)
        assert take(NOT_SO, SEPTEMBER).sent_back == ("G2024-0001",)
        case = only(ledger)
        assert (case.status, case.fields["verdict"]) == ("assigned", "partly")
        assert (case.fields["due_on"], str(case.since)) == ("2024-06-30", "2024-09-10")
        assert "督导检查（2024年9月10日）查为“部分有”" in case.fields["why"]

    def test_a_gap_found_after_it_was_confirmed_lapses_with_a_new_day(self, take, ledger):
        take(ABSENT, MAY)
        take(CONFIRMED, SEPTEMBER)
        later = CONFIRMED + "\nS1 | inspection | 1 | absent | 2024-11-05"
        assert take(later, date(2024, 11, 30)).reopened == ("G2024-0001",)
        case = only(ledger)
        assert (case.status, case.round) == ("assigned", 2)
        assert (case.fields["owner"], case.fields["due_on"]) == ("示例小学校长", "2024-12-05")

    def test_a_gap_found_after_a_case_was_withdrawn_opens_it_again(self, take, ledger):
        take(ABSENT, MAY)
        approver = Person("E02", "示例乙", "education", "教育局", frozenset({"approver"}))
        case = ledger.case(only(ledger).case_id)
        ledger.move(case, "withdraw", {"why": "重复登记"}, on("2024-06-10"), approver)
        assert take(ABSENT, JUNE) == MechanismStep()
        later = ABSENT + "\nS1 | self_check | 1 | absent | 2024-06-28"
        assert take(later, JUNE).reopened == ("G2024-0001",)
        assert only(ledger).fields["due_on"] == "2024-09-15"

    def test_what_a_person_found_later_than_the_answer_stands(self, take, ledger):
        take(ABSENT, MAY)
        take(MENDED, JUNE)
        fields = {"verified_on": "2024-07-09", "verified_how": "visit", "verdict": "not_fixed"}
        case = ledger.case(only(ledger).case_id)
        ledger.move(case, "send_back", fields | {"why": "没有文件"}, on("2024-07-09"))
        assert take(MENDED, JUNE) == MechanismStep()
        assert only(ledger).status == "assigned"

    def test_another_owner_named_since_does_not_hold_the_schools_word_back(self, take, ledger):
        take(ABSENT, MAY)
        fields = {"owner": "示例副校长", "due_on": "2024-06-30", "why": "分工调整"}
        ledger.move(ledger.case(only(ledger).case_id), "reassign", fields, on("2024-07-05"))
        assert take(MENDED, JUNE).reported == ("G2024-0001",)
        case = only(ledger)
        assert case.fields["done_on"] == "2024-07-05"  # not before the step that went before
        assert "2024年6月28日" in case.fields["evidence_note"]

    def test_who_reports_it_done_after_the_inspection_is_not_sent_back_by_it(self, take, ledger):
        take(ABSENT, MAY)
        take(MENDED, JUNE)
        take(NOT_SO, SEPTEMBER)
        fields = {"done_on": "2024-09-10", "evidence_note": "补齐了文件"}
        ledger.move(ledger.case(only(ledger).case_id), "report_done", fields, on("2024-09-20"))
        assert take(NOT_SO, SEPTEMBER) == MechanismStep()
        assert only(ledger).status == "done"

    def test_fixes_of_other_sources_are_left_alone(self, take, ledger, book):
        fields = {"source": "inspection", "gap": "补装路灯", "school_code": "S1", "duty": "1"}
        ledger.open_cases([NewCase("S1", "opened", MAY, fields)], on("2024-05-20"))
        take(MENDED, JUNE)
        assert only(ledger).status == "opened"


class TestOfAMonth:
    """The step as the batch takes it, from received files; the headcount's are not there yet."""

    @pytest.fixture
    def opened(self, workspace, book):
        county = read_county()
        return OpenedWorkspace(workspace.parent, workspace, book, county, is_rehearsal=False)

    def receive(self, opened, table, frame, period):
        name = f"{period}-{len(opened.casebook.files()):08x}"
        write(opened.workspace, table, name, frame.assign(period=period))
        n = len(frame)
        entry = FileEntry(
            sha256=name[-8:] * 8, name=f"{name}.csv", table=table, period=period, covers="",
            record_name=name, n_rows=n, n_accepted=n, n_refused=0, n_blank=0, control_total=None,
            dropped_columns=(), encoding="utf-8",
        )  # fmt: skip
        opened.casebook.record_file(entry, [], actor="system", at=AT)

    def begin(self, opened, month):
        with pytest.raises(ShownError) as refused:
            begin_month(opened, Month.parse(month))
        assert refused.value.code == "files_missing"

    def test_gaps_do_not_wait_until_the_month_can_be_counted(self, opened, ledger):
        self.receive(opened, "schools", schools(), "2024-05")
        self.receive(opened, "mechanism_survey", answers(ABSENT), "2024-05")
        self.begin(opened, "2024-05")
        assert [case.status for case in ledger.cases()] == ["assigned"]

    def test_nothing_is_taken_twice_until_something_new_has_come(self, opened, ledger):
        self.receive(opened, "schools", schools(), "2024-05")
        self.receive(opened, "mechanism_survey", answers(ABSENT), "2024-05")
        self.begin(opened, "2024-05")
        head = opened.casebook.chain_head()
        self.begin(opened, "2024-05")
        assert opened.casebook.chain_head() == head
        self.receive(opened, "mechanism_survey", answers(MENDED), "2024-06")
        self.begin(opened, "2024-06")
        assert [case.status for case in ledger.cases()] == ["done"]
        taken = opened.casebook.events(kind=MECHANISM_TAKEN)["body"]
        assert [(body["month"], body["opened"], body["reported"]) for body in taken] == [
            ("2024-05", ["G2024-0001"], []),
            ("2024-06", [], ["G2024-0001"]),
        ]

    def test_without_a_survey_no_step_is_recorded(self, opened, book):
        self.receive(opened, "schools", schools(), "2024-05")
        self.begin(opened, "2024-05")
        assert book.events(kind=MECHANISM_TAKEN).empty
