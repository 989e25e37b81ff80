"""What the two pages of an incident say, and what of it a meeting may see."""

import json
import re
from datetime import date, datetime

import pandas as pd
import pytest
from notebooks import page_blocks
from run.review_story import APPROVER, LOG_HEAD, NUMBER, ReviewStory, written

from anyuan.casebook import Person
from anyuan.codebook import duties, read_county
from anyuan.errors import ShownError
from anyuan.notebook.incident import IncidentPage
from anyuan.notebook.incident_meeting import may_name
from anyuan.notebook.session import Run

HOUSE = read_county()
TOPICS = (
    *("timeline", "duties", "before", "seen", "causes", "fixes", "elsewhere", "lessons"),
    "signatures",
)
BLOCKS = (
    *("intervals_block", "chart", "events_block", "conflicts_block", "matrix_block"),
    *("table_block", "knows_block", "echoes_block", "counts_block", "named_block", "block"),
    "reading",
)
LOG = f"""
{LOG_HEAD}
S001|{NUMBER}|值班日志|1|学校|发现|准确|2024-10-15 14:05|2024-10-15 14:20|值班教师看见
S001|{NUMBER}|值班日志|2|学校|报警|准确|2024-10-15 14:08|2024-10-15 14:20|拨打110
S001|{NUMBER}|报警记录|1|公安|报警|准确|2024-10-15 14:31|2024-10-15 14:31|接警
S001|{NUMBER}|值班日志|3|学校|民警到场|大约|2024-10-15 14:40|2024-10-15 15:20|民警到校
S001|{NUMBER}|报警记录|2|公安|民警到场|准确|2024-10-15 14:41|2024-10-15 14:41|到达
S001|{NUMBER}|通话记录|1|学校|告知监护人|准确|2024-10-15 16:30|2024-10-15 16:40|电话告知
S001|{NUMBER}|消息记录|1|公安|报告政法委||||已通报
"""
PATROL = "S001 | 2024-09-05 | 教育 | 巡查 | 不到位"
LATER = "S001 | 2024-10-02 | 公安 | 校门值守 | 部分到位"
LESSON, NAMED = "巡查表应当按实际课间排", "东关中学的巡查表应当重排"
CAUSE = {"cause_level": "management", "factor": "post_uncovered", "cause_events": ["detected"]}
CAUSE |= {"cause_duties": ["patrol"], "cause_text": "课间走廊没有排人"}
CAUSE |= {"sensible_then": "排班时按上课时段安排，课间由任课教师顺带照看"}


@pytest.fixture(scope="module")
def story(tmp_path_factory):
    root = tmp_path_factory.mktemp("county")
    patch = pytest.MonkeyPatch()
    patch.setenv("ANYUAN_KEY_FILE", str(root / "secret" / "key"))
    made = ReviewStory(root)
    made.inspected("2024-09", PATROL, at="2024-09-28T09:00:00+08:00")
    made.incident()
    made.inspected("2024-10", PATROL, LATER, at="2024-10-28T09:00:00+08:00")
    made.receive("incident_log", "2024-10", LOG, at="2024-10-28T10:00:00+08:00")
    at = "10-29"
    made.judged(at, "find_cause", **CAUSE)
    made.judged(at, "find_gap", gap_duty="patrol", gap_text="课间走廊无人巡查")
    made.judged(at, "find_gap", gap_duty="tell_guardians", gap_text="两小时后才告知")
    made.judged(at, "note_lesson", lesson_text=LESSON)
    made.judged(at, "note_lesson", lesson_text=NAMED)
    made.opened_fix("10-30")
    yield made
    patch.undo()


def page_of(story, level="casework", **when):
    facts = story.review(**when)
    run = Run(
        notebook="incident_review",
        parameters={"month": "2024-11", "level": level, "as_of": "", "incident": NUMBER},
        county=HOUSE,
        rules=HOUSE.rule_book(),
        workspace=story.workspace,
        casebook=story.casebook,
        known_at=facts.known_at,
        is_rehearsal=True,
    )
    return IncidentPage(run, facts)


def blocks_of(page):
    """Every block that the notebook would show of a page."""

    def by_moment(topic, room):
        if topic != "seen":
            return []
        return [room.at_detection("school"), room.at_first_report("police")]

    yield from page_blocks.blocks_of(page, TOPICS, BLOCKS, by_moment)
    yield page.run.sources(page.define(page.run.definitions("review.")), page.files())


