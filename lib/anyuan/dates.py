"""Which day or month does a cell say? Exact forms only; what is ambiguous is refused."""

import re
import unicodedata
from datetime import date

from anyuan.period import Month
from anyuan.text import visible

_DAY = re.compile(
    r"(\d{4})(?:-(\d{1,2})-(\d{1,2})|/(\d{1,2})/(\d{1,2})|\.(\d{1,2})\.(\d{1,2})"
    r"|年(\d{1,2})月(\d{1,2})日?|(\d{2})(\d{2}))(?:[ T]0?0:00(?::00(?:\.0+)?)?)?",
    re.ASCII,
)
_MONTH = re.compile(r"(\d{4})(?:-(\d{1,2})|/(\d{1,2})|\.(\d{1,2})|年(\d{1,2})月|(\d{2}))", re.ASCII)
_YEAR_ROC = re.compile(
    r"(?:民国)?\s*(\d{2,3})(?:年(\d{1,2})月(\d{1,2})日?|[-/.](\d{1,2})[-/.](\d{1,2}))", re.ASCII
)
_NAMED_ROC = re.compile(r"民国")
_SHORT = re.compile(r"\d{1,2}[-/.年]\d{1,2}[-/.月]\d{1,4}日?", re.ASCII)
_LONG_ROC = re.compile(r"\d{3}[-/.年]\d{1,2}[-/.月]\d{1,2}日?", re.ASCII)
_FIRST_YEAR, _ROC_YEAR_0 = 1900, 1911


def parse_day(text: str, *, accept_roc: bool = False) -> date | str:
    """Return the day that a text says, or the code of why it says none.

    Accepted: 2012-02-29, 2012/2/29, 2012.2.29, 2012年2月29日, 20120229, full-width digits too, and
    a midnight behind it. Codes: `date_impossible`, `date_incomplete` (no day), `date_ambiguous`
    (two-digit year, day before month), `date_roc` (years of the Republic, read only with
    `accept_roc`), `date_serial` (a bare number), `date_range` (before 1900), `date_form`.
    """
    folded = unicodedata.normalize("NFKC", visible(text)).strip()
    found = _DAY.fullmatch(folded)
    if found:
        year, month, day = (int(part) for part in found.groups() if part is not None)
        return _day(year, month, day)
    if _NAMED_ROC.match(folded) or _LONG_ROC.fullmatch(folded):
        return _roc(folded) if accept_roc else "date_roc"
    if _MONTH.fullmatch(folded):
        return "date_incomplete"
    if _SHORT.fullmatch(folded):
        return "date_ambiguous"
    if re.fullmatch(r"\d+(\.\d+)?", folded, re.ASCII):
        return "date_serial"
    return "date_form"


def parse_month(text: str) -> Month | str:
    """Return the month that a text says (2018-09, 201809, 2018年9月, or a full day), or a code.

    Codes: `month_impossible`, `month_form`.
    """
    folded = unicodedata.normalize("NFKC", visible(text)).strip()
    found = _MONTH.fullmatch(folded)
    if found:
        year, month = (int(part) for part in found.groups() if part is not None)
        is_month = 1 <= month <= 12 and year >= _FIRST_YEAR
        return Month(year, month) if is_month else "month_impossible"
    day = parse_day(folded)
    if isinstance(day, date):
        return Month.of(day)
    return "month_impossible" if day == "date_impossible" else "month_form"


def _day(year: int, month: int, day: int) -> date | str:
    try:
        found = date(year, month, day)
    except ValueError:
        return "date_impossible"
    return found if year >= _FIRST_YEAR else "date_range"


def _roc(text: str) -> date | str:
    found = _YEAR_ROC.fullmatch(text)
    if not found:
        return "date_form"
    year, month, day = (int(part) for part in found.groups() if part is not None)
    return _day(year + _ROC_YEAR_0, month, day)
