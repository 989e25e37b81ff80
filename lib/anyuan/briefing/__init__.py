"""Tables, figures and sentences become one HTML page (and a workbook for the office).

See `blocks` for what a notebook displays, `charts` for pictures, `page.render_page`,
`index.render_index` and `workbook.ledger_workbook` for what leaves.

`page` is not loaded here: nbconvert would double the start of every notebook.
"""

from anyuan.briefing.blocks import (
    BLOCK_MIME,
    Ask,
    Asks,
    Block,
    ChartBlock,
    Columns2,
    Finding,
    Gaps,
    Headline,
    KeyFigure,
    KeyFigures,
    Reading,
    Section,
    Sources,
    TableBlock,
)
from anyuan.briefing.charts import Chart, bars, lines, tile_map, waterfall
from anyuan.briefing.index import IndexEntry, IndexMeta, render_index
from anyuan.briefing.sentences import Sentence, compose, join_sentences
from anyuan.briefing.workbook import WorkbookMeta, ledger_workbook

__all__ = [
    "BLOCK_MIME",
    "Ask",
    "Asks",
    "Block",
    "Chart",
    "ChartBlock",
    "Columns2",
    "Finding",
    "Gaps",
    "Headline",
    "IndexEntry",
    "IndexMeta",
    "KeyFigure",
    "KeyFigures",
    "Reading",
    "Section",
    "Sentence",
    "Sources",
    "TableBlock",
    "WorkbookMeta",
    "bars",
    "compose",
    "join_sentences",
    "ledger_workbook",
    "lines",
    "render_index",
    "tile_map",
    "waterfall",
]
