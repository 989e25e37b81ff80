"""The page as a browser shows and prints it: no request, no script, A4, no sideways scrolling."""

import re
import shutil
import subprocess

import pandas as pd
import pytest
from briefing_demo import demo_blocks, demo_meta, notebook_of
from browser.desk_page import NEEDS_BROWSER

from anyuan import briefing as b
from anyuan.briefing.page import render_page
from anyuan.codebook import read_county
from anyuan.disclosure import protect

pytestmark = NEEDS_BROWSER


@pytest.fixture(scope="module")
def page_file(tmp_path_factory):
    path = tmp_path_factory.mktemp("page") / "briefing.html"
    path.write_text(render_page(notebook_of(long_blocks()), demo_meta()), encoding="utf-8")
    return path


def long_blocks():
    """The demo with a table that runs over a printed page."""
    n = 90
    frame = pd.DataFrame(
        {"unit": ["示例乡"] * n, "step": ["第三次入户劝返"] * n, "late": range(n)},
        index=[f"{i:02d}" for i in range(n)],
    )
    table = protect(
        frame,
        "work_by_unit",
        read_county().disclosure,
        title="超期事项全表",
        row_label="编号",
        column_names={"unit": "责任单位", "step": "事项", "late": "超期天数"},
    )
    blocks = demo_blocks()
    blocks["long"] = b.TableBlock(table)
    return blocks


def opened(browser, path, width=1366, height=900):
    """The page, with a list of every request beyond the file itself and of every complaint."""
    page = browser.new_page(viewport={"width": width, "height": height})
    requests, complaints = [], []
    page.on("request", lambda r: requests.append(r.url))
    page.on("console", lambda m: complaints.append(m.text))
    page.on("pageerror", lambda e: complaints.append(str(e)))
    page.goto(path.as_uri())
    beyond = [u for u in requests if not u.startswith(("file:", "data:image/png"))]
    others = [u for u in requests if u.startswith("file:") and u != path.as_uri()]
    return page, beyond + others, complaints


def test_nothing_is_asked_of_the_network_and_nothing_runs(browser, page_file):
    page, requests, complaints = opened(browser, page_file)
    assert requests == [] and complaints == []
    assert page.locator("script").count() == 0
    assert page.locator("img").count() == 3
    widths = page.locator("img").evaluate_all("all => all.map(i => i.naturalWidth)")
    assert min(widths) > 600
    page.close()


def test_the_policy_stops_a_script_that_got_in_all_the_same(browser, page_file, tmp_path):
    html = page_file.read_text(encoding="utf-8")
    path = tmp_path / "bad.html"
    script = "<script>document.title='ran'</script><img src='http://127.0.0.1:9/x.png'>"
    path.write_text(html.replace("</main>", script + "</main>"), encoding="utf-8")
    page = browser.new_page()
    complaints, stopped, answered = [], [], []
    page.on("console", lambda m: complaints.append(m.text))
    page.on("requestfailed", lambda r: stopped.append((r.url, r.failure)))
    page.on("response", lambda r: answered.append(r.url))
    page.goto(path.as_uri())
    assert page.title() != "ran"
    assert any("script" in c and "Content Security Policy" in c for c in complaints)
    assert stopped == [("http://127.0.0.1:9/x.png", "csp")]
    assert not [u for u in answered if u.startswith("http")]
    page.close()


@pytest.mark.parametrize("width", [1366, 1024, 768, 390, 360])
def test_the_page_never_scrolls_sideways(browser, page_file, width):
    page, _, _ = opened(browser, page_file, width)
    root = page.locator("html")
    assert root.evaluate("e => e.scrollWidth") <= width
    outside = page.locator("main *").evaluate_all(
        """(all, w) => all.filter(e => e.getBoundingClientRect().right > w + 1)
                         .filter(e => !e.parentElement.closest('.sheet, figure.wide')).length""",
        width,
    )
    assert outside == 0
    page.close()


