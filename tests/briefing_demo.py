"""A made-up briefing, as an executed notebook: the same order of blocks as a real one."""

from datetime import UTC, date, datetime
from functools import cache
from html.parser import HTMLParser

import nbformat
import pandas as pd

from anyuan import briefing as b
from anyuan.briefing.page import PageMeta
from anyuan.codebook import read_county
from anyuan.disclosure import exact, protect

TOWNSHIPS = [8, 5, 0, 7, 3, 5, 0, 0, 1, 0, 0, 2, 4, 6]
BRIDGE = {
    "opening": ("8月末", 47),
    "new": ("新发现", 11),
    "re_dropout": ("再辍学", 2),
    "returned": ("复学", -14),
    "found_elsewhere": ("核实外地就读", -3),
    "handed_over": ("外地已接收", -2),
    "corrected": ("更正", 0),
    "closing": ("9月末", 41),
}
REASONS = {
    "dislike_of_study": ("学习困难、厌学", 13, 3),
    "work": ("外出务工", 9, 0),
    "illness": ("疾病、残疾", 8, 2),
    "family": ("家庭原因", 6, 1),
    "unknown": ("未查明", 5, 0),
}


def figures(decision):
    def one(value, name, label, kind="county_figure", **more):
        return exact(
            value,
            figure_id=f"dropout.{name}",
            label=label,
            kind_name=kind,
            decision=decision,
            **more,
        )

    return {
        "out_of_school": one(41, "out_of_school", "不在校", low=38, high=45),
        "never_enrolled": one(9, "never_enrolled", "其中失学"),
        "dropped_out": one(32, "dropped_out", "其中辍学"),
        "returned": one(14, "returned", "本月复学", "bridge"),
        "overdue": one(3, "overdue", "超期未办", "work_figure", unit="件"),
        "opening": one(47, "opening", "上月末"),
        "change": one(6, "change", "比上月", "bridge"),
    }


def tables(decision):
    bridge = pd.DataFrame({"n": [n for _, n in BRIDGE.values()]}, index=list(BRIDGE))
    county = read_county()
    township = pd.DataFrame({"out_of_school": TOWNSHIPS}, index=list(county.townships))
    reason = pd.DataFrame(
        {
            "out_of_school": [n for _, n, _ in REASONS.values()],
            "migrant": [n for _, _, n in REASONS.values()],
        },
        index=list(REASONS),
    )
    work = pd.DataFrame(
        {
            "unit": ["栗家庄乡", "栗家庄乡", "杏花村镇"],
            "step": ["第三次入户劝返", "限期复学通知", "制定一人一案"],
            "due": ["09-20", "09-24", "09-27"],
            "late": [10, 6, 3],
        },
        index=["1", "2", "3"],
    )
    return {
        "bridge": protect(
            bridge,
            "bridge",
            decision,
            title="不在校人数的月度变化",
            row_label="项目",
            row_names={k: label for k, (label, _) in BRIDGE.items()},
            column_names={"n": "人数"},
        ),
        "township": protect(
            township,
            "out_of_school_by_township",
            decision,
            title="各乡镇街道不在校人数",
            row_label="乡镇街道",
            row_names={k: t.name for k, t in county.townships.items()},
        ),
        "reason": protect(
            reason,
            "out_of_school_by_reason",
            decision,
            title="不在校的原因",
            row_label="原因",
            row_names={k: label for k, (label, _, _) in REASONS.items()},
        ),
        "work": protect(
            work,
            "work_by_unit",
            decision,
            title="超期事项",
            row_label="",
            column_names={"unit": "责任单位", "step": "事项", "due": "应办日期", "late": "超期"},
            units={"late": "天"},
        ),
    }


def demo_blocks():
    """The blocks by cell id, drawn once."""
    return dict(_blocks())