def text_of(page):
    told = json.dumps([block.record() for block in blocks_of(page)], ensure_ascii=False)
    return re.sub(r'"png": "[^"]*"', "", told)


def shown(table, row):
    line = next(c for r, c in zip(table.rows, table.cells, strict=True) if row in r.label)
    return [cell.shown for cell in line]


class TestAsSeen:
    """The hindsight switch: the whole page as one party could have drawn it at a moment."""

    def test_what_came_later_is_not_on_it_and_nothing_that_the_panel_judged(self, story):
        page = page_of(story, seen=("school", datetime.fromisoformat("2024-10-15T14:30")))
        assert page.headline == (
            "东关中学10月15日学生伤害事件：学校在10月15日14:30能够知道的，经过 2 项、台账问题 2 项"
        )
        told = text_of(page)
        assert "14:08" in told and "14:31" not in told and "告知监护人：" not in told
        for later in (CAUSE["cause_text"], LESSON, "未履行"):
            assert later not in told and later in text_of(page_of(story))
        rooms = (page.duties, page.seen, page.causes, page.fixes, page.elsewhere, page.lessons)
        assert rooms == (None,) * 6 and page.signatures is page.papers is None
        assert page.keep_papers() is None

    def test_each_party_has_its_own(self, story):
        at = datetime.fromisoformat("2024-10-15T14:31")
        page = page_of(story, seen=("police", at))
        told = text_of(page)
        assert "14:31" in told and "14:08" not in told
        assert page.timeline.finding.endswith("没有可以对照时限的用时")
        assert page.timeline.intervals_block() is None

    def test_who_knew_nothing_yet_sees_a_page_without_events(self, story):
        page = page_of(story, seen=("political_legal", datetime.fromisoformat("2024-10-15T14:00")))
        assert "经过 0 项、台账问题 0 项" in page.headline
        assert "没有收到事件经过记录" in text_of(page)


