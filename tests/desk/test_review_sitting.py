"""The review desk without a browser: accounts by hand, conflicts, duties, causes, fixes, undo."""

import json
import shutil

import pytest
from cases.incident_story import PAGE_SHA, SCHOOL, open_incident
from desk.incident_county import PUPIL
from desk.made_workspace import PIN
from desk.review_county import CASE, NUMBER, PURPOSE, make_review_county

from anyuan.cases import CaseLedger
from anyuan.codebook import case_kind
from anyuan.desk.case_room import open_case_room
from anyuan.desk.entry import enter
from anyuan.desk.review_desk import draw_review
from anyuan.desk.review_fixing import begin_fix, open_fix
from anyuan.desk.review_gaps import gap_lines
from anyuan.desk.review_sitting import ReviewSitting
from anyuan.errors import ShownError

CALL = {"account_source": "call_record", "account_party": "police"}
CALL |= {"account_event": "police_called", "account_at": "2024-10-14T07:44"}
CALL |= {"account_text": "指挥中心来电记录"}
CAUSE = {"cause_level": "direct", "factor": "post_uncovered", "cause_events": ["detected"]}
CAUSE |= {"cause_duties": ["gate_manned"], "cause_text": "换岗时校门只有一人"}
CAUSE |= {"sensible_then": "换岗平时只要两分钟，没有出过事"}
FIX = {"direction": "do", "closure_test": "inspection_met", "owner": "政教主任"}
FIX |= {"due_on": "2024-11-15"}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    root = tmp_path_factory.mktemp("review")
    make_review_county(root)
    return root


@pytest.fixture
def sit(made, tmp_path, monkeypatch):
    """Return who sits down at the review desk, each with a casebook of their own."""
    shutil.copytree(made, tmp_path / "county")
    monkeypatch.setenv("ANYUAN_HOME", str(tmp_path / "county"))

    def make(code="E01"):
        room = open_case_room("demo", "incident")
        sitting = ReviewSitting(room, enter(room, code, PIN, PURPOSE), lambda told: None)
        sitting.open(CASE)
        return sitting

    return make


@pytest.fixture
def at(sit):
    return sit()


def panel(sitting, tab):
    sitting.tab = tab
    return draw_review(sitting)["case"]["panel"]


def form(sitting):
    drawn = draw_review(sitting)["case"]["form"]
    return {one["name"]: one for one in drawn["fields"]}


def event(sitting, code):
    found = [one for one in panel(sitting, "events")["events"] if one["event"] == code]
    return found[0] if found else None


def make(sitting, move, **said):
    sitting.begin(move)
    return sitting.move(said, "", "")


def find_gap(sitting, duty="gate_manned", text="换岗时校门只有一人"):
    assert make(sitting, "find_gap", gap_duty=duty, gap_text=text).tone == "good"
    return gap_lines(sitting.case, sitting.fixes)[-1].n


