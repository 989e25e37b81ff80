"""An executed notebook becomes one HTML page.

    render_page(notebook, PageMeta(…)) → str

Only outputs of our own kind (BLOCK_MIME) are drawn; any other output refuses the page, naming the
cell, so that nothing unprotected leaves by accident. Code, Markdown cells, parameters and metadata
are never drawn. Write the text with `paths.write_text` after the disclosure gate has seen it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from nbconvert.exporters import TemplateExporter
from nbformat import NotebookNode
from traitlets.config import Config

from anyuan.briefing.blocks import BLOCK_MIME, clean
from anyuan.briefing.copies import BLANK
from anyuan.briefing.html import TEMPLATES, chinese_number
from anyuan.clock import CHINA
from anyuan.errors import ShownError
from anyuan.protected import LEVELS

MAX_BYTES = 2_000_000
_SHOWN = ("display_data", "execute_result")
_LEVEL_LABELS = {"meeting": "会议级", "casework": "个案级"}


@dataclass(frozen=True)
class PageMeta:
    """What stands around the blocks of a page.

    title: 控辍保学月度简报; county_line: 汾阳市“护校安园”专项行动 · 联席会议简报;
    subject: 控辍保学; month_label: 2024年9月; due_text: 10月28日前报送 ("" for none).
    chain_head: 64 hex or "". generated_at carries its zone. n_exceptions: how many places the gate
    let pass by an exception that a person registered; the foot prints it.
    """

    title: str
    county_line: str
    subject: str
    month_label: str
    level: str
    as_of: date
    generated_at: datetime
    version: str
    is_rehearsal: bool
    due_text: str = ""
    chain_head: str = ""
    n_exceptions: int = 0

    def __post_init__(self) -> None:
        if self.level not in LEVELS:
            raise ValueError(f"unknown level {self.level!r}")


class _PageExporter(TemplateExporter):
    """nbconvert with our own template, escaping switched on and no preprocessor."""

    template_name = "page"
    template_file = "index.html.j2"
    file_extension = ".html"
    output_mimetype = "text/html"

    def __init__(self) -> None:
        super().__init__(config=Config(), extra_template_basedirs=[str(TEMPLATES)])

    @property
    def default_config(self) -> Config:
        return Config({"TemplateExporter": {"preprocessors": []}})

    def _init_preprocessors(self) -> None:
        self._preprocessors = []

    def _create_environment(self):
        made = super()._create_environment()
        made.autoescape = True
        made.trim_blocks = True
        made.lstrip_blocks = True
        made.filters["chinese_number"] = chinese_number
        return made


class _Page(dict):
    """What a page shows: nbconvert would copy it for preprocessors, of which there are none."""

    def __deepcopy__(self, memo: dict) -> "_Page":
        return self


@cache
def _exporter() -> _PageExporter:
    return _PageExporter()  # it compiles its templates at the first page, for all pages


def render_page(notebook: Mapping[str, Any], meta: PageMeta) -> str:
    """Return the page of an executed notebook.

    Raises ShownError: cell_error (a cell failed), unprotected_output (something else was printed),
    casework_on_meeting_page, no_headline (the page must begin with one), page_too_big (2 MB).
    """
    blocks = collect_blocks(notebook)
    if not any(block["block"] == "headline" for _, block in blocks):
        raise ShownError(
            "简报没有标题句（Headline），不能成页。",
            code="no_headline",
            next_step="请在笔记本中先给出一句话的回答。",
        )
    if meta.level == "meeting":
        _refuse_casework(blocks)
    html = _draw([block for _, block in blocks], meta)
    size = len(html.encode("utf-8"))
    if size >= MAX_BYTES:
        raise ShownError(
            f"简报有 {size / 1e6:.1f} MB，超过 2 MB。",
            code="page_too_big",
            next_step="请减少图或缩短表。",
        )
    return html


def collect_blocks(notebook: Mapping[str, Any]) -> list[tuple[str, dict]]:
    """Return (cell id, block record) of every block that an executed notebook displayed."""
    found = []
    for number, cell in enumerate(notebook["cells"], start=1):
        if cell["cell_type"] != "code":
            continue
        place = cell.get("id") or f"第 {number} 格"
        for output in cell.get("outputs", []):
            if output["output_type"] == "error":
                raise ShownError(
                    f"单元格 {place} 运行出错，不能成页。",
                    code="cell_error",
                    next_step="请打开执行后的笔记本，查看出错的单元格。",
                )
            record = output.get("data", {}).get(BLOCK_MIME)
            if output["output_type"] not in _SHOWN or record is None:
                raise ShownError(
                    f"单元格 {place} 输出了未经保护的内容（{_name(output)}），不能成页。",
                    code="unprotected_output",
                    next_step="请删去该输出，或改用简报的图、表和句子。",
                )
            found += [(place, part) for part in _parts(record)]
    return found


def _parts(record: Mapping[str, Any]) -> Iterator[dict]:
    if record["block"] != "section":
        yield dict(record)
        return
    for part in record["blocks"]:
        yield from _parts(part)


def collect_drawn(notebook: Mapping[str, Any]) -> list[Sequence[str] | None]:
    """Return the texts drawn in each chart, in the page's order; None for a chart without them."""
    return list(_drawn([block for _, block in collect_blocks(notebook)]))


def _drawn(blocks: Sequence[Mapping[str, Any]]) -> Iterator[Sequence[str] | None]:
    for block in blocks:
        if block["block"] == "chart":
            yield block.get("texts")
        elif block["block"] == "columns":
            yield from _drawn([*block["left"], *block["right"]])


def _name(output: Mapping[str, Any]) -> str:
    return "、".join(sorted(output.get("data", {}))) or output.get("name", output["output_type"])


def _refuse_casework(blocks: list[tuple[str, dict]]) -> None:
    for place, block in blocks:
        if block["level"] != "meeting":
            raise ShownError(
                f"单元格 {place} 的内容属个案级，不能放进会议级简报。",
                code="casework_on_meeting_page",
                next_step="请改用会议级的表，或把本页定为个案级。",
            )


def _draw(blocks: list[dict], meta: PageMeta) -> str:
    at = meta.generated_at.astimezone(CHINA)
    subject = [meta.subject, meta.month_label, f"截至 {meta.as_of.isoformat()}", meta.due_text]
    head = meta.chain_head[:32]
    page = _Page(
        meta=meta,
        blocks=blocks,
        subject_line=clean(" · ".join(t for t in subject if t)),
        copy_blank=BLANK if meta.level == "meeting" else "",
        level_label=_LEVEL_LABELS[meta.level],
        chain_text=" ".join(head[i : i + 4] for i in range(0, len(head), 4)),
        generated_text=at.strftime("%Y-%m-%d %H:%M"),
    )
    empty = NotebookNode(cells=[], metadata={}, nbformat=4, nbformat_minor=5)
    html, _ = _exporter().from_notebook_node(empty, resources={"page": page})
    return html.strip() + "\n"
