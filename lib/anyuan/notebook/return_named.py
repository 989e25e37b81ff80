"""How a named table of cases is made: for casework only, a meeting's page refuses it."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from anyuan.cases import Case, in_words
from anyuan.protected import ProtectedTable
from anyuan.run.months.return_month import ReturnMonth

# No decision of the county lists this kind's exemption.
_KIND = "case_list"


def named_table(
    run, name: str, rows: Mapping[str, Mapping[str, Any]], words: Mapping[str, str], **how
) -> ProtectedTable:
    """Return a table of cases: rows by key, words by column.

    how: title; names (what stands in the first column, by row key); types (dtypes by column).
    """
    frame = pd.DataFrame(list(rows.values()), index=list(rows), columns=list(words))
    return run.table(
        name,
        frame.astype(how.get("types", {})),
        _KIND,
        title=how["title"],
        row_label="个案、学生",
        row_names=how["names"],
        column_names=words,
        units={"late": "天"},
        derived_from="每行一个个案，行内的数字取自这个个案的登记，或由登记的日期算出。",
    )


def name_case(facts: ReturnMonth, case_id: str) -> str:
    """Return a case's number with its child's name, or that no row of it stands any longer."""
    name = facts.children["name"].get(case_id)
    return f"{case_id} {'（来源行已撤）' if pd.isna(name) else name}"


def words_of(facts: ReturnMonth, case: Case, name: str) -> str:
    """Return what a case says of a field, in words."""
    return in_words(facts.kind.fields[name], case.fields.get(name, ""))


def home_unit(facts: ReturnMonth, case: Case) -> str:
    """Return the school of a case, or the township of a child without one, as printed."""
    fields = case.fields
    return facts.unit_name(fields.get("school_code") or fields.get("township") or "unplaced")
