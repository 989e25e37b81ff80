"""Nothing leaves with a page that it may not show."""

import base64
import io

import pytest
from PIL import Image, PngImagePlugin

from anyuan.codebook import read_county
from anyuan.disclosure import NameRegister, fixed_words, refuse_leaks, scan, scan_page
from anyuan.errors import ShownError
from anyuan.resident_id import check_character

POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"
HEAD = f'<meta http-equiv="Content-Security-Policy" content="{POLICY}"><h1>标题</h1>'
ID_18 = "14118220120304001" + check_character("14118220120304001")
REGISTER = NameRegister.build(
    ["王小明", "张伟", "西河", "艾合麦提·买买提", "太和桥", " 李四 ", None, "赵"],
    allowed=fixed_words(read_county()),
    forbidden={"zhangsan": "user_name", "欧阳办公": "user_name"},
)


def codes(body, head=HEAD):
    return [leak.code for leak in scan_page(head + body, REGISTER)]


@pytest.mark.parametrize(
    ("cell", "page", "found"),
    [
        ("任　青", "，任青，", ["name"]),
        ("任国强、李小红", "李小红已复学", ["name"]),
        ("父亲：任国强（已故）", "任国强已核实", ["name"]),
        ("任国强13800000000", "任国强已核实", ["name"]),
        ("武晓燕（转入）", "武晓燕已核实", ["name"]),
        ("⽂小明", "文小明已核实", ["name"]),
        ("武晓燕（转入）", "本月转入 6 名", []),
        ("欧阳 娜娜", "欧阳娜娜已复学", ["name"]),
        ("张伟", "，張偉，", ["name"]),
        ("刘国强", "學生劉國強已復學", ["name"]),
        ("劉國強", "刘国强已复学", ["name"]),
        ("王乾坤", "王乾坤已复学", ["name"]),
        ("刘国强", "劉國民已復學", []),
    ],
)
def test_a_name_is_found_however_the_roll_has_it_written(cell, page, found):
    register = NameRegister.build([cell], allowed={}, forbidden={})
    assert [leak.code for leak in scan_page(f"{HEAD}<p>{page}</p>", register)] == found


