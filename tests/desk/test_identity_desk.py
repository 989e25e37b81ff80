"""The widgets: what the board is given, and what it must never be given."""

import json

import pytest
from desk.doubtful_county import DOUBTFUL
from desk.made_workspace import PIN

from anyuan.casebook import Casebook
from anyuan.desk import open_desk
from anyuan.desk.board import Board
from anyuan.errors import ShownError

NAMES = [name for name, *_ in DOUBTFUL]


def board_of(desk):
    return next(child for child in desk.children if isinstance(child, Board))


def view_of(desk):
    return board_of(desk).view


def act(desk, what, note="", number=None):
    board = board_of(desk)
    shown = board.view["number"] if number is None else number
    board._handle_custom_msg({"act": what, "number": shown, "note": note}, [])


def names_in(view):
    return [name for name in NAMES if name in json.dumps(view, ensure_ascii=False)]


@pytest.fixture
def closed(home):
    return open_desk("demo", "2024-09", "E01")


@pytest.fixture
def desk(closed):
    return enter(closed)


def enter(desk, pin=PIN):
    form = desk.children[0]
    form.children[1].value = pin
    form.children[2].value = "9月控辍保学比对"
    form.children[3].click()
    return desk


def test_before_entering_nothing_of_anybody_is_sent_to_the_browser(closed):
    assert view_of(closed)["stage"] == "closed"
    assert names_in(view_of(closed)) == []
    assert "合成示例数据" in view_of(closed)["head"]["made_up"]


def test_who_is_asked_for_is_preselected_and_the_pin_is_forgotten_at_once(closed):
    form = closed.children[0]
    assert form.children[0].value == "E01"
    enter(closed)
    assert form.children[1].value == ""


def test_with_a_wrong_pin_the_reason_is_told_and_nothing_else(closed):
    enter(closed, "九九八十一难")
    assert view_of(closed)["stage"] == "closed"
    assert "PIN 不正确" in view_of(closed)["told"]
    assert names_in(view_of(closed)) == []


def test_a_second_click_is_no_second_attempt(closed):
    enter(closed, "")
    assert "没有输入口令" in view_of(closed)["told"]
    form = closed.children[0]
    shown = view_of(enter(closed))["number"]
    form.children[3].click()
    assert view_of(closed)["number"] == shown
    assert len(closed._room.casebook.events(kind="pin_failed")) == 0


def test_every_control_has_a_label(closed):
    form = closed.children[0]
    assert all(control.description for control in form.children)
    enter(closed)
    assert all(control.description for control in closed.children[0].children)


def test_the_pair_is_shown_field_by_field_with_what_differs(desk):
    view = view_of(desk)
    rows = {row["name"]: row for row in view["rows"]}
    assert list(rows) == [
        "name", "former_name", "sex", "birth_on", "resident_id_given", "student_no",
        "guardian_name", "guardian_phone", "township", "village", "school",
    ]  # fmt: skip
    assert rows["name"]["state"] == "same" and rows["name"]["is_name"]
    assert rows["resident_id_given"]["state"] == "differs"
    marks = [text for text, differs in rows["guardian_name"]["cells"][0]["runs"] if differs]
    assert marks == ["国强"]
    assert rows["former_name"]["state"] == "blank"
    assert rows["village"]["state"] == "one_blank"
    left, right = view["sides"]
    assert (left["table"], right["table"]) == ("户籍适龄人口表", "学籍名册")
    file, row = left["place"]
    assert left["month"] == "2024年9月" and file.endswith(".csv") and row.startswith("第 ")
    assert view["why"] and "%" in view["chance"]["number"] and view["chance"]["words"]
    assert "不在校" in view["moves"]


def test_an_answer_brings_the_next_pair_and_the_progress(desk):
    first = view_of(desk)["pair"]
    act(desk, "same", "  电话核实 ")
    view = view_of(desk)
    assert view["pair"] != first
    assert (
        "已判 1 / 共 6 对" in view["progress"]["text"] and "今日 1 对" in view["progress"]["text"]
    )
    assert "已保存于" in view["saved"]
    assert desk._room.casebook.judgements()["why"].tolist() == ["电话核实"]


def test_an_act_on_a_view_that_is_gone_is_no_answer(desk):
    number = view_of(desk)["number"]
    act(desk, "same")
    act(desk, "same", number=number)
    act(desk, "erase")
    assert len(desk._room.casebook.judgements()) == 1


def test_where_access_cannot_be_recorded_the_next_pair_is_not_shown(desk, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(Casebook, "record_access", _refuse)
        act(desk, "same")
        assert view_of(desk)["stage"] == "failed"
        assert names_in(view_of(desk)) == []
        assert "办案库正忙" in view_of(desk)["told"]
        assert len(desk._room.casebook.judgements()) == 1
    act(desk, "again")
    assert view_of(desk)["stage"] == "pair"


def test_where_an_answer_cannot_be_stored_the_pair_stays_and_the_reason_is_told(desk, monkeypatch):
    first = view_of(desk)["pair"]
    monkeypatch.setattr(Casebook, "add_judgement", _refuse)
    act(desk, "same")
    view = view_of(desk)
    assert view["pair"] == first
    assert view["notice"]["tone"] == "bad" and "办案库正忙" in view["notice"]["text"]


def test_what_nobody_foresaw_is_told_and_not_swallowed(desk, monkeypatch):
    monkeypatch.setattr(Casebook, "add_judgement", lambda *_, **__: {}["x"])
    with pytest.raises(KeyError):
        desk._act("same", "")
    assert "KeyError" in view_of(desk)["notice"]["text"]


def test_going_back_shows_who_judged_and_when(desk):
    act(desk, "different")
    act(desk, "back")
    assert view_of(desk)["tag"].startswith("不是同一人　示例甲")


def test_at_the_end_the_unsure_ones_come_again_when_asked_for(desk):
    for _ in NAMES:
        act(desk, "unsure")
    assert view_of(desk)["stage"] == "done"
    assert "还有 6 对" in view_of(desk)["told"]
    act(desk, "forward")
    assert view_of(desk)["stage"] == "pair"
    assert "暂不能定" in view_of(desk)["tag"]


def test_choosing_a_township_and_linking_again(desk):
    township, _, link = desk.children[1].children
    township.value = "T08"
    assert "所选范围内 3 对" in view_of(desk)["progress"]["text"]
    act(desk, "different")
    link.click()
    assert "已重新比对" in view_of(desk)["notice"]["text"]
    assert township.value == "T08"


def test_what_a_notebook_would_save_of_the_desk_is_its_name(desk):
    bundle = desk._repr_mimebundle_()
    assert bundle["text/plain"] == "身份核对台"
    assert names_in(bundle) == []


def test_a_month_that_is_none_is_refused_at_once(home):
    with pytest.raises(ShownError, match="不是月份"):
        open_desk("demo", "2024年9月")


def _refuse(*_, **__):
    raise ShownError("办案库正忙。", code="casebook_busy", next_step="请稍后再试。")
