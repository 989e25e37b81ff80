"""A page holds what its blocks show, nothing else, and refuses what it must not hold."""

import re
from datetime import UTC, datetime

import nbformat
import pandas as pd
import pytest
from briefing_demo import demo_blocks, demo_meta, notebook_of

from anyuan import briefing as b
from anyuan.briefing.page import collect_blocks, collect_drawn, render_page
from anyuan.codebook import read_county
from anyuan.disclosure import NameRegister, protect, scan_page
from anyuan.errors import ShownError

POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"
DECISION = read_county().disclosure


def page(blocks=None, **meta):
    return render_page(notebook_of(blocks or demo_blocks()), demo_meta(**meta))


def with_output(output):
    notebook = notebook_of(demo_blocks())
    cell = nbformat.v4.new_code_cell("x", id="look-here", outputs=[output])
    notebook.cells.append(cell)
    return notebook


def refusal(notebook, **meta):
    with pytest.raises(ShownError) as refused:
        render_page(notebook, demo_meta(**meta))
    return refused.value


def test_the_page_is_one_chinese_file_with_its_policy():
    html = page()
    assert html.startswith('<!doctype html>\n<html lang="zh-CN">')
    assert f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">' in html
    assert not re.search(r"https?://|<script|<link", html)
    assert html.count("<h1>") == html.count("<main>") == 1
    assert len(html.encode()) < 2_000_000


def test_the_banner_says_level_month_day_copys_place_and_that_it_is_made_up():
    html = page()
    for text in [
        "合成示例数据",
        '会议级 · 不得转发、翻拍<br><span class="copy-no">份号：＿＿</span>',
        "2024年9月",
        "截至 2024-09-30",
    ]:
        assert text in html
    assert "c41f 88a0 3d7e 09ab" in html
    assert "生成于 2024-10-08 09:12" in html


def test_a_real_page_does_not_call_itself_made_up():
    html = page(is_rehearsal=False, chain_head="")
    assert "合成示例数据" not in html and "台账链首" not in html


def test_findings_figures_and_tables_are_numbered_in_order():
    html = page()
    headings = re.findall(r"<h2[^>]*>(.*?)</h2>", html)
    assert [h[:2] for h in headings] == ["一、", "二、", "三、", "四、", "数据", "出处"]
    assert re.findall(r"<b>([图表] \d)</b>", html) == ["图 1", "图 2", "表 1", "图 3", "表 2"]


def test_every_picture_has_words_and_every_table_a_caption_and_scopes():
    html = page()
    assert len(re.findall(r'<img alt="[^"]{10,}" src="data:image/png', html)) == html.count("<img")
    assert html.count("<table") == html.count("<caption")
    assert all("scope=" in th for th in re.findall(r"<th\b[^>]*>", html))


def test_a_hidden_cell_prints_the_mark_and_the_rule_once_below():
    html = page()
    assert html.count('class="right hid">＊</td>') == 4
    assert html.count("为保护儿童不列的数目") == 1


def test_the_pages_own_gate_finds_nothing():
    assert scan_page(page(), NameRegister.build(["王小明"])) == []


def test_code_markdown_parameters_and_metadata_stay_behind():
    notebook = notebook_of(demo_blocks())
    notebook.metadata["papermill"] = {"parameters": {"workspace": "secret-name"}}
    html = render_page(notebook, demo_meta())
    for text in ["run.show", "不进页面的说明", "secret-name", "papermill"]:
        assert text not in html


@pytest.mark.parametrize(
    "output",
    [
        nbformat.v4.new_output("stream", name="stdout", text="王小明"),
        nbformat.v4.new_output("stream", name="stderr", text="warning"),
        nbformat.v4.new_output("execute_result", data={"text/html": "<table></table>"}),
        nbformat.v4.new_output("display_data", data={"image/png": "aGk="}),
        nbformat.v4.new_output("display_data", data={}),
    ],
    ids=["stdout", "stderr", "frame", "image", "empty"],
)
def test_any_other_output_refuses_the_page_and_names_the_cell(output):
    error = refusal(with_output(output))
    assert error.code == "unprotected_output"
    assert "look-here" in error.message and "王小明" not in str(error)


