"""The start page as an analyst finds it: in Chinese, with links that open, nothing fetched."""

import re
import shutil

import pytest
from browser.desk_page import NEEDS_BROWSER, SHOTS, bring_notebook, require_nothing_left_the_machine
from browser.lab_server import HOME
from desk.intake_county import make_intake_county

from anyuan.paths import write_text
from anyuan.run.results.receipt import RECEIPT

pytestmark = [*NEEDS_BROWSER, pytest.mark.slow]


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    root = tmp_path_factory.mktemp("start")
    made = make_intake_county(root)
    bring_notebook("casework/intake_desk.ipynb", root)
    shutil.copytree(HOME / "docs", root / "docs")
    page = root / "outputs" / "2024-09" / "dropout_headcount" / "county"
    page.mkdir(parents=True)
    write_text(page.parents[1] / "manifest.json", '{"runs": {"dropout_headcount/county": {}}}')
    write_text(page / RECEIPT, '{"run_id": "made up"}')
    write_text(page / "briefing.html", "<!doctype html><title>页</title><p>合成示例数据，九月</p>")
    return made


def test_lab_opens_on_the_start_page_and_its_links_lead_to_a_desk_and_a_page(browser, lab):
    asked = []
    page = browser.new_page(viewport={"width": 1366, "height": 768}, locale="zh-CN")
    page.set_default_timeout(60_000)
    page.on("request", lambda r: asked.append(r.url))
    page.on("websocket", lambda s: asked.append(s.url))
    page.goto(lab.start)
    start = page.locator(".jp-RenderedMarkdown")
    start.get_by_role("heading", name="从这里开始").wait_for()
    page.get_by_role("menuitem", name=re.compile("^文件")).wait_for()
    assert page.get_by_text(re.compile("Jupyter news|Jupyter 新闻")).count() == 0
    assert "演练，合成示例数据" in start.inner_text()
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/start.png")
    start.get_by_role("link", name="收件台").first.click()
    page.locator(".jp-Notebook").wait_for()
    page.goto(lab.start)
    start.get_by_role("link", name="控辍保学", exact=True).click()
    shown = page.frame_locator("iframe.jp-HTMLViewer, .jp-HTMLViewer iframe")
    shown.get_by_text("合成示例数据，九月").wait_for()
    page.close()
    require_nothing_left_the_machine(asked, lab)
