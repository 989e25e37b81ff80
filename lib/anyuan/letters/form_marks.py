"""The marks of a form's template: {{name}}, {{row.column}}, {{total.column}}, {{check.text}}."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from anyuan.codebook.forms import Form
from anyuan.letters.form_values import HEADINGS, FilledForm, FormValue

MARK = re.compile(r"\{\{\s*([A-Za-z_][\w.]*)\s*\}\}", re.ASCII)
ROW, TOTAL, CHECK, NO = "row", "total", "check", "no"
_WRONG = re.compile(r"｛｛|｝｝|\{\{(?!\s*[A-Za-z_][\w.]*\s*\}\})")
_OF_CHECK = ("check.no", "check.text")


@dataclass
class FoundMarks:
    """The marks of a template: names with the places where they stand; what is badly written.

    `named`: names that stand there as named cells too; a workbook may have such of its own.
    """

    places: dict[str, list[str]] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    formulas: list[str] = field(default_factory=list)
    named: set[str] = field(default_factory=set)

    def look(self, text: str, place: str) -> None:
        """Take up the marks of one text."""
        for name in MARK.findall(text):
            self.add(name, place)
        if _WRONG.search(text):
            self.wrong.append(place)

    def add(self, name: str, place: str) -> None:
        """Take up one mark."""
        self.places.setdefault(name, []).append(place)


def known_marks(form: Form) -> set[str]:
    """Return every mark that a template of the form may have."""
    columns = {f"{part}.{name}" for part in (ROW, TOTAL) for name in form.columns}
    numbered = {f"{ROW}.{NO}"} if form.columns else set()
    return {*HEADINGS, *form.cells, *columns, *numbered, *_OF_CHECK}


def owed_marks(form: Form) -> list[str]:
    """Return the marks by which every mapped item stands on the template, in order."""
    return [*form.cells, *(f"{ROW}.{name}" for name in form.columns)]


def fill_text(text: str, values: Mapping[str, FormValue]) -> str | FormValue:
    """Return a cell's text with its marks filled; the value itself where one mark is all of it."""
    whole = MARK.fullmatch(text.strip())
    if whole and whole[1] in values:
        return values[whole[1]]
    return MARK.sub(lambda m: values[m[1]].text if m[1] in values else m[0], text)


def single_values(filled: FilledForm) -> dict[str, FormValue]:
    """Return the values of all marks that stand once."""
    values = {name: FormValue(text) for name, text in filled.headings.items()}
    values |= {f"{TOTAL}.{n}": filled.total(c) for n, c in filled.form.columns.items()}
    return values | dict(filled.cells)


def row_values(filled: FilledForm) -> list[dict[str, FormValue]]:
    """Return the values of the marks of each row of the list."""
    return [
        {f"{ROW}.{NO}": FormValue(n), **{f"{ROW}.{name}": value for name, value in row.items()}}
        for n, row in enumerate(filled.rows, start=1)
    ]


def check_values(filled: FilledForm) -> list[dict[str, FormValue]]:
    """Return the values of the marks of each check and note below the form."""
    texts = [*(check.text for check in filled.checks), *filled.notes]
    return [
        {"check.no": FormValue(n), "check.text": FormValue(text)}
        for n, text in enumerate(texts, start=1)
    ]


def repeated_part(names: Iterable[str]) -> str:
    """Return which list a row of a template stands for: row, check, or "" for none."""
    parts = {name.partition(".")[0] for name in names if "." in name}
    return next((part for part in (ROW, CHECK) if part in parts), "")
