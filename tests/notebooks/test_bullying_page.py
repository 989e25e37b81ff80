"""What the bullying pages say, and what of it a meeting may see."""

import json
import re
from dataclasses import fields, replace

import pytest
from notebooks import page_blocks
from run.bullying_files import N_CASES, make_county
from run.bullying_story import HOUSE, OTHER_PILOT, PILOT

from anyuan.errors import ShownError
from anyuan.notebook.bullying import BullyingPage
from anyuan.notebook.session import Run

MONTH = "2024-09"
K = HOUSE.disclosure.threshold
ALL_SCHOOLS = ("compared", "mechanism_gaps", "survey", "clocks", "actions", "places")
TOPICS = (
    *("mechanism", "inspection", "actions", "handling", "places", "survey", "contrast"),
    *("silence", "roster", "change"),
)
BLOCKS = (
    *("chart", "table_block", "inspected_block", "claims_block", "grave_block", "cases_block"),
    *("clocks_block", "heat_block", "plan_block", "worst_block", "columns", "places_block"),
    *("worst_chart", "weekday_block", "compared_block", "changes_block", "ratio_block"),
    *("slots_block", "reading"),
)


@pytest.fixture(scope="module")
def story(tmp_path_factory):
    root = tmp_path_factory.mktemp("county")
    patch = pytest.MonkeyPatch()
    patch.setenv("ANYUAN_KEY_FILE", str(root / "secret" / "key"))
    yield make_county(root)
    patch.undo()


def facts_of(story, school):
    """Return the facts of a page; what is worked out of all schools is so once."""
    if not hasattr(story, "facts"):
        story.facts = story.load(MONTH)
        for name in ALL_SCHOOLS:
            getattr(story.facts, name)
    facts = replace(story.facts, school=school)
    names = {field.name for field in fields(facts)}
    facts.__dict__.update({k: v for k, v in story.facts.__dict__.items() if k not in names})
    return facts


def page_of(story, school="county", level="meeting"):
    facts = facts_of(story, school)
    run = Run(
        notebook="bullying_mapping",
        parameters={"month": MONTH, "level": level, "as_of": "", "school": school},
        county=HOUSE,
        rules=HOUSE.rule_book(),
        workspace=story.workspace,
        casebook=story.casebook,
        known_at=facts.known_at,
        is_rehearsal=True,
    )
    return BullyingPage(run, facts)


def blocks_of(page):
    """Every block that the notebook would show of a page."""
    return page_blocks.blocks_of(page, TOPICS, BLOCKS)


def text_of(page):
    """All that a page says, its pictures aside."""
    told = json.dumps([block.record() for block in blocks_of(page)], ensure_ascii=False)
    return re.sub(r'"png": "[^"]*"', "", told)


def test_a_school_is_told_what_it_lacks_and_what_the_inspection_did_not_find(story):
    page = page_of(story, PILOT)
    assert page.mechanism.finding == "防治安排 20 项，有 19 项，无 1 项"
    said = page.mechanism.reading().record()["text"]
    assert said.startswith(
        "学校自报“有”、督导所见不符的 1 项：每学期至少开展一次专项调查并作评估。"
    )


def test_a_gap_without_a_corrective_action_is_named(story):
    assert "1 项没有立整改事项" in page_of(story, PILOT).actions.finding


def test_a_meeting_gets_a_schools_total_and_no_case(story):
    page = page_of(story, PILOT)
    assert page.handling.finding == f"本学期登记 {N_CASES[PILOT]} 件"
    shown = (page.handling.table_block(), page.handling.cases_block(), page.handling.clocks_block())
    assert shown == (None, None, None)
    with pytest.raises(ShownError, match="不能如实列在会议级简报上"):
        page.handling.cases  # noqa: B018  (made at once, or refused)


