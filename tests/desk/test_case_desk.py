"""The case desk's widgets: what the board is given, and what it must never be given or keep."""

import json

import pytest
from desk.case_county import HOSTILE, NAMES, PURPOSE
from desk.made_workspace import PIN

from anyuan.casebook import Casebook
from anyuan.codebook import case_kind
from anyuan.codebook.letters import letter_kinds
from anyuan.desk import open_case_desk
from anyuan.desk.case_board import ACTS, REVIEW_ACTS, CaseBoard
from anyuan.desk.case_words import kind_words, served_kinds
from anyuan.errors import ShownError

KIND = case_kind("return_to_school")
WORDS = kind_words("return_to_school")


@pytest.fixture
def closed(case_room):
    return open_case_desk("demo", "E01")


@pytest.fixture
def desk(closed):
    enter_desk(closed)
    return closed


def enter_desk(closed, pin=PIN):
    _, _, typed_pin, purpose, button = closed.children[0].children
    typed_pin.value, purpose.value = pin, PURPOSE
    button.click()


def board_of(desk):
    return next(child for child in desk.children if isinstance(child, CaseBoard))


def view_of(desk):
    return board_of(desk).shown


def act(desk, what, number=None, **said):
    shown = view_of(desk)["number"] if number is None else number
    message = {"act": what, "number": shown, "ask": 1, "by": "x", **said}
    board_of(desk)._handle_custom_msg(message, [])
    return view_of(desk)


def open_one(desk, status):
    act(desk, "filter", status=status)
    return act(desk, "open", case=view_of(desk)["list"]["rows"][0]["id"])["case"]


def told_in(view):
    return json.dumps(view, ensure_ascii=False, default=str)


def test_before_entering_nothing_is_told_and_nothing_done(closed):
    assert view_of(closed)["stage"] == "closed"
    assert act(closed, "open", case="R2024-0001")["stage"] == "closed"


def test_a_wrong_pin_is_told_and_lets_nobody_in(closed):
    enter_desk(closed, "不对的口令")
    assert "PIN 不正确" in view_of(closed)["told"] and view_of(closed)["tone"] == "bad"


def test_the_worklist_names_nobody(desk):
    view = view_of(desk)
    assert view["stage"] == "work" and view["list"]["rows"] and view["case"] is None
    assert [name for name in NAMES if name in told_in(view)] == []


def test_an_open_case_names_its_child_and_no_other(desk):
    case = open_one(desk, "suspected")
    assert len([name for name in NAMES if name in told_in(view_of(desk))]) == 1
    assert {one["name"] for one in case["about"]} == set(WORDS["known"])


def test_where_opening_cannot_be_written_down_nothing_of_the_case_is_shown(desk, monkeypatch):
    open_one(desk, "suspected")
    monkeypatch.setattr(Casebook, "record_access", _refuse)
    act(desk, "filter", status="verifying")
    view = act(desk, "open", case=view_of(desk)["list"]["rows"][0]["id"])
    assert view["case"] is None and "办案库正忙" in view["notice"]["text"]
    assert [name for name in NAMES if name in told_in(view)] == []


def test_what_a_notebook_could_save_of_the_desk_is_its_name_and_nothing_shown_or_typed(desk):
    open_one(desk, "suspected")
    act(desk, "begin", name="confirm")
    act(desk, "check", values={"verified_how": "只有我知道"})
    assert desk._repr_mimebundle_()["text/plain"] == "个案台"
    kept = {**board_of(desk).get_state(), "_esm": "", "_css": ""}
    secrets = (*NAMES, PURPOSE, PIN, "只有我知道", "R2024-")
    assert not [word for word in secrets if word in told_in(kept)]


def test_whoever_draws_the_board_again_is_sent_the_latest_view(desk, monkeypatch):
    sent = []
    monkeypatch.setattr(CaseBoard, "send", lambda board, *what: sent.append(what))
    board_of(desk)._handle_custom_msg({"act": "hello"}, [])
    ((message,),) = sent
    assert message["view"] == view_of(desk)


def test_a_step_made_on_a_view_that_is_gone_is_not_done_and_is_answered(desk, monkeypatch):
    open_one(desk, "suspected")
    act(desk, "begin", name="verify")
    number = view_of(desk)["number"]
    act(desk, "move", values={})
    assert view_of(desk)["case"]["status"] == "核实中"
    sent = []
    monkeypatch.setattr(CaseBoard, "send", lambda board, *what: sent.append(what))
    act(desk, "undo", number=number)
    assert view_of(desk)["case"]["status"] == "核实中" and len(sent) == 1