class TestEvents:
    def test_they_stand_in_time_order_and_what_differs_side_by_side(self, at):
        drawn = panel(at, "events")
        order = [one["event"] for one in drawn["events"]]
        assert order == [
            "detected",
            "police_called",
            "police_arrived",
            "guardians_told",
            "education_told",
        ]
        called = event(at, "police_called")
        assert called["marks"] == ["时间不一"] and called["range"] == "07:43—07:52"
        assert [one["time"] for one in called["accounts"]] == ["07:43", "07:52"]
        assert [one["bar"] for one in called["accounts"]] == [[0.0, 4], [96, 4]]
        told = event(at, "guardians_told")
        assert told["marks"] == ["有无不一"] and [one["says_no"] for one in told["accounts"]] == [
            False,
            True,
        ]
        assert drawn["n_open"] == 2

    def test_one_partys_accounts_leave_range_and_marks_as_all_have_them(self, at):
        at.party = "police"
        drawn = panel(at, "events")
        assert [one["event"] for one in drawn["events"]] == ["police_called", "police_arrived"]
        called = drawn["events"][0]
        assert called["range"] == "07:43—07:52" and called["marks"] == ["时间不一"]
        assert [one["party"] for one in called["accounts"]] == ["公安"]

    def test_an_account_by_hand_stands_beside_those_of_files(self, at):
        assert make(at, "add_account", **CALL).tone == "good"
        called = event(at, "police_called")
        assert [one["time"] for one in called["accounts"]] == ["07:43", "07:44", "07:52"]
        (mine,) = [one for one in called["accounts"] if one["is_by_hand"]]
        assert (mine["source"], mine["party"], mine["text"]) == (
            "通话记录",
            "公安",
            "指挥中心来电记录",
        )
        assert called["range"] == "07:43—07:52"
        assert at.case.fields["happened_at"] == "2024-10-14T07:40"

    def test_an_event_that_only_a_hand_tells_of_comes_into_the_table_and_the_duties(self, at):
        assert event(at, "head_told") is None
        said = CALL | {"account_event": "head_told", "account_party": "school"}
        assert make(at, "add_account", **said).tone == "good"
        assert event(at, "head_told")["range"] == "07:44"
        verdicts = {
            one["code"]: one["said"]
            for group in panel(at, "duties")["groups"]
            for one in group["duties"]
        }
        assert verdicts["head_reports"] == "已履行"  # 07:44 to 08:12, within the hour

    def test_undo_takes_an_account_back_and_its_words_are_there_again(self, at):
        make(at, "add_account", **CALL)
        assert at.undo().tone == "good"
        assert len(event(at, "police_called")["accounts"]) == 2
        at.begin("add_account")
        assert form(at)["account_text"]["value"] == "指挥中心来电记录"

    def test_a_form_begun_at_an_event_has_it_filled_in(self, at):
        at.begin_with("add_account", {"account_event": "stopped", "nonsense": "x"})
        assert form(at)["account_event"]["value"] == "stopped"
        assert "nonsense" not in at.form.typed

    @pytest.mark.parametrize(
        ("said", "told"),
        [
            (f"{PUPIL}说的", "第 1 至 3 字是名册里的姓名"),
            ("甲学生的犯罪记录已封存", "第五十九条"),
        ],
    )
    def test_whom_a_text_names_is_refused_with_the_place(self, at, said, told):
        notice = make(at, "add_account", **CALL | {"account_text": said})
        assert notice.tone == "bad" and told in at.form.problems["account_text"]
        assert PUPIL not in at.form.problems["account_text"]
        assert at.case.entries("account") == []

    def test_a_number_is_refused_and_shown_by_its_end_only(self, at):
        notice = make(at, "add_account", **CALL | {"account_text": "打 13800001234 没人接"})
        assert notice.tone == "bad" and at.case.entries("account") == []
        told = at.form.problems["account_text"]
        assert "1234" in told and "1380000" not in told

    def test_twelve_hours_off_is_doubted_with_the_likely_time_and_saved_at_the_second_word(
        self, at
    ):
        said = CALL | {"account_event": "police_arrived", "account_at": "2024-10-14T19:58"}
        notice = make(at, "add_account", **said)
        assert notice.tone == "bad" and "与报警记录第8条相差12小时" in notice.text
        assert at.case.entries("account") == []
        hinted = form(at)["account_at"]
        assert hinted["tone"] == "doubt" and "19:58" in hinted["hint"] and not hinted["problem"]
        assert at.move(said, "", "").tone == "good"
        assert len(at.case.entries("account")) == 1

    def test_an_hour_of_a_twelve_hour_clock_is_itself_doubted(self, at):
        said = CALL | {"account_event": "stopped", "account_at": "2024-10-14T16:02"}
        assert make(at, "add_account", **said).tone == "good"
        at.begin("add_account")
        at.check(said | {"account_at": "2024-10-14T04:02"})
        assert "是否为16:02？另见通话记录第H3条" in form(at)["account_at"]["hint"]

    def test_an_account_that_ends_before_it_begins_is_refused(self, at):
        said = CALL | {"account_precision": "between", "account_until": "2024-10-14T07:30"}
        assert make(at, "add_account", **said).tone == "bad"
        assert at.form.problems == {"account_until": "早于事项时间"}
        assert at.move(said, "", "").tone == "bad" and at.case.entries("account") == []
        assert at.move(said | {"account_until": "2024-10-14T07:44"}, "", "").tone == "good"

    def test_another_doubt_is_asked_about_anew(self, at):
        make(at, "add_account", **CALL | {"account_logged_at": "2024-10-14T07:40"})
        again = CALL | {"account_logged_at": "2024-10-14T07:41"}
        assert at.move(again, "", "").tone == "bad"
        assert "晚于这条记录自己的记录时间" in form(at)["account_at"]["hint"]
        assert at.move(again, "", "").tone == "good"


class TestConflicts:
    def test_what_was_examined_stays_on_the_page_with_both_accounts(self, at):
        said = {"examined_event": "police_called", "examined_source": "alarm_log"}
        said |= {"examined_note": "报警记录由系统自动留时，值班日志是事后补写"}
        assert make(at, "examine_conflict", **said).tone == "good"
        called = event(at, "police_called")
        assert len(called["accounts"]) == 2 and called["range"] == "07:43—07:52"
        (examined,) = called["examined"]
        assert examined["source"] == "报警记录" and examined["is_current"]
        assert not called["is_open"] and panel(at, "events")["n_open"] == 1

    def test_a_later_account_opens_the_question_again(self, at):
        said = {"examined_event": "police_called", "examined_note": "两处都可能"}
        make(at, "examine_conflict", **said)
        make(at, "add_account", **CALL)
        called = event(at, "police_called")
        assert called["is_open"] and not called["examined"][0]["is_current"]