def test_a_total_of_few_is_hidden_from_the_meeting_and_told_to_the_committee(story):
    assert page_of(story, OTHER_PILOT).handling.finding == "本学期登记 ＊ 件"
    own = page_of(story, OTHER_PILOT, "casework").handling.finding
    assert own.startswith(f"本学期登记 {N_CASES[OTHER_PILOT]} 件")


def test_no_meeting_page_prints_a_number_of_few_children(story):
    for school in (OTHER_PILOT, "S007", "county"):
        page = page_of(story, school)
        list(blocks_of(page))
        for table in page.run.kept.tables.values():
            counts = ("reported", "bullied", "n") if table.kind != "work_by_unit" else ()
            for key in {c.key for c in table.columns} & set(counts):
                assert all(not 0 < (cell.value or 0) < K for _, cell in table.column(key))


def test_the_pilots_are_never_summed_into_one_figure(story):
    both = N_CASES[PILOT] + N_CASES[OTHER_PILOT]
    for level in ("meeting", "casework"):
        page = page_of(story, PILOT, level)
        list(blocks_of(page))
        assert not [f for f in page.run.kept.figures.values() if f["shown"] == str(both)]


def test_the_countys_total_needs_schools_besides_the_pilots(story, monkeypatch):
    page = page_of(story)
    assert page.handling.finding.startswith(f"本学期登记 {sum(N_CASES.values())} 件")
    few = page_of(story)
    cases = few.facts.term_table
    kept = cases[cases["school_code"].isin((PILOT, OTHER_PILOT, "S003"))]
    monkeypatch.setitem(few.facts.__dict__, "term_table", kept)
    assert few.handling.finding == "登记了欺凌事件的学校太少，合计不列"
    assert few.handling.table_block() is None
    assert "本学期登记" not in [f["label"] for f in few.run.kept.figures.values()]


def test_grave_cases_are_not_told_by_their_clocks(story):
    page = page_of(story)
    shown = {row.key for row in page.handling.by_clock.rows}
    assert shown.isdisjoint({"police", "education", "review"})
    grave = page.handling.grave_block().table
    assert grave.cell("police", "met").shown == "＊"


def test_the_committee_sees_each_case_by_its_pseudonyms_against_each_clock(story):
    page = page_of(story, PILOT, "casework")
    assert len(page.handling.cases.rows) == N_CASES[PILOT]
    cell = page.handling.cases.cell(f"{PILOT}-B24-002", "late")
    assert cell.shown.startswith("制止、通知被欺凌方监护人、通知欺凌方监护人")
    clocks = page.handling.each_clock
    assert clocks.cell(f"{PILOT}-B24-002", "stop").shown == "超期"
    assert clocks.cell(f"{PILOT}-B24-001", "stop").shown == "按时"
    assert clocks.level == page.handling.cases.level == "casework"


def test_no_register_is_not_no_case(story):
    page = page_of(story, "S004", "casework")
    assert page.handling.finding == "没有收到一张表，有没有欺凌事件不清楚"
    assert "本学期登记" not in [f["label"] for f in page.key_figures().record()["figures"]]
    assert page.silence is None


def test_a_school_that_reports_nothing_and_whose_pupils_say_much_is_called_silent(story):
    page = page_of(story, "S008", "casework")
    assert page.handling.finding == "本学期没有登记欺凌事件"
    assert "可能有事没有报上来" in page.silence.finding
    county = page_of(story)
    assert county.silence.finding.startswith("1 所学校报空表，其中 1 所问卷受欺凌比例高于中位数")
    assert page_of(story, "S008").silence is None


def test_few_answers_are_not_printed_even_for_the_schools_own_committee(story):
    page = page_of(story, "S004", "casework")
    assert page.survey.finding == "收回的问卷或受欺凌的学生太少，受欺凌比例不列"
    assert all(table.level == "meeting" for table in (page.survey.by_band, page.survey.by_form))
    cells = [c for line in page.survey.by_form.cells for c in line[1:]]
    assert all(cell.value is None for cell in cells)


