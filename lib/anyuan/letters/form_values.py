"""What is written into a form: values that know where they come from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from anyuan.codebook import code_list
from anyuan.codebook.forms import Form, FormCell
from anyuan.letters.values import as_printed
from anyuan.period import Month

NOT_RECEIVED, NOT_FILLED, NOT_KNOWN = "not_received", "not_filled", "not_known"
Value = int | str | bool | date | None


@dataclass(frozen=True)
class FormSource:
    """A received file (or the casebook) behind a value: label, month, first digits of its hash."""

    label: str
    period: str
    digest: str

    @property
    def text(self) -> str:
        """The source as the sheet of sources prints it."""
        return " ".join(part for part in (self.label, self.period, self.digest) if part)


@dataclass(frozen=True)
class FormValue:
    """One value; `blank` says why there is none (a code of form_blank, "" where none is owed)."""

    value: Value = None
    blank: str = ""
    sources: tuple[FormSource, ...] = ()

    @property
    def shown(self) -> int | str | date:
        """The value as a form prints it: numbers and days as such, yes and no as words."""
        if self.value is None:
            return code_list("form_blank").label(self.blank) if self.blank else ""
        if isinstance(self.value, bool):
            return "是" if self.value else "否"
        return as_printed(self.value) if isinstance(self.value, str) else self.value

    @property
    def text(self) -> str:
        """The value as text, a day in ISO form."""
        return self.shown.isoformat() if isinstance(self.shown, date) else str(self.shown)


@dataclass(frozen=True)
class FormCheck:
    """A rule that some schools do not meet: what it asks, which ones, by which clause."""

    label: str
    schools: tuple[str, ...]
    reference: str

    @property
    def text(self) -> str:
        """The check as a form prints it below itself."""
        named = f"（{'、'.join(self.schools)}）" if self.schools else ""
        return f"{self.label}：{len(self.schools)} 所{named}"


@dataclass(frozen=True)
class FormCorrection:
    """A value that differs now from what was sent: where, before and after, why, noted by whom."""

    place: str
    old: str
    new: str
    why: str


@dataclass(frozen=True)
class FilledForm:
    """A form of a period with all that is written into it.

    `rows`: the list, by column; `filled_at` the moment on the workspace's clock; `mark`: what is
    printed on a rehearsal; `definitions`: the rules that the checks used, as printed; `sent_on`:
    the day on which the period was marked as sent, None before.
    """

    form: Form
    period: Month
    unit: str
    filled_at: datetime
    cells: Mapping[str, FormValue]
    rows: Sequence[Mapping[str, FormValue]] = ()
    checks: Sequence[FormCheck] = ()
    notes: Sequence[str] = ()
    definitions: Sequence[str] = ()
    corrections: Sequence[FormCorrection] = ()
    mark: str = ""
    sent_on: date | None = None

    def total(self, column: FormCell) -> FormValue:
        """Return the sum of a column over the rows that have a number.

        Not received where no row has one; an unfilled row counts nothing, and the notes say so.
        """
        given = [row[column.name].value for row in self.rows]
        numbers = [value for value in given if isinstance(value, int)]
        if column.aggregation != "sum":
            return FormValue()
        if not numbers:
            return FormValue(None, NOT_RECEIVED)
        return FormValue(sum(numbers))

    @property
    def headings(self) -> dict[str, str]:
        """What a template may ask for besides its cells, by name."""
        return {
            "title": self.form.title,
            "attachment": self.form.attachment,
            "unit": self.unit,
            "period": self.period.label,
            "filled_on": f"{self.filled_at.year}年{self.filled_at.month}月{self.filled_at.day}日",
            "note": self.form.note,
            "mark": self.mark,
            "n_rows": str(len(self.rows)),
            "sent": f"{self.sent_on.isoformat()}已报送，报送数不再改动，更正见“更正”页"
            if self.sent_on
            else "",
        }


HEADINGS = ("title", "attachment", "unit", "period", "filled_on", "note", "mark", "n_rows", "sent")