class TestDuties:
    def test_the_panels_word_stands_and_what_was_computed_beside_it(self, at):
        at.begin_with("judge_duty", {"duty": "gate_manned"})
        said = {"duty": "gate_manned", "verdict": "met", "evidence_note": "监控显示有人值守"}
        assert at.move(said | {"judged_by": "education"}, "", "").tone == "good"
        rows = {
            one["code"]: one for group in panel(at, "duties")["groups"] for one in group["duties"]
        }
        row = rows["gate_manned"]
        assert (row["said"], row["computed"], row["by"]) == ("已履行", "未履行", "教育")
        assert row["evidence"] == "监控显示有人值守"
        assert "2024年9月10日" in row["computed_evidence"]

    def test_three_knows_and_four_checks_are_asked_as_found_not_found_not_checked(self, at):
        assert "know_family" not in json.dumps(panel(at, "duties"))
        at.note("is_minors_case", "true")
        groups = {one["code"]: one for one in panel(at, "duties")["groups"]}
        assert groups["three_knows"]["label"] == "三知：查到、没有查到、还没有查"
        assert [one["said"] for one in groups["four_checks"]["duties"]] == ["还没有查"] * 4
        said = {"duty": "know_family", "verdict": "met", "evidence_note": "社区民警走访记录"}
        make(at, "judge_duty", **said | {"judged_by": "police"})
        groups = {one["code"]: one for one in panel(at, "duties")["groups"]}
        assert groups["three_knows"]["duties"][0]["said"] == "已查到"


class TestCauses:
    def test_words_that_judge_are_marked_while_typing_and_the_question_is_put(self, at):
        at.begin("find_cause")
        at.check({"factor": "post_uncovered"})
        assert form(at)["sensible_then"]["tone"] == "ask"
        assert "当时应在岗的人在哪里" in form(at)["sensible_then"]["hint"]
        at.check({"cause_text": "保安员责任心不强，本应守在门口"})
        hinted = form(at)["cause_text"]
        assert hinted["tone"] == "doubt" and "可改问：" in hinted["hint"] and not hinted["problem"]

    def test_nothing_is_refused_for_its_words_and_the_marks_stay_in_the_list(self, at):
        said = CAUSE | {"cause_text": "保安员责任心不强，本应守在门口"}
        assert make(at, "find_cause", **said).tone == "good"
        drawn = panel(at, "causes")
        (cause,) = drawn["levels"][0]["causes"]
        marked = [text for text, is_marked in cause["texts"][0]["runs"] if is_marked]
        assert marked and cause["remarks"][0]["advice"]
        assert "".join(text for text, _ in cause["texts"][0]["runs"]) == said["cause_text"]
        assert drawn["lacks"][:2] == ["还没有写管理原因。", "还没有写系统原因。"]

    def test_what_a_cause_is_tied_to_stands_in_words(self, at):
        make(at, "find_cause", **CAUSE)
        (cause,) = panel(at, "causes")["levels"][0]["causes"]
        assert cause["events"] == "发现" and "值守" in cause["duties"]


