"""The identity desk as an analyst works on it: JupyterLab, Chromium, keys; a kernel that dies."""

import pytest
from browser.desk_page import (
    NEEDS_BROWSER,
    DeskPage,
    bring_notebook,
    require_clean,
    require_nothing_left_the_machine,
)
from desk.doubtful_county import DOUBTFUL, make_doubtful_county
from desk.made_workspace import PIN

from anyuan.casebook import Casebook

pytestmark = [*NEEDS_BROWSER, pytest.mark.slow]
NOTEBOOK = "casework/identity_desk.ipynb"
PURPOSE = "9月控辍保学比对"


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    root = tmp_path_factory.mktemp("desk")
    made = make_doubtful_county(root)
    bring_notebook(NOTEBOOK, root)
    return made


class Desk(DeskPage):
    """The identity desk, run, and entered."""

    def __init__(self, browser, lab, asked):
        super().__init__(browser, lab, NOTEBOOK, ".ay-board", asked)

    def enter(self, *, by_key=False):
        self.fill_entry(PIN, PURPOSE)
        if by_key:
            self.page.keyboard.press("Enter")
        else:
            self.page.get_by_role("button", name="进入").click()
        self.wait("pair")
        return self

    def press(self, key, then="pair"):
        """Press a key and wait for the view that answers it."""
        self.do(lambda: self.page.keyboard.press(key), then)
        assert self.board.locator("bdi :not(mark, .ay-blank)").count() == 0

    @property
    def name(self):
        return self.board.locator("[data-field=name] bdi").first.inner_text()


def judged(workspace):
    """Return every judgement event's verdict, oldest first."""
    return [body["verdict"] for body in Casebook.open(workspace).events(kind="judged")["body"]]


def test_nothing_is_lost_when_the_kernel_is_killed_and_nothing_leaves_the_machine(
    browser, lab, workspace
):
    asked = []
    desk = Desk(browser, lab, asked)
    assert "合成示例数据" in desk.told
    assert not any(name in desk.page.content() for name, *_ in DOUBTFUL)
    desk.shoot("1-enter")
    desk.enter()
    desk.shoot("2-pair")
    first = desk.name
    assert "已判 0 / 共 6 对" in desk.told
    mark = desk.board.locator("[data-field=guardian_name] mark").first
    assert mark.inner_text() == "国强"
    assert "underline" in mark.evaluate("e => getComputedStyle(e).textDecorationLine")

    desk.press("1")
    assert "同一人" in desk.told and "已保存于" in desk.told
    second = desk.name
    assert second != first and judged(workspace) == ["same"]
    desk.press("2")
    third = desk.name
    desk.press("3")
    assert judged(workspace) == ["same", "different", "unsure"]
    assert "其中暂不能定 1 对" in desk.told
    desk.press("u")
    assert desk.name == third
    assert judged(workspace) == ["same", "different", "unsure", "unsure"]
    assert "其中暂不能定" not in desk.told
    desk.shoot("3-undone")

    desk.board.locator("input").fill("1u2 监护人电话一致")
    desk.page.keyboard.press("2")
    assert judged(workspace) == ["same", "different", "unsure", "unsure"]
    desk.page.keyboard.press("Enter")
    desk.press("1")
    assert judged(workspace)[4:] == ["same"]
    latest = Casebook.open(workspace).judgements().iloc[-1]
    assert latest["why"] == "1u2 监护人电话一致2"
    fourth = desk.name
    desk.press_keys_of_the_notebook()
    desk.save_and_kill(lab)

    before = judged(workspace)
    desk = Desk(browser, lab, asked).enter(by_key=True)
    assert judged(workspace) == before == ["same", "different", "unsure", "unsure", "same"]
    assert "已判 3 / 共 6 对" in desk.told
    assert desk.name == fourth
    desk.press("ArrowLeft")
    assert desk.name == third and "已有判定" in desk.told
    desk.shoot("4-earlier")
    desk.press("ArrowRight")
    assert desk.name == fourth
    desk.press("2")
    desk.press("3")
    desk.press("3", then="done")
    assert "暂不能定" in desk.told
    desk.shoot("5-done")

    desk.do(desk.page.get_by_role("button", name="重新比对").click, "pair")
    assert "已重新比对" in desk.told and "共 6 对" in desk.told
    desk.shoot("6-linked")
    casebook = Casebook.open(workspace)
    persons = casebook.persons().set_index("record_key")["person_id"]
    for pair in casebook.judgements().itertuples():
        is_one = persons[pair.left_key] == persons[pair.right_key]
        assert is_one == (pair.verdict == "same")
    opened = casebook.accesses()
    assert len(opened) >= 12 and set(opened["purpose"]) == {PURPOSE}
    desk.page.close()

    require_nothing_left_the_machine(asked, lab)


def test_the_saved_notebook_holds_neither_a_name_nor_the_pin(workspace):
    path = workspace.parents[1] / NOTEBOOK
    assert "身份核对台" in path.read_text(encoding="utf-8")
    require_clean(path, NOTEBOOK, [PIN, *(name for name, *_ in DOUBTFUL)])
