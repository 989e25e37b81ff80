"""The intake desk's widgets: what the board is given, and what it must never be given."""

import json

import pytest
from desk.intake_county import HOSTILE, PURPOSE, bad_roll_rows, right_number
from desk.made_workspace import PIN

from anyuan.casebook import Casebook
from anyuan.desk import open_intake_desk
from anyuan.desk.intake_board import IntakeBoard
from anyuan.errors import ShownError

NAMES = [row[2] for row in bad_roll_rows()[2:]] + ["示例乙"]


@pytest.fixture
def closed(intake_room):
    return open_intake_desk("demo", "E01")


@pytest.fixture
def desk(closed):
    return enter(closed)


@pytest.fixture
def opened(desk, bad_roll):
    upload(desk, bad_roll)
    act(desk, "open", id=view_of(desk)["list"]["rows"][0]["id"])
    return desk


def enter(desk, pin=PIN):
    form = desk.children[0]
    form.children[1].value = pin
    form.children[2].value = PURPOSE
    form.children[3].click()
    return desk


def board_of(desk):
    return next(child for child in desk.children if isinstance(child, IntakeBoard))


def view_of(desk):
    return board_of(desk).view


def act(desk, what, number=None, **said):
    shown = view_of(desk)["number"] if number is None else number
    board_of(desk)._handle_custom_msg({"act": what, "number": shown, **said}, [])


def send_piece(desk, data, upload=0, name="学籍名册2024-09.xlsx", **said):
    message = {"act": "piece", "upload": upload, "name": name, **said}
    board_of(desk)._handle_custom_msg(message, [memoryview(data)])


def upload(desk, path, **said):
    data = path.read_bytes()
    send_piece(desk, data[:4000], name=path.name, is_new=True)
    send_piece(desk, data[4000:], name=path.name)
    act(desk, "receive", **said)


def issue_at(desk, cell):
    return next(row for row in view_of(desk)["file"]["rows"] if row["cell"] == cell)


def told_in(view):
    return json.dumps(view, ensure_ascii=False)


def test_before_entering_nothing_can_be_sent_or_done(closed, bad_roll):
    send_piece(closed, bad_roll.read_bytes(), is_new=True)
    act(closed, "receive")
    assert view_of(closed)["stage"] == "closed"
    assert "合成示例数据" in view_of(closed)["head"]["made_up"]
    assert closed._room.casebook.files().empty


def test_with_a_wrong_pin_the_reason_is_told_and_the_pin_is_forgotten(closed):
    enter(closed, "九九八十一难")
    assert view_of(closed)["stage"] == "closed" and "PIN 不正确" in view_of(closed)["told"]
    assert closed.children[0].children[1].value == ""


def test_every_control_of_the_form_has_a_label(closed):
    assert all(control.description for control in closed.children[0].children)


def test_a_file_comes_in_pieces_and_its_line_says_how_it_fared(desk, bad_roll):
    upload(desk, bad_roll)
    view = view_of(desk)
    (row,) = view["list"]["rows"]
    assert (row["name"], row["table"], row["month"]) == (bad_roll.name, "学籍名册", "2024年9月")
    assert (row["result"], row["counts"]) == ("采用", [3, 1, 2])
    assert (row["total"], row["who"], row["covers"]) == ("未写合计", "示例甲", "S001")
    assert "已接收 1 份" in view["notice"]["text"]
    assert [one["result"] for one in view["intake"]["receipts"]] == ["已接收"]


def test_progress_is_shown_file_by_file(desk, bad_roll):
    seen = []
    board_of(desk).observe(lambda change: seen.append(change["new"]), "view")
    upload(desk, bad_roll)
    told = [view["progress"]["text"] for view in seen if view["stage"] == "busy"]
    assert told == [f"正在接收 1/1：{bad_roll.name}", "已收完 1/1，正在整理……"]


def test_pieces_of_a_batch_that_was_cut_short_are_not_received_later(desk, bad_roll):
    send_piece(desk, b"half of a file", upload=1, name="半份.xlsx", is_new=True)
    upload(desk, bad_roll)
    assert [row["name"] for row in view_of(desk)["list"]["rows"]] == [bad_roll.name]


def test_the_issues_are_told_by_cell(opened):
    file = view_of(opened)["file"]
    assert [(row["cell"], row["column"], row["severity"]) for row in file["rows"]] == [
        ("F3", "身份证件号", "整行退回"),
        ("D4", "性别", "该格不用"),
        ("E5", "出生日期", "该格不用"),
    ]
    assert issue_at(opened, "F3")["value"] == "数字"
    assert "不在可选的词中" in issue_at(opened, "D4")["wrong"]
    assert all(row["can"] and row["do"] for row in file["rows"])


