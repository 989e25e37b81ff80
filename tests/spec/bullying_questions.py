"""Questions about a row of a school's register: what does it come to, and was it done in time?"""

from datetime import date
from typing import Any

import pandas as pd
from bullying.register_rows import WHOLE, register_frame

from anyuan.bullying.one_table import case_clocks, one_table
from anyuan.bullying.register import register_cases
from anyuan.codebook import RuleBook, case_kind, read_county


def ask_row(given: dict[str, Any]) -> dict[str, Any]:
    """Where does a row of the register stand, what is wrong with it, how does one clock stand?"""
    row = (WHOLE if "whole" in given else {}) | given["row"]
    book = RuleBook(given.get("settings"))
    cases, problems = register_cases(register_frame(row), case_kind("bullying"), book)
    told = one_table(cases.values()).iloc[0]
    answer = {"status": told["status"], "problems": [one.code for one in problems]}
    if "clock" not in given:
        return answer
    on = date.fromisoformat(given["on"])
    clocks = case_clocks(cases.values(), on, book, read_county().calendar)
    clock = clocks.set_index("clock").loc[given["clock"]]
    return answer | {
        "state": clock["state"],
        "due": "" if pd.isna(clock["due_at"]) else f"{clock['due_at']:%Y-%m-%d %H:%M}",
        "minutes": "" if pd.isna(clock["minutes"]) else str(int(clock["minutes"])),
        "is_early": str(clock["is_early"]).lower(),
        "clause": clock["clause"],
    }
