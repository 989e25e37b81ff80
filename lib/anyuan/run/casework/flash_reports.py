"""The flash report of an incident's case in a workspace: its school in one line, the rules."""

from collections.abc import Mapping
from typing import Any

from anyuan.cases import Case
from anyuan.codebook import case_kind, code_list
from anyuan.intake.known import newest_schools
from anyuan.letters import FlashSurroundings, flash_facts
from anyuan.run.opened import OpenedWorkspace

KIND = "incident"
_BOARDING = {True: "寄宿制", False: "非寄宿制"}


def report_facts(
    opened: OpenedWorkspace, case: Case, report_no: int | None = None
) -> dict[str, str]:
    """Return the values of the report that a case gives (see `letters.flash_facts`)."""
    book = opened.county.rule_book()
    around = FlashSurroundings(school_overviews(opened), book, opened.is_rehearsal)
    return flash_facts(case, case_kind(KIND), around, report_no)


def school_overviews(opened: OpenedWorkspace) -> dict[str, str]:
    """Return each school of the newest list in one line, by code: name, code, township, kind,
    ownership, whether it takes boarders, each where it is known; {} where no list has come."""
    rows = newest_schools(opened.workspace, opened.casebook)
    return {row["school_code"]: _in_one_line(opened, row) for row in rows}


def _in_one_line(opened: OpenedWorkspace, row: Mapping[str, Any]) -> str:
    town = opened.county.townships.get(row["township"])
    parts = [
        f"{row['school_name']}（{row['school_code']}）",
        town.name if town else "",
        code_list("school_kind").labels.get(row["kind"], ""),
        code_list("ownership").labels.get(row["ownership"], ""),
        _BOARDING.get(row["is_boarding"], ""),
    ]
    return "，".join(part for part in parts if part)