@cache
def _blocks():
    county = read_county()
    f, t = figures(county.disclosure), tables(county.disclosure)
    return {
        "headline": b.Headline(
            b.compose(
                "{when}不在校适龄儿童 {n} 名，比上月少 {change} 名",
                when=b.Sentence("9月末"),
                n=f["out_of_school"],
                change=f["change"],
            ),
            b.compose(
                "{returned} 名学生复学。{overdue} 件事项已超期，责任单位见第三部分。",
                returned=f["returned"],
                overdue=f["overdue"],
            ),
        ),
        "keys": b.KeyFigures(
            [
                b.KeyFigure.of(f["out_of_school"], tone="main"),
                b.KeyFigure.of(f["never_enrolled"]),
                b.KeyFigure.of(f["dropped_out"]),
                b.KeyFigure.of(f["returned"], tone="good"),
                b.KeyFigure.of(f["overdue"], tone="due"),
            ]
        ),
        "change": b.Finding(
            b.compose(
                "不在校人数由 {a} 名降至 {z} 名，主要因为 {r} 名学生复学",
                a=f["opening"],
                z=f["out_of_school"],
                r=f["returned"],
            )
        ),
        "change_chart": b.ChartBlock(
            b.waterfall(
                t["bridge"], "n", caption="不在校人数的月度变化。各项相加等于期末人数，差额为 0。"
            )
        ),
        "change_reading": b.Reading("“核实外地就读”均有学籍查询凭证；“外地已接收”均有回执。"),
        "where": b.Finding("文峰、杏花村、栗家庄最多"),
        "where_columns": b.Columns2(
            b.ChartBlock(
                b.tile_map(
                    t["township"],
                    "out_of_school",
                    county.townships,
                    caption="按户籍所在乡镇街道（经决定如实列出，见出处）。",
                )
            ),
            b.TableBlock(t["reason"]),
        ),
        "due": b.Finding("三件事项已超期"),
        "due_columns": b.Columns2(
            b.ChartBlock(b.bars(t["reason"], "out_of_school", caption="不在校人数按原因。")),
            b.TableBlock(t["work"], note="按应办日期先后排列。"),
        ),
        "asks": b.Asks(
            [
                b.Ask("栗家庄乡两件超期事项由谁督办、何时办结？", "10月15日前"),
                b.Ask("跨省流动的学生，是否请公安机关协助联系流入地？"),
            ]
        ),
        "gaps": b.Gaps(
            [
                ("未判定的比对", "12 对（使人数可能在 38–45 之间）"),
                ("退回的数据行", "户籍表 17 行、学籍表 23 行（身份证号以数字存储 31 行），已发回"),
                ("隐去的单元格", f"{t['reason'].n_hidden} 个，为保护儿童不列"),
                ("尚未收到", "一所学校 9 月考勤"),
            ]
        ),
        "sources": b.Sources(
            definitions=[
                ("失学", "适龄而从未入学", "“护校安园”专项行动方案三（七）"),
                (
                    "辍学",
                    "自首次无故缺课起满 30 天，不含假期（设置值）",
                    "山西省口径待确认；义务教育法第十一条、第十三条",
                ),
            ],
            files=[
                ("户籍适龄人口", "2024-09", "a31f09c2", "45012"),
                ("学籍名册", "2024-09", "7be0d144", "44820"),
            ],
            decisions=["按联席会议 2024-06-12 决定，全市合计与按乡镇街道的人数如实列出。"],
        ),
    }


def notebook_of(blocks) -> nbformat.NotebookNode:
    """An executed notebook that displayed these blocks, one cell each."""
    cells = [nbformat.v4.new_markdown_cell("# 不进页面的说明")]
    for name, block in blocks.items():
        output = nbformat.v4.new_output("display_data", data=block._repr_mimebundle_())
        cells.append(nbformat.v4.new_code_cell(f"run.show({name})", id=name, outputs=[output]))
    return nbformat.v4.new_notebook(cells=cells)


def demo_meta(**changes) -> PageMeta:
    values = {
        "title": "控辍保学月度简报",
        "county_line": "汾阳市“护校安园”专项行动 · 联席会议简报",
        "subject": "控辍保学",
        "month_label": "2024年9月",
        "level": "meeting",
        "as_of": date(2024, 9, 30),
        "generated_at": datetime(2024, 10, 8, 1, 12, tzinfo=UTC),
        "version": "0.1.0",
        "is_rehearsal": True,
        "due_text": "10月28日前报送",
        "chain_head": "c41f88a03d7e09ab" * 4,
    }
    return PageMeta(**{**values, **changes})


class Live(HTMLParser):
    """Collects everything in a page that could act: scripts, handlers, script addresses."""

    def __init__(self, html):
        super().__init__()
        self.found = []
        self.tags = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag in {"script", "iframe", "object", "embed", "svg", "math", "link", "base", "form"}:
            self.found.append(tag)
        for name, value in attrs:
            squeezed = "".join((value or "").split()).lower()
            is_address = "javascript:" in squeezed and name != "alt"
            if name.startswith(("on", "data-")) or is_address:
                self.found.append(f"{tag} {name}")

    def handle_comment(self, data):
        self.found.append("comment")
