"""What the review of an incident is loaded from: files, cases and steps, as of a day, as known."""

from datetime import date

import pandas as pd
import pytest
from run.review_story import LOG_HEAD, NUMBER, SCHOOL, ReviewStory

from anyuan import clock
from anyuan.errors import ShownError
from anyuan.review.before import as_known_to
from anyuan.review.knowledge import as_seen_by

LOG = f"""
{LOG_HEAD}
S001|{NUMBER}|值班日志|1|学校|发现|准确|2024-10-15 14:05|2024-10-15 14:20|示例
S001|{NUMBER}|值班日志|2|学校|报警|准确|2024-10-15 14:08|2024-10-15 14:20|示例
S001|{NUMBER}|陈述摘要|1|公安|报警|大约|2024-10-15 14:30|2024-10-16 09:00|示例
S001|{NUMBER}|通话记录|1|学校|报告校长|准确|2024-10-15 14:30|2024-10-15 14:40|示例
S001|SJ2024-09|值班日志|1|学校|发现|准确|2024-10-20 09:00|2024-10-20 09:10|示例
"""
CORRECTED = f"""
{LOG_HEAD}
S001|{NUMBER}|值班日志|1|学校|发现|准确|2024-10-15 14:06|2024-10-15 14:20|示例
"""
PATROL = "S001 | 2024-09-05 | 教育 | 巡查 | 不到位"


@pytest.fixture
def story(tmp_path, monkeypatch):
    monkeypatch.setenv("ANYUAN_KEY_FILE", str(tmp_path / "secret" / "key"))
    return ReviewStory(tmp_path)


def items(before):
    rows = before.drop_duplicates("entry")[["kind", "on", "item"]]
    return [(kind, f"{on:%m-%d}", item) for kind, on, item in rows.itertuples(index=False)]


class TestLoading:
    def test_an_unknown_number_is_told_with_those_that_are_known(self, story):
        story.incident()
        with pytest.raises(ShownError) as caught:
            story.review(incident="SJ2024-77")
        assert caught.value.code == "unknown_incident"
        assert "SJ2024-77" in str(caught.value)
        assert NUMBER in str(caught.value)

    def test_before_its_day_the_incident_is_not_known(self, story):
        story.incident()
        with pytest.raises(ShownError) as caught:
            story.review(as_of=date(2024, 10, 14))
        assert caught.value.code == "unknown_incident"
        assert "无" in str(caught.value)

    def test_a_school_that_is_not_listed_is_told(self, story):
        story.incident(school_code="S999")
        with pytest.raises(ShownError) as caught:
            story.review()
        assert caught.value.code == "unknown_school"

    def test_what_decides_which_duties_were_owed_comes_from_the_case_and_the_list(self, story):
        story.incident(is_minors_case="true")
        of = story.review().incident
        assert (of.school_code, of.school_kind, of.is_boarding) == (SCHOOL, "junior", False)
        assert (of.kind, of.on, of.is_minors_case) == ("injury", date(2024, 10, 15), True)

    def test_tables_that_have_not_come_are_gaps_and_the_page_is_drawn_all_the_same(self, story):
        story.incident()
        review = story.review()
        assert {gap.table for gap in review.gaps} >= {"inspections", "notices"}
        assert review.accounts.empty
        verdicts = review.verdicts.set_index("duty")["verdict"]
        assert set(verdicts) == {"no_record", "not_applicable"}
        assert review.before.empty
        assert review.before_as_known_then.empty


class TestTheLog:
    def test_accounts_of_this_incident_stand_side_by_side(self, story):
        story.incident()
        story.receive("incident_log", "2024-10", LOG)
        review = story.review()
        assert len(review.accounts) == 4
        police = review.events.set_index("event").loc["police_called"]
        assert (police["n_accounts"], police["is_conflicting"]) == (2, True)
        to_police = review.intervals.set_index("interval").loc["to_police"]
        assert (to_police["low"], to_police["high"], to_police["verdict"]) == (3, 35, "unclear")

    def test_a_corrected_entry_stands_in_place_of_the_old_one(self, story):
        story.incident()
        story.receive("incident_log", "2024-10", LOG)
        story.receive("incident_log", "2024-11", CORRECTED)
        review = story.review()
        mine = review.accounts[review.accounts["event"] == "detected"]
        assert mine["low"].tolist() == [pd.Timestamp("2024-10-15T14:06")]
        assert len(story.review("2024-10").accounts) == 4

    def test_who_knew_of_what_is_read_from_the_accounts(self, story):
        story.incident()
        story.receive("incident_log", "2024-10", LOG)
        review = story.review()
        at = clock.from_text("2024-10-15T14:25:00+08:00").replace(tzinfo=None)
        assert set(as_seen_by(review.accounts, "school", at)["event"]) == {
            "detected",
            "police_called",
        }
        known = review.knowable.set_index(["event", "party"])["known_from"]
        assert known["police_called", "police"] == pd.Timestamp("2024-10-16T09:00")
        assert len(review.learnt) == 4


