"""Opening a case by hand: a matter that has a case already gets no second one."""

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from anyuan.cases import Case, CaseLedger, NewCase, Writer
from anyuan.errors import ShownError

_CHANGED = "case_changed"


def open_once(
    ledger: CaseLedger, fields: Mapping[str, Any], matter: Sequence[str], writer: Writer
) -> Case:
    """Open a case where the kind's cases begin and return it.

    `matter` are the fields whose values, where all are given, tell which matter it is: joined by
    colons they are the subject. Raises ShownError `case_there`, which names the case that the
    matter has already, whoever opened it a moment ago; else as `CaseLedger.open_cases`.
    """
    status = ledger.kind.opens_at[0]
    new = NewCase(subject_of(fields, matter), status, writer.today, fields)
    while True:
        require_none(ledger, fields, matter)
        try:
            return ledger.open_cases([new], writer)[0]
        except ShownError as error:
            if error.code != _CHANGED:
                raise  # else somebody took the number meanwhile: look again


def subject_of(fields: Mapping[str, Any], matter: Sequence[str]) -> str:
    """Return what tells the matter of a case from all others."""
    return matter_of(fields, matter) or f"by-hand-{secrets.token_hex(8)}"


def matter_of(fields: Mapping[str, Any], matter: Sequence[str]) -> str:
    """Return the values of some fields, joined by colons; "" where one of them is not given."""
    said = [str(fields.get(name, "")) for name in matter]
    return ":".join(said) if all(said) else ""


def require_none(ledger: CaseLedger, fields: Mapping[str, Any], matter: Sequence[str]) -> None:
    """Raise ShownError `case_there` where a case says the same of its matter, in every field."""
    wanted = matter_of(fields, matter)
    for case in ledger.cases() if wanted else ():
        if matter_of(case.fields, matter) == wanted:
            said = "、".join(ledger.kind.fields[name].label for name in matter)
            raise ShownError(
                f"没有登记：{said}相同的个案已有 {case.case_id}"
                f"（{ledger.kind.statuses[case.status].label}）。",
                code="case_there",
                next_step="请在清单里查找这个编号，打开接着办；确是另一件事的，请改正后再登记。",
            )