class TestThePanel:
    def test_the_headline_names_the_time_that_matters_most_with_its_limit(self, story):
        assert page_of(story).headline == (
            "东关中学10月15日学生伤害事件：发现到告知监护人用了2小时25分，限60分钟（设置值），"
            "超过时限；责任 3 项未履行或超时、21 项没有记录；整改 1 项未办结"
        )

    def test_an_event_stands_in_the_lane_of_who_acts_whoever_wrote_of_it(self, story):
        lanes = {one["event"]: one["party"] for one in page_of(story).timeline.events}
        assert lanes["police_arrived"] == "police"
        assert lanes["police_called"] == "school"
        assert lanes["political_told"] == "political_legal"

    def test_accounts_that_differ_stand_side_by_side_by_party(self, story):
        table = page_of(story).timeline.conflicts_block().table
        assert [row.label for row in table.rows] == ["2 报警"]
        assert shown(table, "报警") == ["时间不一", "值班日志第2条 14:08", "报警记录第1条 14:31"]

    def test_the_chart_has_a_row_for_each_account_that_differs_and_says_so(self, story):
        page = page_of(story)
        assert "超过时限" in page.timeline.chart().record()["alt"]
        drawn = [row.label for row in page.run.kept.tables["timeline"].rows]
        assert drawn.count("报警") == 2

    def test_a_log_without_any_time_is_told_in_words_instead_of_a_chart(self, story, monkeypatch):
        page = page_of(story)
        bare = page.facts.log.assign(happened_at=None)
        monkeypatch.setitem(page.facts.__dict__, "log", bare)
        assert "没有写明时间" in page.timeline.chart().record()["text"]

    def test_duties_stand_with_clause_evidence_and_judge_the_gravest_first(self, story):
        table = page_of(story).duties.table_block().table
        assert [row.label[0] for row in table.rows][:4] == ["×", "×", "▲", "？"]
        assert table.cell("patrol", "evidence").shown == "2024年9月5日教育检查不到位"
        assert table.cell("patrol", "judged").shown == "按规则"
        assert "GB/T 29315-2022" in table.cell("patrol", "clause").shown

    def test_no_record_is_said_not_to_be_not_met(self, story):
        page = page_of(story)
        assert "没有记录 21 项" in page.duties.finding
        assert "不是没有履行" in page.duties.table_block().record()["note"]

    def test_three_knows_are_shown_only_where_minors_are_suspected(self, story):
        assert page_of(story).duties.knows_block() is None

    def test_what_came_later_is_marked_and_not_counted_as_known(self, story):
        page = page_of(story)
        came = [cell.shown for _, cell in page.before.table.column("came")]
        assert came == ["事发前已收到", "▽ 后来才收到（10月28日）"]
        assert "已有 1 项问题，其中 1 项就是" in page.before.finding
        assert "另有 1 项后来才收到" in page.before.finding

    def test_hindsight_keeps_what_came_later_on_the_grey_side(self, story):
        record = page_of(story).seen.at_detection("school").record()
        known = json.dumps(record["known"]["rows"], ensure_ascii=False)
        later = json.dumps(record["later"]["rows"], ensure_ascii=False)
        assert "教育检查" in known and "告知监护人" not in known
        assert "告知监护人：通话记录第1条 16:30" in later

    def test_at_the_flash_report_only_events_are_told(self, story):
        record = page_of(story).seen.at_first_report("police").record()
        said = json.dumps([record["known"]["rows"], record["later"]["rows"]], ensure_ascii=False)
        assert "报警记录第2条" in said and "检查" not in said

    def test_causes_say_what_made_it_sensible_and_which_level_lacks(self, story):
        page = page_of(story)
        assert page.causes.finding == "复盘组写了 1 条原因，还没有写直接原因、系统原因"
        assert CAUSE["sensible_then"] in shown(page.causes.table_block().table, "管理原因")

    def test_a_gap_without_a_fix_is_named_beside_those_that_have_one(self, story):
        page = page_of(story)
        assert page.fixes.finding.endswith("1 项超期，1 处缺口没有整改事项") or (
            page.fixes.finding.endswith("未办结 1 项，1 处缺口没有整改事项")
        )
        labels = [row.label for row in page.fixes.table_block().table.rows]
        assert "没有整改" in labels and len(labels) == 2

    def test_settings_and_sources_that_were_not_confirmed_are_printed(self, story):
        text = text_of(page_of(story))
        assert "10 分钟（设置值）" in text
        assert "条号未能核对" in text
        assert "没有写时间的经过" in text

    def test_the_papers_are_written_beside_the_page(self, story, tmp_path):
        page = page_of(story)
        assert "incident_review.xlsx" in page.keep_papers().record()["text"]
        for write in page.run.kept.letters:
            write(tmp_path, {"mark": "合成示例数据", "made_at": None})
        names = sorted(path.name for path in tmp_path.iterdir())
        assert names == [
            f"{NUMBER}-review_report-v1.docx",
            "police_advice.docx",
            "stability_alert.docx",
        ]
        ((_, sheets),) = page.run.kept.workbooks.values()
        assert list(sheets) == ["经过", "用时", "责任事项", "事前台账", "何时知悉", "其他学校"]
        assert len(sheets["经过"]) == 7


class TestTheMeeting:
    def test_it_holds_no_block_of_casework_and_the_panels_kind_is_refused_there(self, story):
        page = page_of(story, "meeting")
        assert {block.record().get("level") for block in blocks_of(page)} == {"meeting"}
        with pytest.raises(ShownError, match="不能如实列在会议级简报上"):
            page.own("hurt", "伤亡", 1, "人")

    def test_it_tells_no_school_day_minute_kind_owner_or_words_of_the_panel(self, story):
        text = text_of(page_of(story, "meeting"))
        for told in ("东关中学", "S001", "10月15日", "2024-10-15", "学生伤害", "课间走廊", NUMBER):
            assert told not in text, told
        assert not re.search(r"[0-2][0-9]:[0-5][0-9]", text)
        assert "某校重大案事件复盘：欠整改 1 项" in text

    def test_gaps_have_their_clause_direction_and_month(self, story):
        table = page_of(story, "meeting").fixes.told
        assert shown(table, "巡查")[0] == "学校"
        assert shown(table, "巡查")[2].startswith("要求做到")
        assert shown(table, "监护人")[2] == "没有整改事项"

    def test_a_lesson_that_names_a_school_is_kept_back_and_counted(self, story):
        page = page_of(story, "meeting")
        said = page.lessons.block().record()["text"]
        assert said.startswith(f"{LESSON}。") and "另有 1 条写了" in said
        own = page_of(story).lessons.block().record()["text"]
        assert NAMED in own and "其中 1 条" in own

    def test_there_is_no_paper_and_no_room_of_the_panel(self, story):
        page = page_of(story, "meeting")
        rooms = ("timeline", "duties", "before", "seen", "causes", "signatures", "papers")
        assert [getattr(page, room) for room in rooms] == [None] * len(rooms)
        assert page.keep_papers() is None

    def test_its_files_do_not_tell_the_month_of_the_log(self, story):
        assert "事件经过记录" not in set(page_of(story, "meeting").files()["label"])
        assert "事件经过记录" in set(page_of(story).files()["label"])