class TestVerdicts:
    def test_inspections_and_the_survey_of_before_the_day_decide(self, story):
        story.incident()
        story.inspected("2024-09", PATROL, "S001 | 2024-09-05 | 公安 | 保安配备 | 到位")
        story.receive(
            "mechanism_survey",
            "2024-09",
            "school_code|round|item|answer|answered_on\nS001|督导检查|6|无|2024-09-10",
        )
        verdicts = story.review().verdicts.set_index("duty")["verdict"]
        told = verdicts[["patrol", "guard_number", "bullying_process", "ram_posts"]]
        assert list(told) == ["not_met", "met", "not_met", "not_applicable"]

    def test_what_the_panel_judged_replaces_it_and_both_are_kept(self, story):
        story.incident()
        story.inspected("2024-09", PATROL)
        said = {"duty": "patrol", "evidence_note": "当天有巡查记录", "judged_by": "教育"}
        story.judged("10-25", "judge_duty", verdict="已履行", **said)
        row = story.review().verdicts.set_index("duty").loc["patrol"]
        assert (row["verdict"], row["computed"], row["judged_by"]) == (
            "met",
            "not_met",
            "education",
        )
        early = story.review(as_of=date(2024, 10, 24)).verdicts.set_index("duty")
        assert early.loc["patrol", "judged_by"] == "rule"


class TestBefore:
    def test_every_ledger_tells_what_was_known(self, story):
        story.incident()
        story.inspected("2024-09", PATROL, "S001 | 2024-09-01 | 公安 | 一键报警测试 | 到位")
        notice = (
            "A1 | 提示函 | 公安局 | 学校、教育局 | S001 | 巡查 | 2024-09-20 | 2024-09-23 | 示例"
        )
        columns = "notice_no|notice_kind|issued_by|issued_to|school_code|item|issued_on"
        story.receive("notices", "2024-09", f"{columns}|received_on|what\n{notice}")
        story.receive(
            "mechanism_survey",
            "2024-05",
            "school_code|round|item|answer|answered_on\nS001|摸底|15|部分有|2024-05-28",
        )
        story.receive(
            "bullying_register",
            "2024-09",
            """
            school_code|register_no|reported_at|occurred_on|where_kind|forms|bullied
            S001|B1|2024-09-18 10:00|2024-09-18|校内|肢体|A1
            """,
        )
        story.opened_fix("09-12", source="inspection", incident_no="", closure_test="")
        before = story.review().before
        assert items(before) == [
            ("mechanism", "05-28", "bullying_patrol"),
            ("alarm_test", "09-01", "alarm_test"),
            ("inspection", "09-05", "patrol"),
            ("corrective_action", "09-12", "patrol"),
            ("bullying", "09-18", ""),
            ("notice", "09-20", "patrol"),
        ]
        assert not before["is_received_later"].any()
        assert items(story.review().before_as_known_then) == items(before)
        police = as_known_to(before, "police", pd.Timestamp("2024-10-15T14:02"))
        assert set(police["kind"]) == {"alarm_test", "notice"}

    def test_what_came_after_it_happened_is_marked_and_was_not_known_then(self, story):
        story.incident()
        story.inspected("2024-09", PATROL, at="2024-10-20T09:00:00+08:00")
        review = story.review()
        assert items(review.before) == [("inspection", "09-05", "patrol")]
        assert review.before["is_received_later"].all()
        assert review.before_as_known_then.empty

    def test_a_row_that_an_earlier_file_had_was_known_from_that_file_on(self, story):
        story.incident()
        other = "S001 | 2024-09-06 | 公安 | 保安配备 | 部分到位"
        story.inspected("2024-09", PATROL, at="2024-09-28T09:00:00+08:00")
        story.inspected("2024-09", PATROL, other, at="2024-11-05T09:00:00+08:00")
        before = story.review().before.drop_duplicates("entry").set_index("item")
        assert before["is_received_later"].to_dict() == {"patrol": False, "guard_number": True}
        assert before.loc["patrol", "recorded_at"] == pd.Timestamp("2024-09-28T09:00")

    def test_what_was_corrected_later_was_known_then_in_its_old_words(self, story):
        story.incident()
        story.inspected("2024-09", PATROL.replace("不到位", "部分到位"))
        story.inspected("2024-09", PATROL, at="2024-11-05T09:00:00+08:00")
        review = story.review()
        assert review.before["what"].item().endswith("不到位")
        assert review.before["is_received_later"].item()
        assert review.before_as_known_then["what"].item().endswith("部分到位")

    def test_an_alarm_that_was_tested_in_a_file_that_came_late_was_overdue_as_known_then(
        self, story
    ):
        story.incident()
        story.inspected("2024-08", "S001 | 2024-08-20 | 公安 | 一键报警测试 | 到位")
        story.inspected(
            "2024-09",
            "S001 | 2024-09-20 | 公安 | 一键报警测试 | 到位",
            at="2024-10-20T09:00:00+08:00",
        )
        review = story.review()
        assert review.before.empty
        assert items(review.before_as_known_then) == [("alarm_test", "08-20", "alarm_test")]


