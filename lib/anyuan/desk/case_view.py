"""What stands on the case desk, as plain data: texts and codes. No markup.

The list names nobody. What names a child is in the part of the open case only, and is drawn after
its opening was recorded.
"""

from anyuan.desk.case_bulk import moves_together
from anyuan.desk.case_lines import FINISHED, NO_SCHOOL, OPEN, Line
from anyuan.desk.case_page_view import Panels, draw_case, draw_form
from anyuan.desk.case_panels import PANELS
from anyuan.desk.case_papers import draw_papers
from anyuan.desk.case_room import CaseRoom
from anyuan.desk.case_sitting import CaseSitting
from anyuan.desk.case_words import served_kinds
from anyuan.desk.closed import FAILED, closed_view, tell_entry
from anyuan.desk.paging import cut_page, tell_page
from anyuan.desk.sitting import PLAIN, Notice

NAME = "个案台"
LINES_A_PAGE = 60
HINT = "↑↓ 在清单里选，回车打开；按钮上的字母是快捷键，Esc 退回，/ 查找。"


def draw_desk(sitting: CaseSitting, name: str = NAME, panels: Panels = PANELS) -> dict:
    """Return the desk after entering: the worklist, and the case on the table."""
    notice = sitting.notice or Notice(PLAIN, HINT)
    board = draw_closed("", sitting.room, name)
    day = sitting.clock.today()
    board["head"]["who"] = tell_entry(sitting.entry)
    board["head"]["day"] = f"{'演练日 ' if sitting.room.is_rehearsal else ''}{day}"
    return board | {
        "stage": "work",
        "notice": {"tone": notice.tone, "text": notice.text},
        "saved": sitting.saved() if sitting.saved_at else "",
        "now": f"{sitting.now:%Y-%m-%dT%H:%M}",
        "list": _draw_list(sitting),
        "case": draw_case(sitting, panels),
        "papers": draw_papers(sitting),
    }


def draw_closed(told: str, room: CaseRoom, name: str = NAME) -> dict:
    """Return the desk with a sentence only: before entering, and while reading."""
    return closed_view(told, room, f"{name} · {served_kinds()[room.kind.name]}")


def draw_failed(told: str, room: CaseRoom, name: str = NAME) -> dict:
    """Return the desk with the reason why nothing is shown, and a way to try again."""
    return draw_closed(told, room, name) | FAILED


def _draw_list(sitting: CaseSitting) -> dict:
    sitting.lines.tick(sitting.clock.now())
    lines, filters = sitting.lines.all(), sitting.filters
    shown = sitting.lines.shown(filters, sitting.me)
    page, filters.page = cut_page(shown, filters.page, LINES_A_PAGE)
    opened = sitting.opened.case.case_id if sitting.opened else ""
    is_open = [line for line in lines if line.is_open]
    selected = sitting.selected
    return {
        "filters": {name: value for name, value in vars(filters).items() if name != "page"},
        "units": _units(sitting, lines),
        "townships": _townships(sitting, lines),
        "statuses": _statuses(sitting, lines),
        "counts": {
            "overdue": sum(line.is_overdue for line in is_open),
            "week": sum(line.is_week for line in is_open),
            "all": len(is_open),
        },
        "rows": [_draw_line(line, sitting, opened) for line in page],
        "page": tell_page(filters.page, len(shown), LINES_A_PAGE, "个"),
        "n_selected": len(selected),
        "chosen": sorted(selected),
        "form": draw_form(sitting) if sitting.form and not sitting.form.is_on_case else None,
        "opening": sitting.words["opening"] if sitting.kind.opening else "",
        "bulk": [{"name": m.name, "label": m.label} for m in moves_together(sitting)],
        "bulk_done": f"{sitting.bulk_done[0]}（{len(sitting.bulk_done[1])} 个）"
        if sitting.bulk_done
        else "",
    }


def _units(sitting: CaseSitting, lines: list[Line]) -> list[dict]:
    codes = sorted({line.school_code for line in lines if line.school_code})
    options = [{"code": code, "label": sitting.schools.get(code, code)} for code in codes]
    options.sort(key=lambda one: one["label"])
    if any(not line.school_code for line in lines):
        options.append({"code": NO_SCHOOL, "label": "（无学校）"})
    return [{"code": "", "label": "全部"}, *options]


def _townships(sitting: CaseSitting, lines: list[Line]) -> list[dict]:
    named = {line.township for line in lines}
    towns = sitting.room.county.townships
    options = [{"code": code, "label": one.name} for code, one in towns.items() if code in named]
    return [{"code": "", "label": "全部"}, *options]


def _statuses(sitting: CaseSitting, lines: list[Line]) -> list[dict]:
    # The one that is chosen stays to be seen, though no case may stand there any more.
    counts = {sitting.filters.status: 0} if sitting.filters.status in sitting.kind.statuses else {}
    for line in lines:
        counts[line.status] = counts.get(line.status, 0) + 1
    one_by_one = [
        {"code": status.name, "label": f"{status.label}（{counts[status.name]}）"}
        for status in sitting.kind.statuses.values()
        if status.name in counts
    ]
    ends = [{"code": OPEN, "label": "未办结"}, {"code": FINISHED, "label": "已办结"}]
    return [*ends, *one_by_one]


def _draw_line(line: Line, sitting: CaseSitting, opened: str) -> dict:
    town = sitting.room.county.townships.get(line.township)
    is_told = "township" in sitting.kind.fields  # else it says no more than the school does
    return {
        "id": line.case_id,
        "township": (town.short if town else line.township) if is_told else "",
        "school": sitting.schools.get(line.school_code, line.school_code),
        "status": sitting.kind.statuses[line.status].label,
        "step": line.step,
        "details": line.details,
        "left": line.left if line.is_open else "办结",
        "tone": line.tone,
        "n": line.n_logged,
        "is_received": line.is_received,
        "is_open": line.case_id == opened,
        "is_selected": line.case_id in sitting.selected,
    }
