"""What a notebook displays and a page is built of.

    Headline(text, lede)      the answer in one sentence, and what stands behind it
    KeyFigures([KeyFigure.of(figure), …])
    Finding(text)             a numbered heading whose sentence was computed
    ChartBlock(chart)         TableBlock(table, caption)      Columns2(left, right)
    Reading(text)             how to read what stands above
    Section(finding, chart, …)  what one cell shows one below the other
    Asks([Ask(text, advice)]) what the meeting is asked to decide
    Gaps([(what, text)])      Sources(definitions, files, decisions)

Each goes into the notebook as structured JSON (BLOCK_MIME), which alone reaches the page, and as
HTML for the eye of whoever runs the notebook. `level` is "casework" for anything that may hold a
name; a meeting's page refuses it. A Sentence brings the ids of its figures along.
"""

import base64
from collections.abc import Sequence
from dataclasses import dataclass, field

from anyuan.briefing.charts import Chart
from anyuan.briefing.html import preview
from anyuan.briefing.sentences import Sentence
from anyuan.protected import ProtectedFigure, ProtectedTable
from anyuan.text import visible

BLOCK_MIME = "application/vnd.anyuan.block+json"
TONES = ("plain", "main", "due", "good")


class Block:
    """Something that a page can show; `record()` is all that the page gets of it."""

    def record(self) -> dict:
        raise NotImplementedError

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        record = self.record()
        return {BLOCK_MIME: record, "text/html": preview(record), "text/plain": record["block"]}


def clean(text: str) -> str:
    """Return a text as a page may hold it: no invisible marks, control characters or surrogates."""
    shown = "".join(c if c >= " " or c in "\n\t" else "" for c in visible(str(text)))
    return shown.replace("\x7f", "").encode("utf-8", "replace").decode("utf-8")


def _ids(*texts: str) -> list[str]:
    found = [i for t in texts if isinstance(t, Sentence) for i in t.figure_ids]
    return list(dict.fromkeys(found))


@dataclass(frozen=True)
class Headline(Block):
    """The answer in one sentence (the page's h1) and a line or two below it."""

    text: str
    lede: str = ""
    level: str = "meeting"

    def record(self) -> dict:
        return {
            "block": "headline",
            "level": self.level,
            "text": clean(self.text),
            "lede": clean(self.lede),
            "figure_ids": _ids(self.text, self.lede),
        }


@dataclass(frozen=True)
class KeyFigure:
    """One number of the band below the headline; `tone`: plain, main, due (red), good (green)."""

    label: str
    value_text: str
    note: str = ""
    tone: str = "plain"
    figure_id: str = ""
    level: str = "meeting"

    def __post_init__(self) -> None:
        if self.tone not in TONES:
            raise ValueError(f"unknown tone {self.tone!r}")

    @classmethod
    def of(cls, figure: ProtectedFigure, *, note: str = "", tone: str = "plain") -> "KeyFigure":
        """Return a key figure; the note is the figure's range where none is given."""
        return cls(
            figure.label,
            figure.shown,
            note or figure.range_text,
            tone,
            figure.figure_id,
            figure.level,
        )


@dataclass(frozen=True)
class KeyFigures(Block):
    """Two to six key figures in a band."""

    figures: Sequence[KeyFigure]

    def record(self) -> dict:
        own = [f.figure_id for f in self.figures if f.figure_id]
        return {
            "block": "key_figures",
            "level": highest(f.level for f in self.figures),
            "figures": [
                {
                    "label": clean(f.label),
                    "value_text": clean(f.value_text),
                    "note": clean(f.note),
                    "tone": f.tone,
                }
                for f in self.figures
            ],
            "figure_ids": list(dict.fromkeys([*own, *_ids(*(f.note for f in self.figures))])),
        }


@dataclass(frozen=True)
class Finding(Block):
    """A finding's sentence: the page numbers it 一、二、三 and sets it as a heading."""

    text: str
    figure_ids: Sequence[str] = ()
    level: str = "meeting"

    def record(self) -> dict:
        ids = list(self.figure_ids) or _ids(self.text)
        text = clean(self.text)
        return {"block": "finding", "level": self.level, "text": text, "figure_ids": ids}


@dataclass(frozen=True)
class Reading(Block):
    """A paragraph on how to read what stands above it."""

    text: str
    level: str = "meeting"

    def record(self) -> dict:
        return {
            "block": "reading",
            "level": self.level,
            "text": clean(self.text),
            "figure_ids": _ids(self.text),
        }