def test_a_field_of_a_case_that_is_not_open_any_more_is_refused(desk):
    first = open_one(desk, "suspected")["id"]
    open_one(desk, "verifying")
    view = act(desk, "note", case=first, name="owner_education", value="示例校长")
    assert "没有保存" in view["notice"]["text"]


def test_what_is_not_text_or_not_known_is_not_taken(desk):
    open_one(desk, "suspected")
    n = view_of(desk)["number"]
    act(desk, "erase")
    act(desk, "filter", is_overdue="yes", unit=3)
    assert view_of(desk)["list"]["filters"]["is_overdue"] is False
    assert view_of(desk)["list"]["filters"]["unit"] == ""
    assert view_of(desk)["number"] == n + 1


def test_what_nobody_foresaw_is_told_and_not_swallowed(desk):
    with pytest.raises(ValueError, match="no case is open"):
        desk._act("undo", {})
    assert "ValueError" in view_of(desk)["notice"]["text"]


def test_only_moves_of_the_kind_are_offered_each_with_its_key_and_what_is_against_it(desk):
    case = open_one(desk, "suspected")
    legal = [move.name for move in KIND.moves_from("suspected")]
    assert sorted(move["name"] for move in case["moves"]) == sorted(legal)
    assert case["moves"][0]["name"] == "verify" and case["moves"][0]["is_owed"]
    against = {move["name"]: move["why_not"] for move in case["moves"]}
    assert "凭证文件" in against["exclude"] and against["confirm"] == ""
    elsewhere = {one["label"] for one in case["elsewhere"]}
    assert elsewhere == {m.label for m in KIND.moves.values() if m.name not in legal}


@pytest.mark.parametrize("name", served_kinds())
def test_no_two_moves_of_a_status_have_one_key_and_none_has_one_that_the_desk_needs(name):
    kind, given = case_kind(name), kind_words(name)["keys"]
    taken = set("UMN" if kind.opening else "UM")
    for status in kind.statuses:
        keys = [given[move.name] for move in kind.moves_from(status) if move.name in given]
        assert len(set(keys)) == len(keys) and not taken & set(keys)
    assert set(given) <= set(kind.moves)


@pytest.mark.parametrize("name", served_kinds())
def test_what_the_desk_says_of_a_kind_is_about_fields_logs_and_letters_that_there_are(name):
    kind, said = case_kind(name), kind_words(name)
    assert {*said["about"], *said["list"], *said["owners"], *said["matter"]} <= set(kind.fields)
    assert {said["count"], *said["logs"]} <= set(kind.logs)
    assert set(said["letters"]) <= set(letter_kinds())
    assert bool(kind.opening) == ("opening" in said)


def test_the_line_of_progress_says_what_was_passed_by_and_how_often_was_visited(desk):
    line = open_one(desk, "persuading")["line"]
    states = {one["label"]: one["state"] for one in line}
    assert states["确认"] == states["已定方案"] == "done" and states["劝返中"] == "here"
    assert states["已复学"] == "ahead" and "skipped" in states.values()
    assert [one["n"] for one in line if one["label"] == "劝返中"] == [2]


def test_a_case_beside_the_line_stands_at_no_place_of_it(desk):
    case = open_one(desk, "false_alarm")
    assert case["line"][-1] == {"label": "查明在校", "state": "here", "n": 0}
    assert case["is_finished"] and case["dues"] == []
    assert not case["panel"]["can"]


def test_a_step_that_is_owed_is_told_with_its_day_its_reason_and_who_owes_it(desk):
    due = open_one(desk, "suspected")["dues"][0]
    assert due["tone"] == "late" and due["left"].startswith("已超期")
    assert "个工作日" in due["why"] and due["owes"] == "教育线"


def test_the_tabs_tell_logs_steps_files_and_who_looked(desk):
    open_one(desk, "persuading")
    (log,) = act(desk, "tab", tab="logs")["case"]["panel"]["logs"]
    assert len(log["rows"]) == 2 and log["rows"][0]["day"] == "2024-10-12"
    act(desk, "begin", name="return")
    act(desk, "move", values={"returned_on": "2024-10-14"})
    act(desk, "undo")
    rows = act(desk, "tab", tab="timeline")["case"]["panel"]["rows"]
    assert rows[0]["what"] == "登记复学" and "撤销" in rows[0]["undone"]
    assert rows[-1]["what"] == "立案" and rows[-1]["undone"] == ""
    seen = act(desk, "tab", tab="seen")["case"]["panel"]["rows"]
    assert seen[0] | {"at": ""} == {
        "at": "",
        "who": "示例甲",
        "what": "打开个案",
        "purpose": PURPOSE,
    }
    assert act(desk, "tab", tab="elsewhere")["case"]["tab"] == "seen"


