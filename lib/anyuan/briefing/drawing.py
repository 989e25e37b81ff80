"""What every chart shares: canvas, colours, the hatched field of a hidden number, words.

The same table gives the same bytes on one machine (fonts decide the pixels): no time, no maker's
mark, no random layout.
"""

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from anyuan.briefing.fonts import chinese_fonts
from anyuan.protected import Cell, ProtectedTable, Row

Drawn = tuple[Row, Cell]

INK, GREY, LINE, FAINT = "#1d2733", "#5f6b78", "#d9dee5", "#f2f4f7"
BLUE, RED, GREEN = "#1f4e79", "#b23a2e", "#2f7d5b"
UNLISTED = "未列出"
_DPI = 160
# Marks that never begin a line.
_HANGING = "，、；。）"
_STYLE = {
    "font.size": 10.5,
    "axes.edgecolor": LINE,
    "axes.labelcolor": GREY,
    "xtick.color": GREY,
    "ytick.color": GREY,
    "text.color": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "hatch.color": "#b9c2cc",
    "hatch.linewidth": 0.8,
}


@dataclass(frozen=True)
class Chart:
    """A picture (PNG), what it says in words, and its caption.

    `width`: "wide" fills the page's width, "tall" too and may take half a page's height, "half" a
    column. `texts`: the words in the picture, for the gate; None where nobody collected them, and
    then no meeting's page takes it.
    """

    png: bytes
    alt: str
    caption: str
    level: str
    width: str = "wide"
    figure_ids: Sequence[str] = field(default=())
    texts: Sequence[str] | None = None


@dataclass(frozen=True)
class Picture:
    """A figure as PNG, and every text that is to be read in its pixels."""

    png: bytes
    texts: tuple[str, ...]


@contextmanager
def drawing_style() -> Iterator[None]:
    """Draw in the house's colours and fonts."""
    with chinese_fonts(), mpl.rc_context(_STYLE):
        yield


def canvas(width: float, height: float) -> tuple[Figure, Axes]:
    """Return a figure of a size in inches and its one pair of axes."""
    figure = Figure(figsize=(width, height), dpi=_DPI, layout="constrained")
    FigureCanvasAgg(figure)
    return figure, figure.add_subplot()


def picture_of(figure: Figure) -> Picture:
    """Return the figure as PNG without any text chunk, with the texts that were drawn in it."""
    out = io.BytesIO()
    figure.savefig(out, format="png", metadata={"Software": None})
    # Only after drawing: the labels of an axis are made while it is drawn.
    drawn = [one.get_text() for one in figure.findobj(Text) if one.get_visible()]
    return Picture(out.getvalue(), tuple(dict.fromkeys(text for text in drawn if text.strip())))


def chart_of(
    table: ProtectedTable, picture: Picture, words: tuple[str, str], rows: list[Drawn], width: str
) -> Chart:
    """Return the chart of a table; `words`: alt text and caption, `rows`: what was drawn."""
    alt, caption = words
    ids = tuple(cell.figure_id for _, cell in rows)
    return Chart(picture.png, alt, caption, table.level, width, ids, picture.texts)


def hatched(corner: tuple[float, float], width: float, height: float) -> Rectangle:
    """Return the field that stands for a hidden number."""
    return Rectangle(corner, width, height, fc=FAINT, ec=LINE, hatch="////", lw=0.8)


def in_words(cell: Cell, unit: str) -> str:
    """Return a cell's number with its unit, 未列出 for a hidden and 无数据 for an absent one."""
    if cell.value is None:
        return UNLISTED if cell.is_hidden else "无数据"
    return f"{cell.shown}{unit}"


def listed(rows: list[Drawn], unit: str) -> str:
    """Return the values in words; rows of zero are gathered at the end."""
    zeros = [row.label for row, cell in rows if cell.value == 0]
    said = [f"{row.label}{in_words(cell, unit)}" for row, cell in rows if cell.value != 0]
    if len(zeros) > 2 and said:
        return "，".join([*said, f"其余{len(zeros)}项为0"])
    return "，".join([*said, *(f"{label}0{unit}" for label in zeros)])


def wrapped(label: str, width: int) -> str:
    """Return a label broken into lines of about equal length, at most `width` characters each.

    A comma hangs at the end of its line, one character over.
    """
    n_lines = -(-len(label) // width) or 1
    length = -(-len(label) // n_lines) or 1
    lines: list[str] = []
    for start in range(0, len(label), length):
        line = label[start : start + length]
        if lines and line[0] in _HANGING:
            lines[-1] += line[0]
            line = line[1:]
        lines.append(line)
    return "\n".join(line for line in lines if line)


def is_dark(face: tuple[float, ...]) -> bool:
    """Whether white is read better than ink upon a colour (relative luminance, WCAG 2)."""
    red, green, blue = (
        (c / 12.92 if c <= 0.04 else ((c + 0.055) / 1.055) ** 2.4) for c in face[:3]
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue < 0.2