class TestFixes:
    def test_a_gap_gets_one_fix_with_owner_day_direction_and_test(self, at):
        n = find_gap(at)
        begin_fix(at, n)
        fields = form(at)
        assert fields["gap"]["value"] == "换岗时校门只有一人"
        assert "inspection_met" in {one["code"] for one in fields["closure_test"]["options"]}
        assert "cameras_work" not in {one["code"] for one in fields["closure_test"]["options"]}
        notice = open_fix(at, FIX | {"gap": "换岗时校门只有一人"})
        assert notice.tone == "good", notice.text
        (gap,) = panel(at, "fixes")["gaps"]
        said = {one["label"]: one["text"] for one in gap["fix"]["said"]}
        assert said["责任人"] == "政教主任" and said["整改期限"] == "2024-11-15"
        case = CaseLedger(at.room.casebook, case_kind("corrective_action")).case(gap["fix"]["id"])
        assert case.status == "assigned" and case.fields["incident_no"] == NUMBER
        assert (case.fields["duty_code"], case.fields["school_code"]) == ("gate_manned", SCHOOL)
        with pytest.raises(ShownError) as told:
            begin_fix(at, n)
        assert told.value.code == "gap_has_fix" and gap["fix"]["id"] in str(told.value)

    def test_what_was_asked_before_and_is_law_anyway_is_told_before_and_after(self, at):
        n = find_gap(at)
        assert "以前" not in json.dumps(panel(at, "fixes")["gaps"][0]["fix"], ensure_ascii=False)
        assert len(panel(at, "fixes")["gaps"][0]["past"]) == 1
        begin_fix(at, n)
        at.check({"direction": "do"})
        hint = form(at)["direction"]["hint"]
        assert "以前提过" in hint and "法律已有规定" in hint
        open_fix(at, FIX | {"gap": "换岗时校门只有一人"})
        echoes = panel(at, "fixes")["gaps"][0]["fix"]["echoes"]
        assert [one["echo"] for one in echoes] == ["repeated", "already_law"]

    def test_what_is_missing_or_names_somebody_opens_no_fix(self, at):
        begin_fix(at, find_gap(at))
        notice = open_fix(at, {"gap": f"{PUPIL}没人管", "direction": "do"})
        assert notice.tone == "bad"
        assert set(at.form.problems) >= {"gap", "owner", "due_on", "closure_test"}
        assert gap_lines(at.case, at.fixes)[0].fix == ""

    def test_a_second_gap_of_a_duty_has_a_fix_of_its_own(self, at):
        begin_fix(at, find_gap(at))
        open_fix(at, FIX | {"gap": "换岗时校门只有一人"})
        second = find_gap(at, text="夜间校门无人")
        assert [bool(one.fix) for one in gap_lines(at.case, at.fixes)] == [True, False]
        begin_fix(at, second)
        assert open_fix(at, FIX | {"gap": "夜间校门无人"}).tone == "good"
        assert len({one.fix for one in gap_lines(at.case, at.fixes)}) == 2

    def test_a_gap_with_a_fix_is_not_undone_before_the_fix_is(self, at):
        begin_fix(at, find_gap(at))
        open_fix(at, FIX | {"gap": "换岗时校门只有一人"})
        with pytest.raises(ShownError, match="先在个案台撤销这一项整改"):
            at.undo()
        assert len(at.case.entries("gap")) == 1

    def test_a_gap_without_a_fix_is_undone(self, at):
        find_gap(at)
        assert at.undo().tone == "good" and at.case.entries("gap") == []

    def test_too_many_fixes_are_warned_of(self, at):
        for n in range(11):
            step = find_gap(at, text=f"缺口{n}")
            begin_fix(at, step)
            open_fix(at, FIX | {"gap": f"缺口{n}"})
        assert panel(at, "fixes")["many"].startswith("本次复盘提出 11 项整改，超过 10 项")


class TestState:
    def test_what_the_review_lacks_is_told_before_it_is_submitted(self, at):
        drawn = panel(at, "state")
        assert drawn["lacks"][0] == "还有 2 个事项的记录不一致，没有核看。"
        assert [one["label"] for one in drawn["signatures"]] == ["教育局", "公安局", "政法委"]

    def test_signatures_stand_with_who_and_when(self, sit):
        at = sit()
        said = {"submitted_on": "2024-10-16", "page_sha": PAGE_SHA}
        assert make(at, "submit_joint", **said).tone == "good"
        at = sit("E03")
        at.begin("sign")
        assert at.move({"agency": "教育局", "page_sha": PAGE_SHA}, "E03", PIN).tone == "good"
        drawn = panel(at, "state")
        assert [one["who"] for one in drawn["signatures"]] == ["示例丙", "", ""]
        assert drawn["page_sha"] == PAGE_SHA
        assert "--actor E03" in drawn["command"]
        assert not panel(at, "events")["can"]["add_account"]  # what is signed does not change


class TestKeeping:
    def test_whoever_sits_down_later_finds_everything(self, sit):
        first = sit()
        make(first, "add_account", **CALL)
        find_gap(first)
        later = sit("E02")
        assert len(event(later, "police_called")["accounts"]) == 3
        assert len(panel(later, "fixes")["gaps"]) == 1
        with pytest.raises(ShownError) as told:
            later.undo()
        assert told.value.code == "undo_of_another"

    def test_a_file_that_is_attached_is_in_the_case(self, at):
        at.uploads.add(0, "通话清单.pdf", b"%PDF-1.4 x")
        assert at.attach().tone == "good"
        assert [one["name"] for one in panel(at, "files")["rows"]] == ["通话清单.pdf"]

    def test_an_incident_at_a_school_that_is_not_listed_says_why_there_is_no_review(self, at):
        lost = open_incident(at.ledger, school_code="3141189999", incident_no="2024-009")
        at.open(lost.case_id)
        for tab in ("events", "duties", "fixes"):
            assert "3141189999" in panel(at, tab)["why_none"]
        assert panel(at, "state")["lacks"] and panel(at, "causes")["lacks"]
        assert make(at, "add_account", **CALL).tone == "good"
