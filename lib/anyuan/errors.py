"""What goes wrong and is told to a person: place, value, expectation, next step, in Chinese.

Everything else that goes wrong is an ordinary exception in English with a traceback.
"""

from dataclasses import dataclass


class ShownError(Exception):
    """A problem told to the user without a traceback.

    `code` is a stable word for tests and logs; `next_step` says what to do; the command ends
    with `exit_code`. No message holds a name or more than the last four characters of an ID.
    """

    exit_code = 2

    def __init__(self, message: str, *, code: str, next_step: str = "") -> None:
        self.code = code
        self.message = message
        self.next_step = next_step
        super().__init__(f"{message} {next_step}".strip())


@dataclass(frozen=True)
class Issue:
    """One refused or doubtful place in received data.

    `severity` is "refused" (the row is not used), "cell" (the cell is not used, the row is) or
    "doubtful" (used, but somebody should look). `row` is numbered as in the file (first line 1);
    `cell` is an address such as C17, or "" when the whole row or file is meant. `value` is already
    masked.
    """

    code: str
    severity: str
    sheet: str
    row: int
    cell: str
    column: str
    value: str
    expected: str
    next_step: str
