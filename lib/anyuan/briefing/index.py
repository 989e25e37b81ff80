"""The list of a month's pages: what is there, what is missing, what failed.

render_index(IndexMeta(…), [IndexEntry(…), …], gaps, n_leading=1) → str
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from anyuan.briefing.blocks import clean
from anyuan.briefing.html import environment
from anyuan.clock import CHINA
from anyuan.errors import ShownError

STATES = {"done": "已生成", "stale": "旧版", "failed": "失败", "missing": "未生成"}


@dataclass(frozen=True)
class IndexMeta:
    """What stands around the list; `month_label`: 2024年9月. `generated_at` carries its zone."""

    county_line: str
    month_label: str
    generated_at: datetime
    version: str
    is_rehearsal: bool


@dataclass(frozen=True)
class IndexEntry:
    """One page: its notebook's title, whom it is about (全市, a school), its state.

    `href`: relative path of a page that is there, "" otherwise; a stale one is an older page that
    still stands. `note`: why it failed, is old or missing. `made_on`: the day of a page's making.
    Entries of casework are refused: the meeting's index never leads to a named page.
    """

    title: str
    about: str
    state: str
    href: str = ""
    note: str = ""
    level: str = "meeting"
    made_on: date | None = None

    def __post_init__(self) -> None:
        if self.state not in STATES:
            raise ValueError(f"unknown state {self.state!r}")
        parts = self.href.replace("\\", "/").split("/")
        if self.level != "meeting" or "casework" in parts:
            raise ShownError(
                "个案级页面不能列入会议的目录页。",
                code="casework_on_meeting_page",
                next_step="请只列会议级的简报。",
            )
        if (":" in self.href) or self.href.startswith(("/", "\\")) or ".." in parts:
            raise ValueError("an index links to pages below it only")


def render_index(
    meta: IndexMeta,
    entries: Sequence[IndexEntry],
    gaps: Sequence[tuple[str, str]] = (),
    *,
    n_leading: int = 0,
) -> str:
    """Return the month's index.html; entries in the order given, gaps as (what, text).

    The first `n_leading` entries are the month's own page: they stand above the counts.
    """
    groups: dict[str, list[dict]] = {}
    for entry in entries[n_leading:]:
        groups.setdefault(clean(entry.title), []).append(_row(entry))
    at = meta.generated_at.astimezone(CHINA)
    counts = {s: sum(e.state == s for e in entries) for s in STATES}
    text = (
        environment()
        .get_template("month.html.j2")
        .render(
            meta=meta,
            leading=[_row(entry) for entry in entries[:n_leading]],
            groups=groups,
            gaps=[(clean(what), clean(why)) for what, why in gaps],
            counts=[(STATES[s], counts[s], s) for s in STATES],
            generated_text=at.strftime("%Y-%m-%d %H:%M"),
        )
    )
    return text.strip() + "\n"


def _row(entry: IndexEntry) -> dict[str, str]:
    day = entry.made_on
    return {
        "title": clean(entry.title),
        "about": clean(entry.about),
        "state": entry.state,
        "label": STATES[entry.state],
        "href": entry.href if entry.state in ("done", "stale") else "",
        "made_on": f"{day.month}月{day.day}日" if day else "",
        "note": clean(entry.note),
    }
