"""The flash report: one page, six contents, the first or a follow-up, late told as late."""

import pytest
from cases.incident_story import KIND, REPORT, ledger_of, on_day, open_incident
from letters.letter_facts import text_of
from letters.printing import needs_writer, print_all

from anyuan import clock, keys
from anyuan.casebook import Casebook
from anyuan.codebook import RuleBook
from anyuan.letters import FlashSurroundings, flash_facts, write_flash_report
from anyuan.letters.flash_report import DRILL, level_of, tell_timing

AROUND = FlashSurroundings(
    {REPORT["school_code"]: "示例小学（3141181001），三泉镇，小学，公办，非寄宿制"},
    RuleBook(),
    True,
)
OFFICE = {"issuer": "教育局", "addressee": "教育局、公安局、政法委"}
LONG = "值守保安员听见喊声后关上校门，护学岗民警从路口跑来，一起把外来人员拦在门外。" * 5


@pytest.fixture
def ledger(tmp_path, monkeypatch):
    monkeypatch.setenv("ANYUAN_KEY_FILE", str(tmp_path / "secret" / "key"))
    keys.create_key_file()
    at = clock.from_text("2024-10-01T08:00:00+08:00")
    return ledger_of(Casebook.create(tmp_path / "casework" / "demo", at=at))


@pytest.fixture
def case(ledger):
    """An incident with two follow-ups: the second was settled, and changed no number."""
    case = open_incident(ledger)
    first = {"followed_up_at": "2024-10-14T16:30", "n_seriously_hurt": "10", "n_hurt": "0"}
    case = ledger.move(case, "follow_up", first | {"course": "又查明有人受伤。"}, on_day(14))
    second = {"followed_up_at": "2024-10-20T09:00", "settled_on": "2024-10-20", "loss_wan": "2.5"}
    return ledger.move(case, "follow_up", second, on_day(20))


def facts_of(case, report_no=None, around=AROUND):
    return flash_facts(case, KIND, around, report_no) | OFFICE


class TestWhatItSays:
    def test_the_first_report_tells_the_six_contents_as_they_were_first_known(self, case):
        facts = facts_of(case, 0)
        assert facts["edition"] == "首报" and facts["first_report"] == "本件为首报"
        assert facts["overview"].startswith("示例小学")
        assert facts["happened_at"] == "2024年10月14日07:40"
        assert facts["scene"] == REPORT["scene"] and facts["course"] == REPORT["course"]
        assert facts["casualties"] == "死亡人数 0，下落不明人数 0，重伤人数 0，轻伤人数 1"
        assert facts["loss"] == "尚未估计"
        assert facts["measures_taken"] == facts["other_matters"] == "暂缺，续报补充"
        assert facts["level"] == "一般"

    def test_a_follow_up_says_which_it_is_and_when_the_first_one_went_out(self, case):
        facts = facts_of(case, 1)
        assert facts["edition"] == "第1次续报"
        assert facts["first_report"] == "首报于2024年10月14日08:20"
        assert facts["reported_at"] == "2024年10月14日16:30"
        assert facts["since_last"] == "重伤人数 0→10，轻伤人数 1→0"
        assert facts["level"] == "较大" and facts["course"] == "又查明有人受伤。"
        assert facts["scene"] == REPORT["scene"]

    def test_the_newest_is_told_where_no_number_is_given(self, case):
        facts = facts_of(case)
        assert facts == facts_of(case, 2)
        assert facts["since_last"] == "伤亡人数没有变化" and facts["loss"] == "约 2.5 万元"

    def test_a_follow_up_that_was_undone_was_never_a_report(self, ledger, case):
        (case,) = ledger.undo([case], on_day(20))
        assert facts_of(case)["edition"] == "第1次续报"
        with pytest.raises(ValueError, match="no report 2"):
            facts_of(case, 2)

    def test_a_case_of_the_list_has_no_steps_to_tell(self, ledger, case):
        (listed,) = ledger.cases()
        with pytest.raises(ValueError, match="has no report"):
            facts_of(listed)

    def test_a_school_that_no_list_names_is_told_by_its_code(self, case):
        bare = FlashSurroundings({}, RuleBook(), False)
        facts = facts_of(case, around=bare)
        assert facts["overview"] == REPORT["school_code"] and "drill" not in facts

    def test_a_level_needs_no_loss(self):
        assert level_of({**REPORT, "n_dead": "3"}) == "serious"
        assert level_of({**REPORT, "loss_wan": "1000"}) == "serious"


