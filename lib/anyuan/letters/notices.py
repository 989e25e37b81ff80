"""Notices after an incident, one page each: the drafts of 公安建议函 and 社会稳定风险提示."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from anyuan.codebook.letters import letter_kinds
from anyuan.letters.nobody import refuse_person_numbers
from anyuan.letters.notice_drafts import (
    ADVICE_WIDTHS,
    LEAST_ROW,
    LIST_LINE_POINTS,
    LIST_POINTS,
    PROBLEM_WIDTHS,
)
from anyuan.letters.writing import write_letter

POLICE_ADVICE, STABILITY_ALERT = "police_advice", "stability_alert"
NOTICES = (POLICE_ADVICE, STABILITY_ALERT)
_MM = 25.4 / 72
# What the rows of both lists and the reason may take of the page; the rest of it is fixed.
_PAGE_MM = 110.0
_TEXT_MM, _TEXT_POINTS, _TEXT_LINE_MM = 170, 14, 22 * _MM
# How many characters the template itself adds to the reason.
_BEHIND_CAUSE = 24
_CELL_MARGINS_MM, _ROW_MARGINS_MM = 3.6, 1.8
_HALF = 0.5
# An office's own telephone may stand there.
_MAY_HOLD_NUMBERS = frozenset({"contact_phone", "letter_no"})


@dataclass(frozen=True)
class NoticePaper:
    """What a notice says, of roles and duties; what is blank is left to the office that sends it.

    problems: rows of duty, clause and found; advice: rows of fix and owner; both are numbered
    here. cause: why the notice is sent, in one or two sentences. reply_by: nobody has settled how
    long a reply may take, so it stays blank unless the office says.
    """

    addressee: str
    school: str
    cause: str
    issuer: str
    problems: Sequence[Mapping[str, str]]
    advice: Sequence[Mapping[str, str]]
    letter_no: str = ""
    reply_by: date | None = None
    contact_name: str = ""
    contact_phone: str = ""
    issued_on: date | None = None


def write_notice(
    kind: str,
    paper: NoticePaper,
    folder: Path,
    *,
    name: str = "",
    templates: Path | None = None,
    mark: str = "",
    made_at: datetime | None = None,
) -> Path:
    """Write a notice as <name or kind>.docx and return its path; every page says that it is a
    draft.

    kind: one of NOTICES. The page holds what comes first, as our own template has it: what is left
    out is counted on it. Raises ValueError without a problem or advice, ShownError
    `letter_person_number`, and what `write_letter` raises.
    """
    if kind not in NOTICES:
        raise ValueError(f"{kind!r} is not a notice")
    if not paper.problems or not paper.advice:
        raise ValueError("a notice has a problem and advice")
    values = notice_values(paper)
    refuse_person_numbers(letter_kinds()[kind], values, _MAY_HOLD_NUMBERS)
    out = folder / f"{name or kind}.docx"
    return write_letter(kind, values, out, templates=templates, mark=mark, made_at=made_at)


def notice_values(paper: NoticePaper) -> dict[str, Any]:
    """Return the values of the letter by name, as many rows as the page holds."""
    n_problems, n_advice = _n_that_fit(paper)
    plain = ("addressee", "school", "cause", "issuer", "letter_no", "contact_name", "contact_phone")
    return {name: getattr(paper, name) for name in plain} | {
        "problems": _numbered(paper.problems[:n_problems]),
        "advice": _numbered(paper.advice[:n_advice]),
        "others": _others(len(paper.problems) - n_problems, len(paper.advice) - n_advice),
        "reply_by": paper.reply_by.isoformat() if paper.reply_by else "",
        "issued_on": paper.issued_on.isoformat() if paper.issued_on else "",
    }


def _numbered(rows: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    return [{"no": str(n), **row} for n, row in enumerate(rows, start=1)]


def _others(n_problems: int, n_advice: int) -> str:
    parts = [f"{what} {n} 项" for what, n in (("问题", n_problems), ("建议", n_advice)) if n > 0]
    return f"另有{'、'.join(parts)}未列，见复盘报告。" if parts else ""


def _n_that_fit(paper: NoticePaper) -> tuple[int, int]:
    """Return how many problems and how much advice the page holds, by turns, at least one each."""
    room = _PAGE_MM
    cause = paper.cause + "字" * _BEHIND_CAUSE
    room -= _TEXT_LINE_MM * _n_lines(cause, _TEXT_POINTS, _TEXT_MM)
    lists = (
        [
            _row_mm(("1", r["duty"], r["clause"], r["found"]), PROBLEM_WIDTHS)
            for r in paper.problems
        ],
        [_row_mm(("1", r["fix"], r.get("owner", "")), ADVICE_WIDTHS) for r in paper.advice],
    )
    taken = [1, 1]
    room -= lists[0][0] + lists[1][0]
    is_open = [True, True]
    while any(is_open):
        for side, heights in enumerate(lists):
            fits = taken[side] < len(heights) and heights[taken[side]] <= room
            is_open[side] = is_open[side] and fits
            if is_open[side]:
                room -= heights[taken[side]]
                taken[side] += 1
    return taken[0], taken[1]


def _row_mm(texts: Sequence[str], widths: Sequence[int]) -> float:
    cells = zip(texts, widths, strict=True)
    lines = max(_n_lines(text, LIST_POINTS, width - _CELL_MARGINS_MM) for text, width in cells)
    return max(LEAST_ROW, lines * LIST_LINE_POINTS * _MM + _ROW_MARGINS_MM)


def _n_lines(text: str, points: float, width: float) -> int:
    """Return how many lines a text takes, its own line breaks counted."""
    return sum(
        max(1, -int(-sum(_HALF if c.isascii() else 1.0 for c in line) * points * _MM // width))
        for line in text.split("\n")
    )