def png(text=None):
    info = PngImagePlugin.PngInfo()
    if text:
        info.add_text("Author", text)
    out = io.BytesIO()
    Image.new("RGB", (1, 1)).save(out, "png", pnginfo=info)
    return "data:image/png;base64," + base64.b64encode(out.getvalue()).decode()


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("<p>不在校 41 名</p>", []),
        ("<p>王小明同学</p>", ["name"]),
        ("<p>王<b>小</b>明</p>", ["name"]),
        ("<p>王&#23567;明</p>", ["name"]),
        ("<p>王\u200b小明</p>", ["name"]),
        ("<p>王 小明已复学</p>", ["name"]),
        ("<p>王&nbsp;小\u3000明</p>", ["name"]),
        ("<td>张\u3000伟</td>", ["name"]),
        ("<p>艾合麦提买买提和艾合麦提•买买提</p>", ["name"]),
        ("<p>已联系张伟同学</p>", ["name"]),
        ("<p>已联系张伟的父亲</p>", ["name"]),
        ("<td>王小</td><td>明</td>", []),
        ("<td>张伟</td>", ["name"]),
        ("<p>学生：张伟，男</p>", ["name"]),
        ("<p>扩张伟大</p>", []),
        ("<p><bdi>张伟</bdi>入户</p>", ["name"]),
        ("<p>李四、王五</p>", ["name"]),
        ("<p>艾合麦提·买买提在家</p>", ["name"]),
        ("<p>太和桥街道</p>", []),
        (f'<img alt="王小明" src="{png()}">', ["name"]),
        (f"<p>{ID_18}</p>", ["id_18"]),
        (f"<p>证号{ID_18.replace('1', '１')}。</p>", ["id_18"]),
        ("<p>141182201203040019</p>", ["id_18"]),
        ("<p>141182201213040019</p>", []),
        ("<p>141182120304001</p>", ["id_15"]),
        ("<p>141182129904001</p>", []),
        ("<p>c41f88a03d7e09ab141182201203040019</p>", []),
        ("<p>电话 13800138000</p>", ["phone"]),
        ("<p>台账链首 1383 0022 338a 1204 5678 9012 3b45 678c</p>", []),
        ("<p>台账链首 1383 0022 338a 1204 5678 9012 3345 6780</p>", ["phone"]),
        ("<p>138300223380a90f</p>", []),
        ("<p>13830022338a9012</p>", ["phone"]),
        ("<p>/srv/data/roll.xlsx</p>", ["path"]),
        ("<p>D:\\数据\\roll.xlsx</p>", ["path"]),
        ("<p>\\\\server\\share</p>", ["path"]),
        ("<p>2024/09/30，和/或</p>", []),
        ("<p>见 https://example.org</p>", ["web_address"]),
        ("<p>workspace=demo</p>", ["parameter"]),
        ("<p>by zhangsan.</p>", ["user_name"]),
        ("<p>zhangsanfeng</p>", []),
        ("<p>zhangsan报表</p>", ["user_name"]),
        ("<p>由zhangsan写</p>", ["user_name"]),
        ("<p>zhangsan_2由</p>", []),
        ("<p>欧阳办公室的报表</p>", []),
        ("<p>（欧阳办公）</p>", ["user_name"]),
        ("<tr><td>141182</td><td>20130228</td><td>0021</td></tr>", ["id_18"]),
        ("<tr><th>141182201</th><td><b>302280021</b></td></tr>", ["id_18"]),
        ("<tr><td>141182<td>20130228<td>0021<tr><td>1", ["id_18"]),
        ("<tr><td>141182</td><td>20130228</td></tr><tr><td>0021</td></tr>", []),
        ("<tr><td>141182</td><td>20130228</td><td>0026</td></tr>", []),
        ("<p>138 2023-2024</p>", []),
        ("<script>1</script>", ["script"]),
        ("<p onclick='x'>甲</p>", ["script"]),
        ('<a href="java\nscript:x">甲</a>', ["script", "external_reference"]),
        ('<a href="/etc">甲</a>', ["external_reference"]),
        ('<a href="dropout/county/briefing.html">甲</a>', []),
        ('<img alt="" src="chart.png">', ["external_reference"]),
        ("<iframe></iframe>", ["external_reference"]),
        ("<style>p{background:url(x)}</style>", ["external_reference"]),
        ("<style>p{display: none}</style>", ["hidden_content"]),
        ("<p hidden>甲</p>", ["hidden_content"]),
        ('<p style="visibility : hidden">甲</p>', ["hidden_content"]),
        ('<p data-n="3">甲</p>', ["hidden_content"]),
        ("<!-- 3 -->", ["hidden_content"]),
        ('<p class="application/vnd.jupyter.widget-state+json">', ["widget_state"]),
        (f'<img alt="图" src="{png()}">', []),
        (f'<img alt="图" src="{png("某人")}">', ["image_metadata"]),
        ('<img alt="图" src="data:image/png;base64,!!">', ["image_metadata"]),
    ],
)
def test_what_the_gate_sees(body, found):
    assert codes(body) == found


def test_a_page_without_its_policy_does_not_leave():
    assert codes("<p>好</p>", head="<h1>标题</h1>") == ["no_csp"]


def test_a_name_inside_a_township_is_an_exception_and_is_recorded():
    report = scan(HEAD + "<p>太和桥街道有 5 名</p>", REGISTER)
    assert not report.leaks
    assert [(e.word, e.reason) for e in report.exceptions] == [("太和桥街道", "乡镇街道名称")]


def test_the_refusal_names_the_place_and_repeats_nothing():
    page = HEAD + f"<table><tr><td>甲</td><td>{ID_18}</td></tr></table><p>王小明</p>"
    with pytest.raises(ShownError) as refused:
        refuse_leaks(scan_page(page, REGISTER))
    message = str(refused.value)
    assert refused.value.code == "page_leak"
    assert "第 1 个标题下第 1 张表第 1 行第 2 格" in message and "姓名" in message
    assert "王小明" not in message and ID_18[-4:] not in message


def test_many_leaks_are_counted_not_listed():
    page = HEAD + "".join(f"<h2>第{i}</h2><p>王小明</p>" for i in range(8))
    with pytest.raises(ShownError, match="另有 3 处"):
        refuse_leaks(scan_page(page, REGISTER))
    refuse_leaks([])


def test_an_empty_register_still_sees_numbers():
    empty = NameRegister.build([])
    assert [leak.code for leak in scan_page(HEAD + f"<p>{ID_18}</p>", empty)] == ["id_18"]
