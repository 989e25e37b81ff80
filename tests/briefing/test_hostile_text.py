"""Hostile text in any field of any block is shown as text, on the page and in the preview."""

import dataclasses
from datetime import UTC, datetime

import pandas as pd
import pytest
from briefing_demo import Live, demo_meta, notebook_of

from anyuan import briefing as b
from anyuan.briefing.drawing import Chart
from anyuan.briefing.page import render_page
from anyuan.codebook import read_county
from anyuan.disclosure import protect

PAYLOADS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    '"><a href="javascript:alert(1)">x</a>',
    "' onmouseover='alert(1)",
    '" autofocus onfocus="alert(1)',
    "--><script>alert(1)</script><!--",
    "</style><script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "</caption></table><iframe srcdoc='<script>1</script>'>",
    '<button data-commandlinker-command="x">x</button>',
    "<math><mtext></mtext><mglyph><style><!--</style><img title='--><img src=1 onerror=1>'>",
    "<form><math><mtext></form><form><mglyph><svg><mtext><style><path id=</style>",
    "{{ 7*7 }}{% for x in y %}",
    "<style>*{background:url(x)}</style>",
    "<base href='x'><link rel=stylesheet href=x>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "＜script＞",
    "<scr\u200bipt>alert(1)</script>",
]
COUNTY = read_county()


def table_of(text):
    frame = pd.DataFrame({"a": [text], "b": [3]}, index=[text])
    return protect(
        frame,
        "work_by_unit",
        COUNTY.disclosure,
        title=text,
        row_label=text,
        row_names={text: text},
        column_names={"a": text, "b": text},
        units={"b": text},
    )


def blocks_of(text):
    """One block of each kind with the text in every field."""
    chart = Chart(b"\x89PNG\r\n\x1a\n", text, text, "meeting")
    return {
        "headline": b.Headline(text, text),
        "keys": b.KeyFigures([b.KeyFigure(text, text, text, "due", text)]),
        "finding": b.Finding(text, [text]),
        "reading": b.Reading(text),
        "chart": b.ChartBlock(chart),
        "table": b.TableBlock(table_of(text), text, text),
        "sides": b.Columns2(b.Reading(text), [b.Finding(text), b.TableBlock(table_of(text))]),
        "asks": b.Asks([b.Ask(text, text)], title=text),
        "gaps": b.Gaps([(text, text)]),
        "sources": b.Sources([(text, text, text)], [(text, text, text, text)], [text]),
    }


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_payload_lives_on_a_page(payload):
    meta = demo_meta()
    texts = ["title", "county_line", "subject", "month_label", "version", "due_text", "chain_head"]
    meta = dataclasses.replace(meta, **dict.fromkeys(texts, payload))
    page = Live(render_page(notebook_of(blocks_of(payload)), meta))
    assert page.found == []
    plain = Live(render_page(notebook_of(blocks_of("平常")), meta))
    assert len(page.tags) == len(plain.tags)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_payload_lives_in_a_preview(payload):
    for block in blocks_of(payload).values():
        assert Live(block._repr_mimebundle_()["text/html"]).found == []


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_payload_lives_in_the_index(payload):
    meta = b.IndexMeta(payload, payload, datetime(2024, 10, 8, tzinfo=UTC), payload, True)
    entries = [b.IndexEntry(payload, payload, "failed", note=payload)]
    assert Live(b.render_index(meta, entries, [(payload, payload)])).found == []


def test_the_text_is_there_to_be_read():
    html = render_page(notebook_of(blocks_of("<b>张三</b>")), demo_meta())
    assert "&lt;b&gt;张三&lt;/b&gt;" in html
