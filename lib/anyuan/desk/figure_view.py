"""The figure desk as plain data for its board."""

from anyuan.desk.closed import FAILED, closed_view, tell_entry
from anyuan.desk.figure_room import FigureRoom
from anyuan.desk.figure_sitting import FigureSitting
from anyuan.desk.sitting import Notice
from anyuan.run.explain.explained import tell_decisions, tell_figure, tell_rows

NAME = "数字从哪里来"
_MOST = 60
_LEVELS = {"meeting": "会议级", "casework": "个案级"}


def draw_closed(told: str, room: FigureRoom) -> dict:
    """Return the desk with a sentence only."""
    return closed_view(told, room, NAME)


def draw_failed(told: str, room: FigureRoom) -> dict:
    """Return the desk with why nothing can be shown."""
    return draw_closed(told, room) | FAILED


def draw_desk(sitting: FigureSitting, notice: Notice | None) -> dict:
    """Return the desk: choices, the numbers of the page, the open one."""
    room = sitting.room
    view = closed_view("", room, NAME)
    view["head"]["who"] = tell_entry(sitting.entry)
    pages = [] if not sitting.month else room.pages(sitting.month)
    return view | {
        "stage": "desk",
        "notice": {"tone": notice.tone, "text": notice.text} if notice else None,
        "month": sitting.month,
        "months": [{"code": one, "label": one} for one in room.months()],
        "page": sitting.page_name,
        "pages": [{"code": "", "label": "请选择"}, *({"code": p, "label": p} for p in pages)],
        "find": sitting.find,
        "figures": [_figure(one) for one in sitting.listed()],
        "figure": sitting.found.listed.figure_id if sitting.found else "",
        "level": _LEVELS[sitting.page.level] if sitting.page else "",
        "found": _found(sitting),
    }


def _figure(one) -> dict:
    shown = f"{one.shown} {one.unit}".strip()
    return {"code": one.figure_id, "label": f"{one.label}　{shown}"}


def _found(sitting: FigureSitting) -> dict | None:
    found = sitting.found
    if found is None:
        return None
    lines = [line.partition("：") for line in list(tell_figure(found))[1:]]
    return {
        "title": found.listed.label,
        "shown": f"{found.listed.shown} {found.listed.unit}".strip(),
        "is_equal": found.is_equal,
        "lines": [[what.strip(), text] if text else ["", what] for what, _, text in lines],
        "tables": [
            {
                "title": title,
                "headings": rows[0],
                "rows": rows[1 : _MOST + 1],
                "more": max(len(rows) - 1 - _MOST, 0),
            }
            for title, rows in (
                ("数的是谁，来自哪份文件哪一行", tell_rows(found, sitting.names)),
                ("有关的决定", tell_decisions(found)),
            )
            if rows
        ],
        "may_name": sitting.page.level == "casework" and bool(found.members),
        "is_named": bool(sitting.names),
    }
