"""The plan's forms of a workspace: filled for a period, checked, marked as sent, listed by due day.

`fill_form(opened, "1", Month.parse("2024-09"))` writes the form with its sources into
outputs/<month>/casework/forms/<number>/.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from anyuan import clock
from anyuan.casebook import Person
from anyuan.codebook import Definition, code_list, table
from anyuan.codebook.forms import TYPED, Form, forms
from anyuan.errors import ShownError
from anyuan.letters.form_book import changed_cells
from anyuan.letters.form_values import FilledForm
from anyuan.letters.form_writing import check_form_template, template_of, write_form
from anyuan.paths import private_dir, write_text
from anyuan.period import Month
from anyuan.run.forms.form_calendar import FormDue, periods_due, require_period
from anyuan.run.forms.form_checks import check_form
from anyuan.run.forms.form_facts import FormFacts
from anyuan.run.forms.form_items import fill_figures
from anyuan.run.forms.form_lists import fill_list
from anyuan.run.forms.form_sent import (
    LOCKED,
    FormContent,
    SentForm,
    find_corrections,
    find_sent,
    restore,
    to_body,
)
from anyuan.run.opened import OpenedWorkspace

OPEN, FILLED, SENT, LATE = "open", "filled", "sent", "late"
_MARK = "合成示例数据"
_SETTING = "setting"


@dataclass(frozen=True)
class WrittenForm:
    """A filled form and its files, the form itself first."""

    filled: FilledForm
    paths: tuple[Path, ...]


@dataclass(frozen=True)
class FormState:
    """A form due for a period, and where it stands: a code of form_state, in its words."""

    due: FormDue
    state: str
    detail: str


def office_folder(root: Path) -> Path:
    """Return the folder in which an office puts its own templates and mappings."""
    return root / "params" / "templates" / "forms"


def form_of(opened: OpenedWorkspace, number: str) -> Form:
    """Return a form by its number; ShownError `unknown_form` with those that there are."""
    known = forms(office_folder(opened.root))
    if number not in known:
        raise ShownError(
            f"没有编号为“{number}”的表格。",
            code="unknown_form",
            next_step=f"可用的有：{'、'.join(f'{n}（{f.title}）' for n, f in known.items())}。",
        )
    return known[number]


def fill_form(
    opened: OpenedWorkspace, number: str, month: Month, *, why: str = "",
    known_at: datetime | None = None,
) -> WrittenForm:  # fmt: skip
    """Fill a form of a period from the workspace and write it.

    known_at: as known then, now if not given. A period that was marked as sent keeps the numbers
    that were sent; what is otherwise now stands on the sheet of corrections of a file of its own
    (`…-corrections`), with `why` beside the files that came since. Raises ShownError
    `unknown_form`, `form_period`, `form_mapping`, `form_template`, `files_missing`.
    """
    form = form_of(opened, number)
    require_period(form, opened.county, opened.county.rule_book(), month)
    known_at = known_at or opened.casebook.last_recorded_at()
    facts = _facts(opened, month, known_at)
    content = _content(form, facts)
    sent = find_sent(opened.casebook, form, month)
    filled = _filled(form, facts, content, sent, why)
    folder = form_folder(opened.root, form, month)
    for part in (folder.parents[1], folder.parent, folder):
        private_dir(part)
    stem = form_stem(form, month) + ("-corrections" if sent else "")
    paths = tuple(write_form(filled, folder, stem, filled.filled_at))
    record = {
        "known_at": clock.to_text(known_at),
        "filled_at": clock.to_text(filled.filled_at),
        "files": {path.name: _sha256(path) for path in paths},
    }
    write_text(folder / f"{stem}.json", json.dumps(record, ensure_ascii=False, indent=1) + "\n")
    return WrittenForm(filled, paths)


def lock_form(opened: OpenedWorkspace, number: str, month: Month, person: Person) -> SentForm:
    """Mark the filled form of a period as sent: from now on it is corrected, never changed.

    What is recorded are the values as they were known when the form was filled, and the file's
    hash. Blank cells may have been typed into since; a filled cell may not. Raises ShownError
    `form_sent` for one sent before, `form_not_filled`, `form_edited`, `not_own_form` where the
    person is not of the agency that reports.
    """
    form = form_of(opened, number)
    place = f"{form.attachment} {month}"
    if person.agency != form.agency:
        raise ShownError(
            f"{form.attachment}由{_agency(form)}报送，{person.code} 不是该单位的人。",
            code="not_own_form",
            next_step="请由报送单位的经办人来做。",
        )
    before = find_sent(opened.casebook, form, month)
    if before is not None:
        raise ShownError(
            f"{place} 已于 {before.sent_on.isoformat()} 由 {before.actor} 登记报送，不能再登记。",
            code="form_sent",
            next_step="有变动的请再运行 anyuan form fill，变动写在“更正”页。",
        )
    record = _read_record(opened, form, month)
    if record is None:
        raise ShownError(
            f"{place} 还没有填好的表。",
            code="form_not_filled",
            next_step=f"请先运行 anyuan form fill {form.number} {month}，核对后再登记报送。",
        )
    path, known_at = record
    facts = _facts(opened, month, known_at)
    content = _content(form, facts)
    if path.suffix == ".xlsx":
        _require_unedited(form, path, _filled(form, facts, content, None, ""))
    at = max(opened.now(), opened.casebook.last_recorded_at())
    body = {
        "form": form.number,
        "period": str(month),
        "known_at": clock.to_text(known_at),
        "file": path.name,
        "sha256": _sha256(path),
        **to_body(form, content),
    }
    opened.casebook.append_event(
        LOCKED, body, actor=person.code, at=at, occurred_on=clock.civil_date(at)
    )
    return find_sent(opened.casebook, form, month)


def list_forms(opened: OpenedWorkspace) -> list[FormState]:
    """Return every period due since the first received file, up to one month ahead, by due day."""
    county, book = opened.county, opened.county.rule_book()
    today = clock.civil_date(opened.now())
    periods = opened.casebook.files()["period"]
    known = sorted(period for period in periods if period)
    first = Month.parse(known[0]) if known else Month.of(today)
    due = [
        one
        for form in forms(office_folder(opened.root)).values()
        for one in periods_due(form, county, book, first, Month.of(today))
    ]
    due.sort(key=lambda one: (one.due_on, one.form.number))
    return [_state(opened, one, today) for one in due]


def check_forms(opened: OpenedWorkspace) -> list[str]:
    """Return a sentence for each thing that is wrong with the mappings and templates in use."""
    found = []
    for form in forms(office_folder(opened.root)).values():
        try:
            found += check_form_template(form)
        except ShownError as error:
            found.append(str(error))
    return found


def form_folder(root: Path, form: Form, month: Month) -> Path:
    """Return where a form's files of a month lie."""
    return root / "outputs" / str(month) / "casework" / "forms" / form.number


