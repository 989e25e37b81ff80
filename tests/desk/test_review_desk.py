"""The review desk's widgets: its acts, its head, and that it keeps nothing of what it shows."""

import json
import shutil

import pytest
from desk.made_workspace import PIN
from desk.review_county import CASE, PURPOSE, make_review_county

from anyuan.desk import open_review_desk
from anyuan.desk.case_board import ACTS, CaseBoard
from anyuan.errors import ShownError


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    root = tmp_path_factory.mktemp("review")
    make_review_county(root)
    return root


@pytest.fixture
def desk(made, tmp_path, monkeypatch):
    """The desk after entering, the incident open."""
    shutil.copytree(made, tmp_path / "county")
    monkeypatch.setenv("ANYUAN_HOME", str(tmp_path / "county"))
    opened = open_review_desk("demo", "E01")
    enter_desk(opened)
    act(opened, "open", case=CASE)
    return opened


def enter_desk(closed):
    _, typed_pin, purpose, button = closed.children[0].children
    typed_pin.value, purpose.value = PIN, PURPOSE
    button.click()


def board_of(desk):
    return next(child for child in desk.children if isinstance(child, CaseBoard))


def act(desk, what, **said):
    board = board_of(desk)
    message = {"act": what, "number": board.shown["number"], "ask": 1, "by": "x", **said}
    board._handle_custom_msg(message, [])
    return board.shown


def test_the_head_says_which_desk_it_is_and_the_list_holds_the_incident(desk):
    view = board_of(desk).shown
    assert "复盘台 · 重大案事件" in view["head"]["title"]
    assert [row["id"] for row in view["list"]["rows"]] == [CASE]
    assert [tab["code"] for tab in view["case"]["tabs"]][:5] == [
        "events",
        "duties",
        "causes",
        "fixes",
        "state",
    ]
    assert desk._repr_mimebundle_()["text/plain"] == "复盘台"


def test_every_tab_is_drawn_as_plain_data(desk):
    for tab in board_of(desk).shown["case"]["tabs"]:
        view = act(desk, "tab", tab=tab["code"])
        assert view["case"]["panel"]["kind"] == tab["code"]
        json.dumps(view, ensure_ascii=False)  # nothing in it that a message cannot carry


def test_an_account_is_begun_at_its_event_and_saved(desk):
    said = {"account_event": "police_called"}
    view = act(desk, "begin_with", name="add_account", values=said)
    fields = {one["name"]: one["value"] for one in view["case"]["form"]["fields"]}
    assert fields["account_event"] == "police_called"
    said |= {"account_source": "message", "account_party": "school", "account_text": "工作群消息"}
    view = act(desk, "move", values=said | {"account_at": "2024-10-14T07:44"})
    assert view["notice"]["tone"] == "good" and view["case"]["undo"] == "补记经过"
    assert act(desk, "undo")["notice"]["tone"] == "good"


def test_a_fix_is_begun_at_its_gap_by_its_number(desk):
    act(desk, "tab", tab="fixes")
    act(desk, "begin", name="find_gap")
    view = act(desk, "move", values={"gap_duty": "gate_manned", "gap_text": "换岗时只有一人"})
    (gap,) = view["case"]["panel"]["gaps"]
    view = act(desk, "begin_fix", n=gap["n"])
    assert view["case"]["form"]["scope"] == "fix"
    said = {"gap": "换岗时只有一人", "direction": "do", "closure_test": "inspection_met"}
    view = act(desk, "check", values={"direction": "do"})
    hints = {one["name"]: one["hint"] for one in view["case"]["form"]["fields"]}
    assert "以前提过" in hints["direction"]
    view = act(desk, "open_fix", values=said | {"owner": "政教主任", "due_on": "2024-11-15"})
    assert view["notice"]["tone"] == "good" and view["case"]["form"] is None
    assert view["case"]["panel"]["gaps"][0]["fix"]["id"] in view["notice"]["text"]


def test_what_was_typed_for_a_fix_is_there_when_its_form_is_opened_again(desk):
    act(desk, "begin", name="find_gap")
    act(desk, "move", values={"gap_duty": "gate_manned", "gap_text": "换岗时只有一人"})
    (gap,) = act(desk, "tab", tab="fixes")["case"]["panel"]["gaps"]
    act(desk, "begin_fix", n=gap["n"])
    act(desk, "check", values={"owner": "政教主任"})
    act(desk, "cancel")
    view = act(desk, "begin_fix", n=gap["n"])
    fields = {one["name"]: one["value"] for one in view["case"]["form"]["fields"]}
    assert fields["owner"] == "政教主任" and fields["gap"] == "换岗时只有一人"


def test_one_partys_accounts_are_chosen_and_an_unknown_party_changes_nothing(desk):
    view = act(desk, "party", party="family")
    assert [one["event"] for one in view["case"]["panel"]["events"]] == ["guardians_told"]
    assert act(desk, "party", party="nobody")["case"]["panel"]["party"] == "family"


def test_the_control_keeps_nothing_of_what_it_shows(desk):
    state = json.dumps(board_of(desk).get_state(), default=str, ensure_ascii=False)
    assert "值守保安员" not in state.replace(board_of(desk)._esm, "")


def test_every_act_of_the_board_is_done_by_the_desk(desk):
    assert set(desk._acts()) == ACTS


def test_a_workspace_that_is_not_there_is_told(made, monkeypatch):
    monkeypatch.setenv("ANYUAN_HOME", str(made))
    with pytest.raises(ShownError):
        open_review_desk("elsewhere")