def test_a_failed_cell_refuses_the_page_without_its_words():
    output = nbformat.v4.new_output("error", ename="E", evalue="王小明", traceback=["王小明"])
    error = refusal(with_output(output))
    assert error.code == "cell_error" and "王小明" not in str(error)


def test_a_page_without_a_headline_is_none():
    blocks = {k: v for k, v in demo_blocks().items() if k != "headline"}
    assert refusal(notebook_of(blocks)).code == "no_headline"


def named():
    frame = pd.DataFrame({"name": ["赵示例"], "n": [1]}, index=["1"])
    table = protect(frame, "work_by_unit", DECISION, title="名单", row_label="", level="casework")
    return {**demo_blocks(), "named": b.TableBlock(table)}


def test_a_meetings_page_refuses_a_casework_table():
    error = refusal(notebook_of(named()))
    assert error.code == "casework_on_meeting_page" and "named" in error.message


def test_a_casework_page_looks_different_and_isolates_names():
    html = page(named(), level="casework")
    assert '<p class="band">个案级 · 含个人或个案信息 · 仅限经办人</p>' in html
    assert '<body class="casework">' in html and "<bdi>赵示例</bdi>" in html
    assert "个案级" not in page()


def test_a_page_that_is_too_big_is_refused():
    blocks = {**demo_blocks(), "long": b.Reading("长" * 700_000)}
    assert refusal(notebook_of(blocks)).code == "page_too_big"


def test_a_page_knows_its_level():
    with pytest.raises(ValueError, match="level"):
        demo_meta(level="public")


def test_names_let_pass_by_a_registered_exception_are_counted_at_the_foot():
    assert "姓名核对：2 处" in page(n_exceptions=2)
    assert "姓名核对" not in page()


def test_the_same_notebook_gives_the_same_bytes():
    assert page() == page()
    later = datetime(2024, 10, 9, tzinfo=UTC)
    assert page() != page(generated_at=later)


def test_another_true_number_behind_a_mark_leaves_the_page_as_it_is():
    def reasons(*migrants):
        frame = pd.DataFrame(
            {"out_of_school": [13, 9, 8, 20], "migrant": list(migrants)}, index=list("abcd")
        )
        table = protect(frame, "out_of_school_by_reason", DECISION, title="原因", row_label="原因")
        chart = b.bars(table, "migrant", caption="图")
        sentence = b.compose("其中 {n} 名", n=table.cell("a", "migrant"))
        return {
            "headline": b.Headline(sentence),
            "sides": b.Columns2(b.ChartBlock(chart), b.TableBlock(table)),
        }

    assert page(reasons(3, 2, 0, 9)) == page(reasons(2, 3, 0, 9))
    assert page(reasons(3, 2, 0, 9)) != page(reasons(0, 2, 3, 9))


def test_a_section_is_on_the_page_what_its_blocks_are_each_in_a_cell_of_its_own():
    blocks = demo_blocks()
    held = b.Section(b.Section(blocks["change"], None), blocks["change_chart"])
    apart = {"headline": blocks["headline"], "one": blocks["change"], "two": blocks["change_chart"]}
    together = {"headline": blocks["headline"], "both": held}
    assert page(together) == page(apart)
    assert collect_drawn(notebook_of(together)) == collect_drawn(notebook_of(apart))
    names = {**together, "named": b.Section(b.Reading("甲"), b.Reading("乙", level="casework"))}
    assert refusal(notebook_of(names)).code == "casework_on_meeting_page"


def test_blocks_come_in_the_order_of_the_cells():
    places = [place for place, _ in collect_blocks(notebook_of(demo_blocks()))]
    assert places == list(demo_blocks())