@pytest.mark.parametrize(
    ("reported_at", "settings", "told"),
    [
        ("2024-10-14T08:45", {}, "60 分钟，未超过1小时"),
        ("2024-10-14T08:46", {}, "61 分钟，超过1小时（《生产安全事故报告和调查处理条例》第九条"),
        ("2024-10-14T07:45", {}, " 0 分钟，未超过1小时"),
        ("2024-10-15T07:45", {}, "1440 分钟，超过1小时"),
        ("2024-10-14T08:15", {"review.first_report_minutes": "30"}, "30 分钟，未超过30分钟"),
        ("2024-10-14T08:16", {"review.first_report_minutes": "30"},
         "31 分钟，未超过1小时，超过本县规定的30分钟（设置值）"),
        ("2024-10-14T08:46", {"review.first_report_minutes": "30"}, "61 分钟，超过1小时"),
        ("2024-10-14T08:46", {"review.first_report_minutes": "120"}, "61 分钟，超过1小时"),
    ],
)  # fmt: skip
def test_late_is_said_to_the_minute(reported_at, settings, told):
    assert told in tell_timing({**REPORT, "reported_at": reported_at}, RuleBook(settings))


class TestOnPaper:
    def test_everything_it_says_stands_on_it_and_rehearsals_say_so(self, case, tmp_path):
        facts = facts_of(case, 1)
        path = write_flash_report(facts, tmp_path, mark="合成示例数据")
        text = text_of(path)
        assert path.name == "S2024-0001-flash_report.docx"
        for said in (*facts.values(), "合成示例数据", f"【{DRILL}】", "第三条"):
            assert said in text
        assert text.encode("gb2312")  # what every Chinese font has glyphs for

    def test_a_real_one_does_not_say_rehearsal(self, case, tmp_path):
        real = FlashSurroundings(AROUND.overviews, RuleBook(), False)
        text = text_of(write_flash_report(facts_of(case, around=real), tmp_path))
        assert "演练" not in text and "【" not in text

    def test_the_same_report_is_the_same_file(self, case, tmp_path):
        at = clock.from_text("2024-10-20T10:00:00+08:00")
        for name in ("a", "b"):
            (tmp_path / name).mkdir()
            write_flash_report(facts_of(case), tmp_path / name, made_at=at)
        a, b = (tmp_path / name / "S2024-0001-flash_report.docx" for name in ("a", "b"))
        assert a.read_bytes() == b.read_bytes()


@needs_writer
def test_printed_it_is_one_page_and_a_longer_one_loses_nothing(case, tmp_path):
    texts = ("scene", "course", "measures_taken", "other_matters")
    facts = facts_of(case, 1) | {"reporter": "分管安全工作的副校长（校长外出期间主持工作）"}
    told = {
        "short": facts,
        "long": facts | dict.fromkeys(texts, LONG),
        "endless": facts | {name: f"{LONG * 9}{name}完" for name in texts},
    }
    paths = []
    for name, said in told.items():
        (tmp_path / name).mkdir()
        path = write_flash_report(said, tmp_path / name, mark="合成示例数据")
        paths.append(path.rename(tmp_path / f"{name}.docx"))
    pages = print_all(tmp_path, paths)
    assert {name: len(told) for name, told in pages.items() if name != "endless"} == {
        "short": 1,
        "long": 1,
    }
    for name in (
        "edition",
        "overview",
        "happened_at",
        "learnt_at",
        "timing",
        "scene",
        "casualties",
    ):
        assert "".join(facts[name].split()) in pages["short"][0]
    assert len(pages["endless"]) > 1
    assert all(f"{name}完" in "".join(pages["endless"]) for name in texts)
    assert all("合成示例数据" in page for told in pages.values() for page in told)
