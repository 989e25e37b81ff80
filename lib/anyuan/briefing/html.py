"""The one way from a block's record to HTML: autoescaped templates of this package."""

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

TEMPLATES = Path(__file__).parent / "templates"
_NUMERALS = "〇一二三四五六七八九"


@cache
def environment() -> Environment:
    """Return the templates' environment; everything put in is escaped."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES / "page", encoding="utf-8"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["chinese_number"] = chinese_number
    return made


def preview(record: dict) -> str:
    """Return a block's HTML for the notebook itself, with the styles that it needs."""
    return environment().get_template("preview.html.j2").render(block=record)


def chinese_number(n: int) -> str:
    """Return 1–99 as a heading is numbered: 一, 十, 十二, 二十."""
    tens, ones = divmod(n, 10)
    text = {0: "", 1: "十"}.get(tens, _NUMERALS[tens] + "十" if tens < 10 else "")
    return text + (_NUMERALS[ones] if ones else "")