def test_a_field_that_stands_in_the_form_is_not_asked_for_twice(desk):
    open_one(desk, "suspected")
    asked = {one["name"] for one in act(desk, "begin", name="confirm")["case"]["form"]["fields"]}
    below = {one["name"] for one in view_of(desk)["case"]["panel"]["fields"]}
    assert asked and not asked & below


def test_the_forms_fields_are_those_of_the_kind_with_their_words(desk):
    open_one(desk, "suspected")
    fields = act(desk, "begin", name="confirm")["case"]["form"]["fields"]
    move = KIND.moves["confirm"]
    assert [one["name"] for one in fields] == list(move.fields)
    assert {one["name"] for one in fields if one["is_needed"]} == set(move.needs)
    assert {one["code"] for one in fields[0]["options"]} == set(
        KIND.fields["out_kind"].choices.labels
    )
    assert {one["name"] for one in fields if one["saves"]} == set(move.fields) & set(KIND.editable)


def test_an_uploaded_file_is_attached_and_handed_out(desk, monkeypatch):
    open_one(desk, "suspected")
    piece = {"act": "piece", "n": 0, "name": "照片.jpg", "is_new": True}
    board_of(desk)._handle_custom_msg(piece, [memoryview(b"made up")])
    act(desk, "attach")
    (row,) = act(desk, "tab", tab="files")["case"]["panel"]["rows"]
    assert row["name"] == "照片.jpg" and row["is_there"]
    sent = []
    monkeypatch.setattr(
        CaseBoard, "send", lambda board, content, buffers=None: sent.append((content, buffers))
    )
    act(desk, "download", n=row["n"])
    content, (data,) = sent[0]
    assert (content["file"], data) == ("照片.jpg", b"made up") and content["by"] == "x"


def test_several_are_chosen_moved_and_taken_back_from_the_list(desk):
    act(desk, "filter", status="suspected")
    wanted = [row["id"] for row in view_of(desk)["list"]["rows"]]
    view = act(desk, "select", ids=[*wanted, "R1999-0001"], is_on=True)
    assert view["list"]["n_selected"] == len(wanted)
    act(desk, "begin_together", name="verify")
    assert view_of(desk)["list"]["form"]["n"] == len(wanted)
    view = act(desk, "move_together", values={})
    chosen = {one["code"]: one["label"] for one in view["list"]["statuses"]}["suspected"]
    assert (
        chosen == "疑似（0）"
        and view["list"]["rows"] == []
        and f"（{len(wanted)} 个）" in view["list"]["bulk_done"]
    )
    act(desk, "undo_together")
    assert [row["id"] for row in view_of(desk)["list"]["rows"]] == wanted


def test_a_hostile_name_is_handed_on_as_the_text_that_it_is(desk):
    act(desk, "filter", status="verifying")
    for row in view_of(desk)["list"]["rows"]:
        case = act(desk, "open", case=row["id"])["case"]
        if case["about"][0]["text"] == HOSTILE:
            return
    pytest.fail("no case of that child")


def test_every_act_that_the_board_lets_in_is_one_that_the_desk_does(desk):
    assert set(desk._acts()) == ACTS - REVIEW_ACTS


def test_the_kind_is_chosen_before_entering(closed):
    chosen = closed.children[0].children[0]
    assert [name for _, name in chosen.options] == list(served_kinds())
    assert "控辍保学个案" in view_of(closed)["head"]["title"]
    chosen.value = "corrective_action"
    assert "整改事项" in view_of(closed)["head"]["title"]
    enter_desk(closed)
    assert view_of(closed)["stage"] == "work" and view_of(closed)["list"]["opening"]


def test_a_kind_that_the_desk_does_not_serve_is_refused(case_room):
    with pytest.raises(ShownError, match="没有“noise”这一类"):
        open_case_desk("demo", kind="noise")


def test_a_workspace_that_is_not_there_is_refused(case_room):
    with pytest.raises(ShownError):
        open_case_desk("elsewhere")


def _refuse(*_, **__):
    raise ShownError("办案库正忙。", code="casebook_busy", next_step="请稍后再试。")
