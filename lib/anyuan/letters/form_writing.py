"""Write a filled form; choose and check the template that it is drawn from."""

import io
from datetime import datetime
from pathlib import Path

from openpyxl import Workbook
from openpyxl.utils.exceptions import InvalidFileException

from anyuan.codebook.forms import Form
from anyuan.errors import ShownError
from anyuan.letters.form_book import fill_book, find_book_marks, save_book
from anyuan.letters.form_draft import draft_form
from anyuan.letters.form_guard import read_template, refuse_template
from anyuan.letters.form_marks import FoundMarks, known_marks, owed_marks
from anyuan.letters.form_paper import fill_paper, find_paper_marks
from anyuan.letters.form_sources import add_corrections, add_sources
from anyuan.letters.form_values import FilledForm
from anyuan.paths import write_bytes, write_text

_XLSX, _DOCX = ".xlsx", ".docx"
_BROKEN = (InvalidFileException, KeyError, ValueError, TypeError, AttributeError)


def write_form(filled: FilledForm, folder: Path, stem: str, made_at: datetime) -> list[Path]:
    """Write a form into a folder and return the files: the form first.

    A workbook carries its sheets of sources and corrections; beside a Word form they are a workbook
    of their own, `<stem>-sources.xlsx`. The same input gives the same bytes. Raises ShownError
    `form_template`.
    """
    template, suffix = template_of(filled.form)
    path = folder / f"{stem}{suffix}"
    if suffix == _XLSX:
        book = fill_book(template, filled)
        add_sources(book, filled)
        add_corrections(book, filled)
        write_bytes(path, save_book(book, filled.form.title, made_at))
        return [path]
    write_bytes(path, fill_paper(template, filled, made_at))
    beside = Workbook()
    beside.remove(beside.active)
    add_sources(beside, filled)
    add_corrections(beside, filled)
    second = folder / f"{stem}-sources{_XLSX}"
    write_bytes(second, save_book(beside, filled.form.title, made_at))
    return [path, second]


def template_of(form: Form) -> tuple[bytes, str]:
    """Return a form's template and its suffix: the office's, or ours drawn from the mapping.

    Ours is drawn too where the office has a mapping of its own but no file of the template's name.
    """
    path = _office_file(form)
    if path is not None:
        return read_template(path), path.suffix
    out = io.BytesIO()
    draft_form(form).save(out)
    return out.getvalue(), _XLSX


def check_form_template(form: Form) -> list[str]:
    """Return a sentence for each thing that is wrong with a form's template, or not on it.

    Unknown marks, mapped items that are not placed, badly written marks, and formulas (rows that
    are put in may move under them). Raises ShownError `form_template` for one that cannot be used.
    """
    data, suffix = template_of(form)
    path = _office_file(form)
    where = f"{form.attachment}（{path.name if path else '自带样表'}）"
    try:
        found = find_book_marks(data) if suffix == _XLSX else find_paper_marks(data)
    except _BROKEN as error:
        raise refuse_template(path or Path(form.template), "文件已损坏，读不出来") from error
    return [f"{where}{text}" for text in _sentences(form, found, has_formulas=suffix == _XLSX)]


def export_template(form: Form, mapping: Path, folder: Path) -> list[Path]:
    """Write a form's template and mapping into a folder, for an office to begin with."""
    template, suffix = template_of(form)
    paths = [folder / f"{form.name}{suffix}", folder / f"{form.name}.yaml"]
    taken = [path.name for path in paths if path.exists()]
    if taken:
        raise ShownError(
            f"{folder.name} 里已有 {'、'.join(taken)}，没有覆盖。",
            code="form_exists",
            next_step="请换一个文件夹，或先移开。",
        )
    write_bytes(paths[0], template)
    write_text(paths[1], mapping.read_text(encoding="utf-8"))
    return paths


def _office_file(form: Form) -> Path | None:
    if form.folder is None:
        return None
    path = form.folder / form.template
    return path if path.is_file() else None


def _sentences(form: Form, found: FoundMarks, *, has_formulas: bool) -> list[str]:
    known = known_marks(form)
    sentences = [
        f"的 {{{{{name}}}}} 不认识：{'、'.join(places)}"
        for name, places in found.places.items()
        if name not in known and name not in found.named
    ]
    sentences += [
        f"没有放“{cell.label}”（{{{{{mark}}}}}）"
        for mark, cell in zip(owed_marks(form), form.all_cells, strict=True)
        if mark not in found.places
    ]
    sentences += [f"的标记写得不对，应为 {{{{名称}}}}：{place}" for place in found.wrong]
    if has_formulas and found.formulas:
        many = "、".join(found.formulas[:5])
        sentences.append(f"里有公式：{many}。插入行后可能不准，合计请改用 {{{{total.名称}}}}")
    return sentences