def test_the_issues_can_be_looked_at_kind_by_kind(opened):
    codes = [kind["code"] for kind in view_of(opened)["file"]["kinds"]]
    assert sorted(codes) == ["code_unknown", "date_impossible", "id_numeric_cell"]
    act(opened, "kind", code="date_impossible")
    assert [row["cell"] for row in view_of(opened)["file"]["rows"]] == ["E5"]


def test_what_a_file_says_stays_text_and_names_are_nowhere(opened):
    act(opened, "begin", n=issue_at(opened, "D4")["n"])
    view = view_of(opened)
    assert issue_at(opened, "D4")["value"] == HOSTILE[:24]
    assert view["file"]["form"]["was"] == HOSTILE[:24]
    assert [name for name in NAMES if name in told_in(view)] == []
    act(opened, "column", code="name")
    assert view_of(opened)["file"]["form"]["was"] == "（4 个字，不显示）"
    assert [name for name in NAMES if name in told_in(view_of(opened))] == []


def test_a_correction_is_saved_listed_masked_and_applied(opened):
    act(opened, "begin", n=issue_at(opened, "F3")["n"])
    assert view_of(opened)["file"]["form"]["hint"].startswith("18 位")
    act(opened, "save", now="141182201201010019", reason="核对户口簿")
    assert view_of(opened)["notice"]["tone"] == "bad"
    assert "校验码不符" in view_of(opened)["notice"]["text"]
    assert view_of(opened)["file"]["form"] is not None

    act(opened, "save", now=right_number(), reason="核对户口簿")
    view = view_of(opened)
    (entered,) = view["file"]["entered"]
    assert (entered["column"], entered["state"]) == ("身份证件号", "待重新接收")
    assert entered["now"] == f"…{right_number()[-4:]}"
    assert right_number() not in told_in(view)
    assert view["list"]["rows"][0]["pending"] == "更正 1 处待重新接收"
    assert view["file"]["again"] == "按更正重新接收（1 处）"

    act(opened, "again")
    view = view_of(opened)
    assert "接受 3 → 4 行（多 1 行）" in view["notice"]["text"]
    assert view["file"]["entered"][0]["state"] == "已采用"
    assert view["file"]["again"] == ""

    act(opened, "withdraw", id=entered["seq"])
    states = [one["state"] for one in view_of(opened)["file"]["entered"]]
    assert states == ["待重新接收", "已由后一条替代"]
    act(opened, "again")
    assert view_of(opened)["list"]["rows"][0]["counts"] == [3, 1, 2]


def test_an_act_on_a_view_that_is_gone_is_not_done(opened):
    number = view_of(opened)["number"]
    act(opened, "begin", n=0)
    act(opened, "close", number=number)
    act(opened, "erase")
    assert view_of(opened)["file"]["form"] is not None


def test_where_opening_cannot_be_recorded_nothing_of_the_file_is_shown(opened, monkeypatch):
    file_id = view_of(opened)["file"]["id"]
    monkeypatch.setattr(Casebook, "record_access", _refuse)
    act(opened, "open", id=file_id)
    assert view_of(opened)["file"] is None
    assert "办案库正忙" in view_of(opened)["notice"]["text"]


def test_what_nobody_foresaw_is_told_and_not_swallowed(opened):
    with pytest.raises(IndexError):
        opened._act("begin", {"n": 99})
    assert "IndexError" in view_of(opened)["notice"]["text"]


def test_the_list_of_problems_is_handed_to_the_browser(opened, monkeypatch):
    sent = []
    monkeypatch.setattr(IntakeBoard, "send", lambda board, *what: sent.append(what))
    act(opened, "problems")
    ((content, (data,)),) = sent
    assert content["file"].startswith("intake_issues-") and data.startswith(b"PK")


def test_the_lists_can_be_narrowed(opened):
    for said, n in (({"month": "2024-08"}, 0), ({"table": "enrolment_roll"}, 1)):
        act(opened, "filter", **said)
        assert len(view_of(opened)["list"]["rows"]) == n
    act(opened, "filter", is_on=True)
    assert view_of(opened)["list"]["is_odd_only"]


def test_what_a_notebook_would_save_of_the_desk_is_its_name_and_no_file(opened):
    assert opened._repr_mimebundle_()["text/plain"] == "收件台"
    act(opened, "begin", n=0, password="开门的口令")
    act(opened, "save", now=right_number(), reason="核对户口簿")
    state = told_in(board_of(opened).get_state("view"))
    assert not [word for word in (*NAMES, right_number(), "开门的口令", PIN) if word in state]


def test_a_workspace_that_is_not_there_is_refused(intake_room):
    with pytest.raises(ShownError):
        open_intake_desk("elsewhere")


def _refuse(*_, **__):
    raise ShownError("办案库正忙。", code="casebook_busy", next_step="请稍后再试。")
