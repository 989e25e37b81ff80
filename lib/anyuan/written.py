"""Which time of day, moment, count, code or pseudonyms does a written text say?"""

import re
import unicodedata
from datetime import date, datetime, time

from anyuan.dates import parse_day

_CLOCK = re.compile(
    r"(?:(上午|下午|晚上|中午|凌晨))?(\d{1,2})[:时点](\d{1,2})?分?(?::\d{2})?", re.ASCII
)
_AFTER_NOON = re.compile(r"下午|晚上")
_MOMENT = re.compile(
    r"(.+?(?:日|\d))[ T,]*((?:上午|下午|晚上|中午|凌晨)?\d{1,2}[:时点].*)", re.ASCII
)
_COUNT = re.compile(r"\d{1,7}(?:\.0+)?", re.ASCII)
_BETWEEN_WORDS = re.compile(r"[、,;/\s┋|]+")
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}", re.ASCII)
# A letter and up to three digits: nobody is called so.
_PSEUDONYM = re.compile(r"[A-Z][0-9]{1,3}", re.ASCII)


def parse_clock_time(text: str) -> str:
    """Return the time of day that a text says as 08:05, or the code of why it says none.

    Accepted: 8:05, 08:05:00, 8时5分, 8点, 下午3:05, full-width digits too. Codes: `time_impossible`
    (24:10, 8:75), `time_form`.
    """
    found = _CLOCK.fullmatch("".join(unicodedata.normalize("NFKC", text).split()))
    if not found:
        return "time_form"
    half, hour, minute = found[1] or "", int(found[2]), int(found[3] or 0)
    if _AFTER_NOON.match(half) and hour < 12:
        hour += 12
    try:
        return time(hour, minute).isoformat(timespec="minutes")
    except ValueError:
        return "time_impossible"


def parse_moment(text: str) -> datetime | str:
    """Return the day and minute that a text says (2024-09-05 8:05), or the code of why it does not.

    Codes: `moment_form` (no day, or no time of day), those of `parse_day` and `parse_clock_time`.
    """
    folded = unicodedata.normalize("NFKC", text).strip()
    found = _MOMENT.fullmatch(folded)
    if not found:
        return "moment_form"
    day, clock_time = parse_day(found[1]), parse_clock_time(found[2])
    if not isinstance(day, date):
        return day
    if ":" not in clock_time:
        return clock_time
    return datetime.combine(day, time.fromisoformat(clock_time))


def parse_count(text: str) -> int | str:
    """Return a whole number of seven digits at most, not negative, or `count_form`."""
    folded = unicodedata.normalize("NFKC", text).strip()
    return int(float(folded)) if _COUNT.fullmatch(folded) else "count_form"


def split_words(text: str) -> list[str]:
    """Return the words of a cell that holds several, in order."""
    return [w for w in _BETWEEN_WORDS.split(unicodedata.normalize("NFKC", text)) if w]


def parse_code(text: str) -> str | None:
    """Return a code of letters, digits, - and _ (64 at most), full-width ones folded; else None."""
    code = unicodedata.normalize("NFKC", text)
    return code if _CODE.fullmatch(code) else None


def parse_pseudonyms(text: str) -> str | None:
    """Return pseudonyms (a letter and up to three digits) as A1;A2, or None for any other word."""
    words = [word.upper() for word in split_words(text)]
    is_fit = bool(words) and all(_PSEUDONYM.fullmatch(word) for word in words)
    return ";".join(dict.fromkeys(words)) if is_fit else None
