"""What cases say about children: statements that the headcount weighs by their day."""

from datetime import datetime

import pandas as pd

from anyuan.casebook import Casebook
from anyuan.cases import CaseLedger, Step
from anyuan.cases.state import MOVED
from anyuan.codebook import case_kind
from anyuan.dropout.statements import COLUMNS, SILENT, no_statements

KIND = "return_to_school"
# What a move says of where the child is; None: what the field says that it asks for.
_SAYS = {
    "clear": "attending",
    "confirm": None,
    "return": "attending",
    "drop_again": "dropped_out",
    "exclude": "excluded",
    "renew": "excluded",
    "lapse": SILENT,
    "confirm_receipt": "handed_over",
    "take_back": SILENT,
    "reopen": SILENT,
}
_OUT, _UNTIL, _EXCLUSION = "out_kind", "review_on", "exclusion_kind"


def case_statements(
    casebook: Casebook, person_of: pd.Series, known_at: datetime | None
) -> pd.DataFrame:
    """Return what the cases say as known at a moment (see `dropout.statements`).

    `person_of`: person by record_key; a case of a row that is nobody's any more says nothing. What
    was undone was never said.
    """
    said = []
    for case in CaseLedger(casebook, case_kind(KIND)).as_known(None, known_at).values():
        person = person_of.get(case.subject)
        if person is not None:
            steps = [step for step in case.steps if _speaks(step)]
            said += [_statement(person, step, steps) for step in steps]
    if not said:
        return no_statements()
    frame = pd.DataFrame(said, columns=COLUMNS)
    for column in ("said_on", "until"):
        frame[column] = pd.to_datetime(frame[column]).astype("datetime64[us]")
    return frame


def _speaks(step: Step) -> bool:
    return step.kind == MOVED and step.body["move"] in _SAYS


def _statement(person: str, step: Step, steps: list[Step]) -> tuple:
    says = _SAYS[step.body["move"]]
    fields = step.body["fields"]
    if says is None:
        says = fields[_OUT]
    kind = None
    if _UNTIL in fields:  # a renewal names no kind: it is that of the exclusion before it
        kinds = [s.body["fields"].get(_EXCLUSION) for s in steps if s.n <= step.n]
        kind = [one for one in kinds if one][-1]
    return person, f"{step.day:%Y-%m}", step.day, says, fields.get(_UNTIL), kind
