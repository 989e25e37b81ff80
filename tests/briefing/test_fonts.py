"""Every character is drawn as itself, or the chart is refused."""

import pandas as pd
import pylopdf_fonts_zh_cn
import pytest
from matplotlib import font_manager

from anyuan.briefing import bars
from anyuan.briefing.fonts import families
from anyuan.codebook import read_county
from anyuan.disclosure import protect
from anyuan.errors import ShownError

HAS_SYSTEM_FONT = "Noto Sans CJK SC" in {e.name for e in font_manager.fontManager.ttflist}


def chart(label):
    frame = pd.DataFrame({"n": [3]}, index=["a"])
    table = protect(
        frame,
        "work_by_unit",
        read_county().disclosure,
        title="表",
        row_label="单位",
        row_names={"a": label},
    )
    return bars(table, "n", caption="图")


@pytest.mark.parametrize("label", ["䶮㛃𬭊𠅤", "−3·5", "班级 $\\frac{$", "2^{10}_a", "“引号”〇"])
def test_rare_characters_and_signs_are_drawn(label):
    assert chart(label).png


@pytest.mark.skipif(not HAS_SYSTEM_FONT, reason="本机没有 Noto Sans CJK SC，随产品的字体缺此字")
def test_a_character_of_extension_b_is_drawn():
    assert chart("𠮷").png


def test_a_character_that_no_font_has_is_refused_by_its_number():
    with pytest.raises(ShownError, match=r"U\+10FFFD") as refused:
        chart("\U0010fffd")
    assert refused.value.code == "no_glyph"


def test_the_setting_comes_first_as_a_file_or_a_family():
    path = str(pylopdf_fonts_zh_cn.serif_path())
    assert families(path)[0] == "Noto Serif SC"
    assert families("DejaVu Sans")[0] == "DejaVu Sans"


def test_the_fonts_installed_with_us_serve_where_the_system_has_none_that_holds_as_much():
    found = families("")
    assert {"Noto Sans CJK SC", "Source Han Sans SC", "Noto Sans SC"} & set(found)
    if HAS_SYSTEM_FONT:
        assert found[0] == "Noto Sans CJK SC"
        assert "Noto Sans SC" not in found


def test_the_setting_is_read_when_a_chart_is_drawn(monkeypatch):
    plain = chart("甲").png
    monkeypatch.setenv("ANYUAN_FONT", str(pylopdf_fonts_zh_cn.serif_path()))
    assert chart("甲").png != plain
    monkeypatch.setenv("ANYUAN_FONT", "没有这种字体")
    with pytest.raises(ShownError) as refused:
        chart("甲")
    assert refused.value.code == "no_font"