@dataclass(frozen=True)
class ChartBlock(Block):
    """A chart with its caption; the page numbers it 图 1, 图 2.

    The words drawn in it go along for the gate, never to the page.
    """

    chart: Chart

    def record(self) -> dict:
        texts = self.chart.texts
        return {
            "block": "chart",
            "level": self.chart.level,
            "png": base64.b64encode(self.chart.png).decode("ascii"),
            "alt": clean(self.chart.alt),
            "caption": clean(self.chart.caption),
            "width": self.chart.width,
            "texts": None if texts is None else [clean(text) for text in texts],
            "figure_ids": list(self.chart.figure_ids),
        }


@dataclass(frozen=True)
class TableBlock(Block):
    """A protected table with its caption; the page numbers it 表 1, 表 2."""

    table: ProtectedTable
    caption: str = ""
    note: str = ""

    def record(self) -> dict:
        table = self.table
        return {
            "block": "table",
            "level": table.level,
            "caption": clean(self.caption or table.title),
            "note": clean(self.note),
            "rule_note": clean(table.rule_note),
            "n_hidden": table.n_hidden,
            "row_label": clean(table.row_label),
            "columns": [
                {"label": clean(c.label), "unit": clean(c.unit), "align": c.align}
                for c in table.columns
            ],
            "rows": [
                {
                    "label": clean(row.label),
                    "is_total": row.is_total,
                    "cells": [{"shown": clean(c.shown), "is_hidden": c.is_hidden} for c in line],
                }
                for row, line in zip(table.rows, table.cells, strict=True)
            ],
            "figure_ids": [c.figure_id for line in table.cells for c in line],
        }


@dataclass(frozen=True)
class Columns2(Block):
    """Two blocks (or lists of blocks) side by side; one below the other on a phone."""

    left: Block | Sequence[Block]
    right: Block | Sequence[Block]

    def record(self) -> dict:
        sides = [
            [b.record() for b in ([side] if isinstance(side, Block) else side)]
            for side in (self.left, self.right)
        ]
        inner = [r for side in sides for r in side]
        return {
            "block": "columns",
            "level": highest(r["level"] for r in inner),
            "left": sides[0],
            "right": sides[1],
            "figure_ids": [i for r in inner for i in r["figure_ids"]],
        }


class Section(Block):
    """What one cell shows: blocks one below the other, to the page each by itself; None is none."""

    def __init__(self, *blocks: Block | None) -> None:
        self.blocks = [one for one in blocks if one is not None]

    def record(self) -> dict:
        records = [one.record() for one in self.blocks]
        return {
            "block": "section",
            "level": highest(one["level"] for one in records),
            "blocks": records,
            "figure_ids": list(dict.fromkeys(i for one in records for i in one["figure_ids"])),
        }


@dataclass(frozen=True)
class Ask:
    """Something to be decided, and what is advised."""

    text: str
    advice: str = ""


@dataclass(frozen=True)
class Asks(Block):
    """What the meeting is asked to decide."""

    items: Sequence[Ask]
    title: str = "请会议决定"
    level: str = "meeting"

    def record(self) -> dict:
        return {
            "block": "asks",
            "level": self.level,
            "title": clean(self.title),
            "items": [{"text": clean(i.text), "advice": clean(i.advice)} for i in self.items],
            "figure_ids": _ids(*(t for i in self.items for t in (i.text, i.advice))),
        }


@dataclass(frozen=True)
class Gaps(Block):
    """数据缺口: what is missing, refused, undecided or hidden, one line each."""

    rows: Sequence[tuple[str, str]]
    level: str = "meeting"

    def record(self) -> dict:
        return {
            "block": "gaps",
            "level": self.level,
            "rows": [{"what": clean(what), "text": clean(text)} for what, text in self.rows],
            "figure_ids": _ids(*(t for row in self.rows for t in row)),
        }


@dataclass(frozen=True)
class Sources(Block):
    """出处: definitions used, files read, decisions relied on.

    definitions: (term, reading, clause); files: (table, period, first digits of the hash, rows);
    decisions: sentences. All text.
    """

    definitions: Sequence[tuple[str, str, str]] = ()
    files: Sequence[tuple[str, str, str, str]] = ()
    decisions: Sequence[str] = field(default=())
    level: str = "meeting"

    def record(self) -> dict:
        return {
            "block": "sources",
            "level": self.level,
            "definitions": [[clean(t) for t in row] for row in self.definitions],
            "files": [[clean(t) for t in row] for row in self.files],
            "decisions": [clean(t) for t in self.decisions],
            "figure_ids": [],
        }


def highest(levels) -> str:
    """Return the more closely held of the levels."""
    return "casework" if "casework" in set(levels) else "meeting"