def test_who_did_not_answer_is_said_and_unknown_handouts_too(story):
    assert "未答" in page_of(story, PILOT).survey.reading().record()["text"]
    said = page_of(story, "S007", "casework").survey.reading().record()["text"]
    assert "发出多少份没有报，未答率不清楚" in said


def test_the_county_says_how_far_the_inspection_has_come(story):
    found = page_of(story).inspection.finding
    assert found.startswith("应先督导的 3 所学校已督导 2 所，1 所逾期；自报“有”的")


def test_no_figure_of_the_survey_stands_in_a_sentence_without_its_id(story):
    page = page_of(story)
    assert page.survey.share.figure_id in page.survey.finding.figure_ids
    assert re.search(r"[0-9]+–[0-9]+%", page.survey.finding)


def test_a_meetings_page_can_hold_no_block_of_casework(story):
    for school in (PILOT, "county"):
        page = page_of(story, school)
        assert {block.record().get("level") for block in blocks_of(page)} == {"meeting"}


def test_the_stairs_can_be_named_worst_and_the_figures_say_so_with_their_doubt(story):
    page = page_of(story, PILOT, "casework")
    assert page.places.finding.startswith("可以认定东楼梯间在本校最重的三处之内")
    cell = page.places.worst.cell
    assert cell("P02", "said").shown == "最重"
    assert cell("P02", "low").value < cell("P02", "rate").value < cell("P02", "high").value
    assert cell("P06", "said").shown in ("不是最重", "无法判断")
    said = page.places.heat_block().record()["alt"]
    assert "可以认定最重的：东楼梯间课间" in said
    assert "没有写时刻" in page.places.reading().record()["text"]


def test_a_school_with_few_cases_is_told_that_nobody_can_say(story):
    page = page_of(story, OTHER_PILOT, "casework")
    assert page.places.finding.endswith("无法判断")
    marks = {cell.shown for line in page.places._heat.marks.cells for cell in line}
    assert "worst" not in marks


def test_without_cases_and_without_a_map_it_cannot_say_either(story):
    assert "没有能落到地点和时段的登记" in page_of(story, "S008", "casework").places.finding


def test_register_and_survey_stand_side_by_side_and_are_not_added(story):
    contrast = page_of(story, PILOT, "casework").contrast
    assert contrast.finding.startswith("登记最多的是楼梯间，问卷说得最多的是")
    block = contrast.places_block().record()
    assert (block["level"], "登记：" in block["alt"], "问卷：" in block["alt"]) == (
        "casework",
        True,
        True,
    )


def test_the_roster_proposed_covers_the_stairs_and_comes_as_a_letter(story, tmp_path):
    page = page_of(story, PILOT, "casework")
    assert "同样的人员和工时" in page.roster.finding
    (changes,) = page.roster.sheets().values()
    assert "东楼梯间" in set(changes["改到"])
    assert page.roster.keep_order() is not None
    page.run.kept.letters[0](tmp_path, {"mark": "合成示例数据"})
    assert (tmp_path / "change_order.docx").read_bytes().startswith(b"PK")


def test_nobody_is_moved_for_next_to_nothing(story, monkeypatch):
    monkeypatch.setattr("anyuan.notebook.bullying_roster._LEAST", 100)
    roster = page_of(story, PILOT, "casework").roster
    assert roster.finding.startswith("已知的风险太小")
    assert (roster.changes_block(), roster.keep_order(), roster.sheets()) == (None, None, {})


def test_a_meeting_sees_by_type_of_place_what_changed_in_a_roster_and_nobodys_number(story):
    assert page_of(story, PILOT).roster.finding == "值守表只收到一份，还看不出调整"
    assert "T0" not in text_of(page_of(story, PILOT))


def test_one_term_alone_is_not_compared(story):
    found = page_of(story, PILOT, "casework").change
    assert found.finding == "两个学期没有都收到一张表，有没有变化无法比较"
    assert (found.table_block(), found.reading()) == (None, None)