class TestNaming:
    SCHOOLS = pd.DataFrame(
        {"kind": ["primary"] * 5, "is_boarding": [True, True, True, False, False]}
    )

    @pytest.mark.parametrize(
        ("duty", "is_told"),
        [
            ("patrol", True),  # every kind of incident
            ("police_patrol", True),  # four kinds
            ("visitor_control", False),  # three kinds
            ("food_samples", False),  # one kind
            ("know_family", False),  # minors suspected
            ("dorm_night_duty", False),  # three schools take boarders
        ],
    )
    def test_a_duty_of_few_kinds_or_few_schools_is_not_named(self, duty, is_told):
        assert may_name(duty, self.SCHOOLS, HOUSE.disclosure) is is_told

    def test_four_boarding_schools_are_enough(self):
        schools = self.SCHOOLS.assign(is_boarding=[True] * 4 + [False])
        assert may_name("dorm_night_duty", schools, HOUSE.disclosure)

    def test_no_named_duty_binds_in_few_kinds(self):
        named = [d for d in duties() if may_name(d, self.SCHOOLS, HOUSE.disclosure)]
        assert all(not duties()[d].incidents or len(duties()[d].incidents) > 3 for d in named)


def test_signatures_are_told_by_version_and_who_has_not_signed(tmp_path, monkeypatch):
    monkeypatch.setenv("ANYUAN_KEY_FILE", str(tmp_path / "secret" / "key"))
    story = ReviewStory(tmp_path)
    case = story.incident()
    assert "还没有提交会签" in page_of(story).signatures.finding
    sha = "ab12" * 16
    fields = {"submitted_on": "2024-10-30", "page_sha": sha}
    case = story.incidents.move(case, "submit_joint", fields, written("10-30"))
    signer = {"agency": APPROVER.agency, "page_sha": sha}
    case = story.incidents.move(case, "sign", signer, written("10-31", APPROVER.code), APPROVER)
    page = page_of(story)
    assert page.signatures.finding == "应签署的 3 方已签 1 方，还没有签的：公安局、政法委"
    table = page.signatures.table_block().table
    assert shown(table, "教育局") == ["第1版", "2024年10月31日已签", sha[:16]]
    assert shown(table, "政法委")[1] == "未签"
    assert page.papers.report.page_sha == sha and not page.papers.report.is_signed
    for code, agency in (("P02", "police"), ("L02", "political_legal")):
        person = Person(code, "示例", agency, agency, frozenset({"approver"}))
        fields = {"agency": agency, "page_sha": sha}
        case = story.incidents.move(case, "sign", fields, written("10-31", code), person)
    story.incidents.move(case, "conclude", {}, written("10-31"))
    page = page_of(story)
    assert page.signatures.finding.endswith("会签完成")
    assert page.papers.report.is_signed


def test_an_incident_without_a_log_says_that_nothing_is_known_of_its_course(tmp_path, monkeypatch):
    monkeypatch.setenv("ANYUAN_KEY_FILE", str(tmp_path / "secret" / "key"))
    story = ReviewStory(tmp_path)
    story.incident(is_minors_case="true")
    page = page_of(story)
    assert page.timeline.finding == "没有收到事件经过记录，经过和用时都不清楚"
    assert len(page.duties.knows_block().table.rows) == 7
    assert ("事件经过记录", "没有收到这一事件的记录") in page.gap_rows()
    assert list(blocks_of(page))
    assert page.keep_papers().record()["text"].endswith("未起草建议函和风险提示。")
    assert page_of(story, as_of=date(2024, 10, 20)).headline.startswith("东关中学10月15日")
