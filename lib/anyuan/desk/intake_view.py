"""What stands on the intake desk, as plain data: texts and codes. No markup, no person's name."""

from anyuan import clock
from anyuan.codebook import tables
from anyuan.desk.closed import FAILED, closed_view, tell_entry
from anyuan.desk.intake_file_view import draw_file
from anyuan.desk.intake_files import REFUSED, SUPERSEDED, FileLine
from anyuan.desk.intake_room import IntakeRoom
from anyuan.desk.intake_sitting import Choice, IntakeSitting
from anyuan.desk.intake_wording import tell_covers, tell_total, tell_what_to_do, words
from anyuan.desk.paging import cut_page, tell_page
from anyuan.desk.sitting import BAD, PLAIN, Notice
from anyuan.intake import Receipt
from anyuan.intake.messages import STATUS_WORDS
from anyuan.period import Month

NAME = "收件台"
FILES_A_PAGE = 12
MOST_WAITING = 20
HINT = "把收到的表格拖进来，或点“选择文件”；收下以后，点文件名看问题。"


def draw_desk(sitting: IntakeSitting, notice: Notice | None, place: str = "top") -> dict:
    """Return the desk after entering: receiving, the files that came, the file on the table.

    `place` is where the notice was caused: `top`, `intake`, `file` or `form`.
    """
    notice = notice or Notice(PLAIN, HINT)
    board = draw_closed("", sitting.room)
    board["head"]["who"] = tell_entry(sitting.entry)
    return board | {
        "stage": "work",
        "notice": {"tone": notice.tone, "text": notice.text, "place": _place(sitting, place)},
        "saved": _saved(sitting),
        "intake": _draw_intake(sitting),
        "list": _draw_list(sitting),
        "file": draw_file(sitting),
    }


def draw_closed(told: str, room: IntakeRoom) -> dict:
    """Return the desk with a sentence only, before entering."""
    return closed_view(told, room, NAME)


def draw_failed(told: str, room: IntakeRoom) -> dict:
    """Return the desk with the reason why nothing is shown, and a way to try again."""
    return draw_closed(told, room) | FAILED


def draw_progress(room: IntakeRoom, done: int, total: int, name: str) -> dict:
    """Return the desk while files are received: how many are done, and which one is read."""
    said = f"正在接收 {done + 1}/{total}：{name}" if name else f"已收完 {done}/{total}，正在整理……"
    progress = {"share": done / total if total else 1.0, "text": said}
    return draw_closed("", room) | {"stage": "busy", "progress": progress}


def _place(sitting: IntakeSitting, place: str) -> str:
    if sitting.opened is None and place in ("file", "form"):
        return "top"
    return "file" if place == "form" and sitting.opened.form is None else place


def _saved(sitting: IntakeSitting) -> str:
    if sitting.saved_at is None:
        return ""
    return f"最近一次更正已保存于 {sitting.saved_at.astimezone(clock.CHINA):%H:%M:%S}"


def _draw_intake(sitting: IntakeSitting) -> dict:
    waiting = [one.name for one in sitting.waiting]
    receipts = sorted(sitting.receipts, key=lambda one: one.status != "refused")
    return {
        "tables": [{"code": one.name, "label": one.label} for one in tables().values()],
        "waiting": waiting[:MOST_WAITING],
        "n_waiting": len(waiting),
        "receipts": [_draw_receipt(one) for one in receipts],
    }


def _draw_receipt(receipt: Receipt) -> dict:
    return {
        "name": receipt.path.name,
        "result": STATUS_WORDS[receipt.status],
        "tone": BAD if receipt.status == "refused" else words()["tones"][receipt.status],
        "message": _message(receipt),
    }


def _message(receipt: Receipt) -> str:
    if receipt.status != "refused":
        return receipt.message
    return "；".join(f"{one.expected}。{tell_what_to_do(one)}。" for one in receipt.issues)


def _draw_list(sitting: IntakeSitting) -> dict:
    choice = sitting.choice
    shown = [line for line in sitting.files if _is_chosen(line, choice)]
    page, choice.page = cut_page(shown, choice.page, FILES_A_PAGE)
    months = sorted({line.period for line in sitting.files if line.period}, reverse=True)
    named = {line.table for line in sitting.files}
    return {
        "months": [{"code": one, "label": Month.parse(one).label} for one in months],
        "tables": [
            {"code": name, "label": one.label} for name, one in tables().items() if name in named
        ],
        "month": choice.month,
        "table": choice.table,
        "is_odd_only": choice.is_odd_only,
        "rows": [_draw_line(line, sitting) for line in page],
        "page": tell_page(choice.page, len(shown), FILES_A_PAGE, "份"),
    }


def _is_chosen(line: FileLine, choice: Choice) -> bool:
    is_odd = line.n_issues > 0 or line.n_pending > 0
    return (
        (not choice.month or line.period == choice.month)
        and (not choice.table or line.table == choice.table)
        and (not choice.is_odd_only or (is_odd and line.standing != SUPERSEDED))
    )


def _draw_line(line: FileLine, sitting: IntakeSitting) -> dict:
    opened = sitting.opened
    is_read = line.standing != REFUSED
    return {
        "id": line.file_id,
        "name": line.name,
        "table": tables()[line.table].label if line.table else "—",
        "month": Month.parse(line.period).label if line.period else "—",
        "covers": tell_covers(line, sitting.schools),
        "result": words()["standings"][line.standing],
        "tone": words()["tones"][line.standing],
        "counts": [line.n_accepted, line.n_refused, line.n_doubtful] if is_read else [],
        "total": tell_total(line),
        "pending": f"更正 {line.n_pending} 处待重新接收" if line.n_pending else "",
        "when": f"{line.at.astimezone(clock.CHINA):%Y-%m-%d %H:%M}",
        "who": sitting.who(line.actor),
        "is_open": opened is not None and opened.line.file_id == line.file_id,
    }