def test_the_answer_and_the_key_figures_stand_on_the_first_screen(browser, page_file):
    page, _, _ = opened(browser, page_file, 1366, 768)
    for place in ("h1", ".keys"):
        box = page.locator(place).bounding_box()
        assert box["y"] + box["height"] < 768
    page.close()


def printed(browser, path, tmp_path):
    """The pages of the PDF as text, and what pdfinfo says of it."""
    page, _, _ = opened(browser, path)
    target = tmp_path / "page.pdf"
    page.pdf(path=target, prefer_css_page_size=True, print_background=True)
    page.close()
    if not shutil.which("pdftotext"):
        pytest.skip("本机没有 pdftotext（poppler-utils）")
    text = subprocess.run(
        ["pdftotext", "-layout", target, "-"], capture_output=True, check=True
    ).stdout.decode("utf-8")
    info = subprocess.run(["pdfinfo", target], capture_output=True, check=True).stdout.decode()
    return text.rstrip("\f").split("\f"), info


def test_it_prints_on_a4_with_numbered_pages_that_carry_their_level(browser, page_file, tmp_path):
    pages, info = printed(browser, page_file, tmp_path)
    assert re.search(r"Page size:\s+59[45]\.\d+ x 84[12]\.\d+ pts", info)
    assert len(pages) > 3
    for number, text in enumerate(pages, start=1):
        squeezed = "".join(text.split())
        assert f"第{number}页/共{len(pages)}页" in squeezed
        assert "会议级·份号：＿＿" in squeezed and "合成示例数据" in squeezed


def test_a_long_table_repeats_its_heading_on_each_page(browser, page_file, tmp_path):
    pages, _ = printed(browser, page_file, tmp_path)
    rows = [p for p in pages if len(re.findall("第三次入户劝返", p)) > 5]
    assert len(rows) >= 2
    assert all("超期天数" in "".join(p.split()) for p in rows)


def test_two_columns_are_not_torn_apart_wherever_the_page_ends(browser, tmp_path):
    blocks = demo_blocks()
    pair = blocks["where_columns"]
    table, chart = pair.right.table, pair.left.chart
    parts = [table.title, table.rows[-1].label, chart.caption]
    for n in range(6, 13):
        lines = [b.Reading("这一行占去一行的高度。") for _ in range(n)]
        around = [blocks["headline"], *lines, blocks["change_chart"], pair]
        cells = {str(place): block for place, block in enumerate(around)}
        path = tmp_path / f"{n}.html"
        path.write_text(render_page(notebook_of(cells), demo_meta()), encoding="utf-8")
        pages, _ = printed(browser, path, tmp_path)
        squeezed = ["".join(page.split()) for page in pages]
        assert any(all(part in page for part in parts) for page in squeezed), n


def test_a_casework_page_shows_its_band_on_every_screen(browser, tmp_path):
    path = tmp_path / "case.html"
    meta = demo_meta(level="casework")
    path.write_text(render_page(notebook_of(demo_blocks()), meta), encoding="utf-8")
    for width in (1366, 390):
        page, _, _ = opened(browser, path, width)
        band = page.locator(".band")
        assert band.inner_text() == "个案级 · 含个人或个案信息 · 仅限经办人"
        assert band.evaluate("e => getComputedStyle(e).backgroundColor") == "rgb(178, 58, 46)"
        page.close()


def test_the_index_leads_to_the_page(browser, page_file):
    path = page_file.with_name("index.html")
    meta = b.IndexMeta("示例", "2024年9月", demo_meta().generated_at, "0.1.0", True)
    entries = [b.IndexEntry("控辍保学", "全市", "done", "briefing.html")]
    path.write_text(b.render_index(meta, entries), encoding="utf-8")
    page, requests, complaints = opened(browser, path, 390)
    assert requests == [] and complaints == []
    assert page.locator("html").evaluate("e => e.scrollWidth") <= 390
    page.get_by_role("link", name="全市").click()
    page.wait_for_url("**/briefing.html")
    assert "不在校适龄儿童 41 名" in page.locator("h1").inner_text()
    page.close()
