"""A form that was sent: what was in it stays; what is otherwise since is a correction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from anyuan import clock
from anyuan.casebook import Casebook
from anyuan.codebook.forms import Form
from anyuan.letters.form_values import NOT_KNOWN, FormCorrection, FormValue
from anyuan.period import Month

LOCKED = "form_locked"
_DAY, _BLANK, _PLAIN = "day", "blank", "value"
Row = Mapping[str, FormValue]


@dataclass(frozen=True)
class FormContent:
    """The values of a form: its cells by name, its rows by the school's code."""

    cells: Mapping[str, FormValue]
    rows: Mapping[str, Row]


@dataclass(frozen=True)
class SentForm:
    """A period of a form as it was marked as sent: by whom, when, which file, known until when."""

    actor: str
    sent_at: datetime
    sha256: str
    known_at: datetime
    body: Mapping[str, Any]

    @property
    def sent_on(self) -> date:
        """The day on which it was marked as sent."""
        return clock.civil_date(self.sent_at)


def find_sent(casebook: Casebook, form: Form, period: Month) -> SentForm | None:
    """Return the marking of a period as sent, None where it was not."""
    events = casebook.events(kind=LOCKED)
    for row in events.to_dict("records"):
        body = row["body"]
        if (body["form"], body["period"]) == (form.number, str(period)):
            known_at = clock.from_text(body["known_at"])
            return SentForm(row["actor"], row["recorded_at"], body["sha256"], known_at, body)
    return None


def to_body(form: Form, content: FormContent) -> dict[str, Any]:
    """Return a form's values for an event: numbers, days, codes; no name and no telephone."""
    kept = [name for name, c in form.columns.items() if not form.item_of(c).is_personal]
    return {
        "cells": {name: _pack(value) for name, value in content.cells.items()},
        "rows": {
            key: {name: _pack(row[name]) for name in kept} for key, row in content.rows.items()
        },
    }


def restore(sent: SentForm, known_then: FormContent) -> FormContent:
    """Return what was sent: the recorded values; what is not recorded as it was known then.

    Names and telephones are not recorded, nor are columns that the mapping has got since.
    """
    cells = {
        name: _unpack(sent.body["cells"].get(name), value)
        for name, value in known_then.cells.items()
    }
    rows = {}
    for key, told in sent.body["rows"].items():
        then = known_then.rows.get(key)
        if then is None:
            then = dict.fromkeys(_columns(known_then), FormValue(None, NOT_KNOWN))
        rows[key] = {name: _unpack(told.get(name), value) for name, value in then.items()}
    return FormContent(cells, rows)


def find_corrections(
    form: Form, sent: FormContent, now: FormContent, why: str = ""
) -> list[FormCorrection]:
    """Return every value that is otherwise now than it was sent, with the reason.

    The reason names the files that came since; `why` is what a person adds. A school's row that
    came or went is one correction.
    """
    found = [
        _correction(cell.label, sent.cells[name], now.cells[name], why)
        for name, cell in form.cells.items()
        if _differs(sent.cells[name], now.cells[name])
    ]
    for key in dict.fromkeys([*sent.rows, *now.rows]):
        old, new = sent.rows.get(key), now.rows.get(key)
        if old is None or new is None:
            said = ("（无此行）", "（增加一行）") if old is None else ("（有此行）", "（已无此行）")
            reason = "；".join(filter(None, ["名单有变动", why]))
            found.append(FormCorrection(_place(form, key, new or old, ""), *said, reason))
            continue
        for name, cell in form.columns.items():
            if _differs(old[name], new[name]):
                label = f"{cell.group}{cell.label}"
                place = _place(form, key, new, label)
                found.append(_correction(place, old[name], new[name], why))
    return found


def _columns(content: FormContent) -> Sequence[str]:
    return next((list(row) for row in content.rows.values()), [])


def _place(form: Form, key: str, row: Row, label: str) -> str:
    named = [n for n, c in form.columns.items() if c.item == "school_name"]
    who = row[named[0]].text if named else key
    return f"{who}·{label}" if label else who


def _differs(old: FormValue, new: FormValue) -> bool:
    return (old.value, old.blank) != (new.value, new.blank)


def _correction(place: str, old: FormValue, new: FormValue, why: str) -> FormCorrection:
    known = set(old.sources)
    came = list(dict.fromkeys(source.text for source in new.sources if source not in known))
    gone = not new.sources and bool(old.sources)
    if came:
        shown = "；".join(came[:3]) + (f" 等 {len(came)} 份" if len(came) > 3 else "")
        reason = f"此后收到或登记：{shown}"
    else:
        reason = "来源已不在" if gone else "口径或对照文件有变动"
    return FormCorrection(place, old.text, new.text, "；".join(filter(None, [reason, why])))


def _pack(value: FormValue) -> list:
    if value.value is None:
        return [_BLANK, value.blank]
    if isinstance(value.value, date):
        return [_DAY, value.value.isoformat()]
    return [_PLAIN, value.value]


def _unpack(told: list | None, then: FormValue) -> FormValue:
    """Return a recorded value, with the sources that it had as known then."""
    if told is None:
        return then
    kind, said = told
    if kind == _BLANK:
        return replace(then, value=None, blank=said)
    value = date.fromisoformat(said) if kind == _DAY else said
    return replace(then, value=value, blank="")
