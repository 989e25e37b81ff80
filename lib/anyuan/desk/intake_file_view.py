"""The file on the table as plain data: what it says, its issues by cell, the form, corrections."""

from anyuan import clock
from anyuan.casebook import Correction
from anyuan.codebook import Column, table
from anyuan.desk.intake_files import CURRENT, REFUSED
from anyuan.desk.intake_form import Form
from anyuan.desk.intake_issues import Entered, is_correctable, kinds_of
from anyuan.desk.intake_sitting import IntakeSitting, OpenFile
from anyuan.desk.intake_wording import tell_facts, tell_what_to_do, words
from anyuan.desk.paging import cut_page, tell_page
from anyuan.errors import Issue
from anyuan.intake.grid import Cell
from anyuan.run.intake.correcting import show_masked

ISSUES_A_PAGE = 15


def draw_file(sitting: IntakeSitting) -> dict | None:
    """Return the file on the table, None without one."""
    opened, choice = sitting.opened, sitting.choice
    if opened is None:
        return None
    kinds = kinds_of(opened.issues)
    if choice.kind not in {kind.code for kind in kinds}:
        choice.kind = ""
    shown = [
        (n, issue)
        for n, issue in enumerate(opened.issues)
        if not choice.kind or issue.code == choice.kind
    ]
    page, choice.issue_page = cut_page(shown, choice.issue_page, ISSUES_A_PAGE)
    mended = {
        (e.correction.sheet, e.correction.row)
        for e in opened.entered
        if e.is_standing and not e.is_withdrawal
    }
    return {
        "id": opened.line.file_id,
        "name": opened.line.name,
        "facts": tell_facts(opened.line, sitting.schools),
        "note": _note(opened),
        "kinds": [{"code": kind.code, "label": f"{kind.wrong}（{kind.n}）"} for kind in kinds],
        "kind": choice.kind,
        "rows": [_draw_issue(n, issue, opened, mended) for n, issue in page],
        "page": tell_page(choice.issue_page, len(shown), ISSUES_A_PAGE, "处"),
        "form": _draw_form(opened.form) if opened.form else None,
        "entered": [_draw_entered(one, opened, sitting) for one in reversed(opened.entered)],
        "again": _again_label(opened),
        "has_problems": bool(opened.issues),
    }


def _note(opened: OpenFile) -> str:
    if opened.line.standing == CURRENT:
        return ""
    if opened.line.standing == REFUSED:
        return "请报送单位改正后重报；只是没写月份、表种或有密码的，在上面填好，再按“再收一次”。"
    return "这份文件已由后来的文件替代，不能再更正；请打开现在采用的那一份。"


def _again_label(opened: OpenFile) -> str:
    if opened.line.standing == REFUSED:
        return "再收一次"
    if opened.line.standing != CURRENT:
        return ""
    n = opened.line.n_pending
    return f"按更正重新接收（{n} 处）" if n else ""


def _draw_issue(n: int, issue: Issue, opened: OpenFile, mended: set) -> dict:
    is_open = opened.form is not None and opened.form.issue == issue
    can = opened.line.standing == CURRENT and is_correctable(issue, opened.issues)
    return {
        "n": n,
        "sheet": issue.sheet,
        "cell": issue.cell or (f"第 {issue.row} 行" if issue.row else ""),
        "column": issue.column,
        "value": issue.value,
        "severity": _severity(issue, opened),
        "tone": issue.severity,
        "wrong": issue.expected,
        "do": tell_what_to_do(issue),
        "can": can,
        "is_open": is_open,
        "is_mended": (issue.sheet, issue.row) in mended,
    }


def _severity(issue: Issue, opened: OpenFile) -> str:
    if opened.line.standing == REFUSED:
        return words()["standings"][REFUSED]
    return words()["severities"][issue.severity]


def _draw_form(form: Form) -> dict:
    cell = form.cell
    return {
        "key": f"{cell.sheet}!{cell.address}",
        "place": f"{cell.sheet + ' ' if cell.sheet else ''}{cell.address}",
        "columns": [{"code": c.column.name, "label": c.column.label} for c in form.row],
        "column": form.column,
        "was": cell.shown,
        "hint": words()["hints"][cell.column.type],
        "options": _options(cell.column),
        "is_blank_right": cell.column.allows_blank,
    }


def _options(column: Column) -> list[str]:
    return [] if column.codes is None else list(column.codes.labels.values())


def _draw_entered(one: Entered, opened: OpenFile, sitting: IntakeSitting) -> dict:
    said = one.correction
    column = _column_of(said, opened)
    local = one.at.astimezone(clock.CHINA)
    return {
        "seq": one.seq,
        "place": f"{said.sheet + ' ' if said.sheet else ''}第 {said.row} 行",
        "column": column.label if column else said.column,
        "was": _masked(said.was, column),
        "now": "恢复原值" if one.is_withdrawal else _masked(said.now, column),
        "reason": said.reason,
        "who": f"{sitting.who(one.actor)} {local.month}月{local.day}日 {local:%H:%M}",
        "state": _state(one),
        "can": opened.line.standing == CURRENT and one.is_standing and not one.is_withdrawal,
    }


def _state(one: Entered) -> str:
    if not one.is_standing:
        return "已由后一条替代"
    if not one.is_read:
        return "待重新接收"
    return "已撤回" if one.is_withdrawal else "已采用"


def _column_of(said: Correction, opened: OpenFile) -> Column | None:
    """Return the column that a correction names by word, or by the letters of an issue's cell."""
    columns = table(opened.line.table).columns.values() if opened.line.table else ()
    words_for = {said.column}
    words_for |= {i.column for i in opened.issues if i.cell == f"{said.column}{said.row}"}
    return next((c for c in columns if words_for & {c.name, c.label}), None)


def _masked(text: str | None, column: Column | None) -> str:
    if column is not None:
        return show_masked(Cell("t", text or ""), column)
    return f"（{len(text)} 个字，不显示）" if text else "（空）"
