"""Charts show what their tables show, to the byte, and say it in words."""

import re
import struct
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from briefing_demo import tables
from PIL import Image

from anyuan.briefing import ChartBlock, bars, drawing, lines, tile_map, waterfall
from anyuan.briefing.drawing import canvas, drawing_style, picture_of, wrapped
from anyuan.codebook import read_county
from anyuan.disclosure import protect

COUNTY = read_county()
TABLES = tables(COUNTY.disclosure)


def reasons(*numbers):
    frame = pd.DataFrame({"out_of_school": list(numbers)}, index=list("abcdefgh"[: len(numbers)]))
    return protect(
        frame, "out_of_school_by_reason", COUNTY.disclosure, title="原因", row_label="原因"
    )


def months(columns):
    frame = pd.DataFrame(columns, index=["2024-07", "2024-08", "2024-09"])
    return protect(
        frame,
        "county_figure",
        COUNTY.disclosure,
        title="近三月",
        row_label="月份",
        row_names={"2024-07": "7月", "2024-08": "8月", "2024-09": "9月"},
        column_names={"a": "不在校", "b": "复学"},
    )


DRAW = {
    "bridge": lambda: waterfall(TABLES["bridge"], "n", caption="图"),
    "tiles": lambda: tile_map(TABLES["township"], "out_of_school", COUNTY.townships, caption="图"),
    "bars": lambda: bars(TABLES["reason"], "migrant", caption="图"),
    "lines": lambda: lines(months({"a": [50, 47, 41], "b": [3, 9, 14]}), caption="图"),
}


@pytest.mark.parametrize("name", list(DRAW))
def test_the_same_table_gives_the_same_bytes(name):
    assert DRAW[name]() == DRAW[name]()


@pytest.mark.parametrize("name", list(DRAW))
def test_the_picture_has_no_text_chunk_and_is_not_empty(name, tmp_path):
    png = DRAW[name]().png
    at, kinds = 8, []
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        kinds.append(png[at + 4 : at + 8])
        at += 12 + length
    assert set(kinds) <= {b"IHDR", b"pHYs", b"IDAT", b"IEND"}
    (tmp_path / "chart.png").write_bytes(png)
    with Image.open(tmp_path / "chart.png") as image:
        pixels = np.asarray(image.convert("L"))
        assert image.width > 600 and pixels.min() < 80 and pixels.std() > 5


DRAWN = {
    "bridge": {"8月末", "9月末", "47", "41"},
    "tiles": {"文峰"},
    "bars": {"＊"},
    "lines": {"7月", "9月", "50", "不在校", "复学"},
}


@pytest.mark.parametrize("name", list(DRAW))
def test_the_words_in_the_pixels_go_along_with_the_picture(name):
    chart = DRAW[name]()
    said = {"".join(text.split()) for text in chart.texts}
    assert DRAWN[name] <= said and all(said)
    assert ChartBlock(chart).record()["texts"] == list(chart.texts)


def test_every_chart_is_made_of_a_picture_with_its_words():
    made = [
        path.name
        for path in Path(drawing.__file__).parents[1].rglob("*.py")
        if re.search(r"\bChart\(", path.read_text(encoding="utf-8"))
    ]
    assert made == [Path(drawing.__file__).name]


def test_what_is_not_drawn_is_not_among_the_words():
    with drawing_style():
        figure, axes = canvas(4, 2)
        axes.text(0, 0, "画出")
        axes.text(0, 0, "不画").set_visible(False)
        axes.set_xticks([0], ["刻度"])
        axes.set_title("标题", loc="left")
        texts = picture_of(figure).texts
    assert {"画出", "刻度", "标题"} <= set(texts) and "不画" not in texts


def test_a_bridge_in_words():
    assert DRAW["bridge"]().alt == (
        "不在校人数的月度变化：8月末47名，新发现增加11名，再辍学增加2名，复学减少14名，"
        "核实外地就读减少3名，外地已接收减少2名，更正0名，9月末41名。"
    )


def test_tiles_in_words_gather_the_zeros():
    alt = DRAW["tiles"]().alt
    assert "文峰8名" in alt and "其余5项为0" in alt


def test_hidden_numbers_are_said_to_be_unlisted():
    assert "家庭原因未列出" in DRAW["bars"]().alt


def test_lines_name_each_column():
    alt = DRAW["lines"]().alt
    assert "不在校：7月50名，8月47名，9月41名；复学：7月3名" in alt


@pytest.mark.parametrize(
    ("one", "other"), [((13, 9, 2, 1), (13, 9, 1, 2)), ((20, 4, 3), (20, 3, 4))]
)
def test_another_true_number_behind_the_mark_changes_no_byte(one, other):
    assert bars(reasons(*one), "out_of_school", caption="图") == bars(
        reasons(*other), "out_of_school", caption="图"
    )


def test_the_field_of_a_hidden_number_has_one_size():
    small, large = reasons(13, 9, 1, 30), reasons(13, 9, 4, 30)
    cells = [c.shown for _, c in small.column("out_of_school")]
    assert cells == [c.shown for _, c in large.column("out_of_school")] == ["13", "＊", "＊", "30"]
    drawn = [bars(t, "out_of_school", caption="图").png for t in (small, large)]
    assert drawn[0] == drawn[1]


def test_a_bridge_with_a_hidden_step_draws_no_level_from_which_it_could_be_read():
    def bridge(*numbers):
        frame = pd.DataFrame({"out_of_school": list(numbers)}, index=list("abcd"))
        return protect(
            frame, "out_of_school_by_age", COUNTY.disclosure, title="年龄", row_label="年龄"
        )

    one = waterfall(bridge(20, 3, 4, 30), "out_of_school", caption="图")
    other = waterfall(bridge(20, 4, 3, 30), "out_of_school", caption="图")
    assert one.png == other.png and "b未列出" in one.alt


def test_absent_numbers_are_not_called_hidden():
    chart = lines(months({"a": pd.array([50, None, 41], dtype="Int64")}), caption="图")
    assert "8月无数据" in chart.alt
    bridge = waterfall(months({"a": pd.array([50, None, 41], dtype="Int64")}), "a", caption="图")
    assert "8月无数据" in bridge.alt and "未列出" not in bridge.alt


def test_charts_refuse_what_they_cannot_draw():
    empty = protect(
        pd.DataFrame({"n": pd.array([], dtype="int64")}, index=pd.Index([], dtype="str")),
        "work_by_unit",
        COUNTY.disclosure,
        title="空",
        row_label="",
    )
    with pytest.raises(ValueError, match="opening"):
        waterfall(empty, "n", caption="图")
    with pytest.raises(ValueError, match="no rows"):
        bars(empty, "n", caption="图")
    with pytest.raises(ValueError, match="three lines"):
        lines(months({k: [1, 2, 3] for k in "abcd"}), caption="图")


@pytest.mark.parametrize(
    ("label", "width", "text"),
    [
        ("复学", 5, "复学"),
        ("核实外地就读", 5, "核实外\n地就读"),
        ("一二三四五六七八九十一", 5, "一二三四\n五六七八\n九十一"),
        ("", 5, ""),
    ],
)
def test_long_labels_are_broken_and_never_cut(label, width, text):
    assert wrapped(label, width) == text