class TestFixesAndElsewhere:
    def test_fixes_stand_with_what_their_tests_say(self, story):
        story.incident()
        held, failed = story.fix(), story.fix(duty_code="gate_manned")
        story.fix(incident_no="SJ2024-09")
        story.inspected(
            "2024-11",
            "S001 | 2024-11-12 | 教育 | 巡查 | 到位",
            "S001 | 2024-11-12 | 教育 | 门卫值守 | 不到位",
        )
        fixes = story.review().fixes.set_index("case_id")
        assert list(fixes.index) == [held.case_id, failed.case_id]
        assert fixes["result"].to_dict() == {held.case_id: "holds", failed.case_id: "fails"}
        assert fixes["is_verification_owed"].to_dict() == {
            held.case_id: True,
            failed.case_id: False,
        }

    def test_a_fix_is_held_against_the_ones_before_and_the_gaps_found(self, story):
        story.incident()
        old = story.opened_fix("09-12", source="inspection", incident_no="", closure_test="")
        new = story.fix()
        story.judged("10-25", "find_gap", gap_duty="巡查", gap_text="课间无人")
        review = story.review()
        echoes = review.echoes.set_index("echo")
        assert set(echoes["case_id"]) == {new.case_id}
        assert echoes.loc["repeated", "of"] == old.case_id
        assert not review.gap_fixes[["is_unanswered", "is_doubled", "is_without_gap"]].any(
            axis=None
        )
        assert review.many_fixes == ""

    def test_other_schools_with_the_same_gap_are_listed_with_their_pupils(self, story):
        story.incident()
        others = [f"S00{n} | 2024-11-12 | 教育 | 巡查 | 不到位" for n in (2, 3)]
        story.inspected("2024-09", PATROL)
        story.inspected("2024-11", *others)
        story.receive("enrolment_roll", "2024-11", _roll("S003", 3))
        review = story.review()
        assert "patrol" in review.failed
        mine = review.elsewhere[review.elsewhere["duty"] == "patrol"]
        assert list(mine["school_name"]) == ["甲寄宿学校", "西河小学"]
        assert mine["n_pupils"].astype(object).where(mine["n_pupils"].notna(), None).tolist() == [
            3,
            None,
        ]
        counts = review.elsewhere_counts.loc["patrol"]
        assert (counts["n_gap"], counts["n_bound"], counts["n_not_known"]) == (2, 5, 3)


def _roll(school: str, n: int) -> str:
    rows = [f"{school}|示例甲|男|2012-03-0{one + 1}|六年级" for one in range(n)]
    return "\n".join(["school_code|name|sex|birth_on|grade", *rows])