def form_stem(form: Form, month: Month) -> str:
    """Return the name of a form's file: form, month and unit, in our codes."""
    return f"form-{form.number}-{month}-{form.agency}"


def _facts(opened: OpenedWorkspace, month: Month, known_at: datetime | None) -> FormFacts:
    return FormFacts(opened, month, known_at, opened.county.rule_book())


def _content(form: Form, facts: FormFacts) -> FormContent:
    return FormContent(fill_figures(form, facts), fill_list(form, facts))


def _filled(
    form: Form, facts: FormFacts, content: FormContent, sent: SentForm | None, why: str
) -> FilledForm:
    """Return what is printed; of a period that was sent, the values of then beside what changed."""
    opened, corrections, shown = facts.opened, [], content
    if sent is not None:
        facts = _facts(opened, facts.month, sent.known_at)  # what is printed beside is of then too
        shown = restore(sent, _content(form, facts))
        corrections = find_corrections(form, shown, content, why)
    checks = check_form(form, facts)
    return FilledForm(
        form=form,
        period=facts.month,
        unit=f"{opened.county.name}{_agency(form)}",
        filled_at=opened.now(),
        cells=shown.cells,
        rows=list(shown.rows.values()),
        checks=checks,
        notes=_notes(form, shown, facts),
        definitions=[_defined(one) for one in facts.book.used()],
        corrections=corrections,
        mark=_MARK if opened.is_rehearsal else "",
        sent_on=sent.sent_on if sent else None,
    )


def _defined(used: Definition) -> str:
    status = "；设置值，待确认" if used.status == _SETTING else ""
    return f"{used.description}：{used.shown}{used.unit}（{used.reference}{status}）"


def _notes(form: Form, content: FormContent, facts: FormFacts) -> list[str]:
    """Return what stands below the checks: what did not come, what a sum leaves out."""
    names = {name for cell in form.all_cells for name in form.item_of(cell).tables}
    known = [name for name in sorted(names) if name in facts.holdings.tables]
    missing = [table(n).label for n in known if not facts.newest(n).is_received]
    notes = [f"未收到：{'、'.join(missing)}，有关栏目印“未收到”，不作0。"] if missing else []
    if any(cell.source == TYPED for cell in form.all_cells) and facts.police_month.is_received:
        n = facts.police_month.frame["station"].nunique()
        notes.append(f"填报项目为 {n} 个单位填报数之和；没有单位填报的印“未填报”。")
    summed = [name for name, cell in form.columns.items() if cell.aggregation == "sum"]
    n_blank = sum(any(row[n].value is None for n in summed) for row in content.rows.values())
    if n_blank:
        notes.append(f"合计只加已有数的学校；有 {n_blank} 所学校至少一栏没有数。")
    n_refused = facts.n_refused(names)
    if n_refused:
        notes.append(f"来源表中有 {n_refused} 行因不合格退回，没有计入。")
    return notes


def _require_unedited(form: Form, path: Path, filled: FilledForm) -> None:
    changed = changed_cells(template_of(form)[0], filled, path.read_bytes())
    if changed:
        raise ShownError(
            f"{path.name} 填好以后改动过程序填的数：{'、'.join(changed[:5])}。",
            code="form_edited",
            next_step="数应改在来源表里重新收入；请重新运行 anyuan form fill 后再登记报送。",
        )


def _read_record(opened: OpenedWorkspace, form: Form, month: Month) -> tuple[Path, datetime] | None:
    folder = form_folder(opened.root, form, month)
    path = folder / f"{form_stem(form, month)}.json"
    if not path.is_file():
        return None
    record: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    first = folder / next(iter(record["files"]))
    return (first, clock.from_text(record["known_at"])) if first.is_file() else None


def _state(opened: OpenedWorkspace, due: FormDue, today) -> FormState:
    sent = find_sent(opened.casebook, due.form, due.period)
    if sent is not None:
        return FormState(due, SENT, f"{sent.sent_on.isoformat()} {sent.actor}")
    record = _read_record(opened, due.form, due.period)
    if due.due_on < today:
        return FormState(due, LATE, f"逾期 {(today - due.due_on).days} 天")
    if record is not None:
        return FormState(due, FILLED, f"{clock.civil_date(record[1]).isoformat()}的数")
    return FormState(due, OPEN, f"还有 {(due.due_on - today).days} 天")


def _agency(form: Form) -> str:
    return code_list("notice_party").label(form.agency)


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
