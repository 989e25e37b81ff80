"""Frames of the bullying tables drawn as text: one line a row, cells split by |, - blank."""

import pandas as pd

from anyuan import records
from anyuan.codebook import code_list, table

SCHOOLS = """
school_code | school_name | kind | ownership | is_boarding
S1 | 示例小学 | primary | public | 否
S2 | 示例中学 | junior | public | 是
S3 | 示例职中 | vocational | private | 否
K1 | 示例幼儿园 | kindergarten | private | 否
"""


def frame(name: str, text: str, **defaults: str) -> pd.DataFrame:
    """Return the record frame of a table; columns that the text leaves out are null."""
    lines = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]
    blank = dict.fromkeys(table(name).columns) | {"period": "2024-09"} | defaults
    rows = [blank | dict(zip(lines[0], line, strict=True)) for line in lines[1:]]
    rows = [{key: None if cell == "-" else cell for key, cell in row.items()} for row in rows]
    found = pd.DataFrame(rows, columns=list(blank))
    for column in table(name).columns.values():
        cells = found[column.name]
        if column.type == "date":
            found[column.name] = pd.to_datetime(cells)
        elif column.type == "integer":
            found[column.name] = pd.to_numeric(cells).astype("Int64")
        elif column.type == "boolean":
            codes = cells.map(code_list("boolean").parse, na_action="ignore")
            found[column.name] = codes.map({"true": True, "false": False}, na_action="ignore")
    found = found.assign(file_sha8="00000000", sheet="Sheet1", doubts="", row=range(len(found)))
    found["record_key"] = [f"{name}-{n}" for n in found["row"]]
    return records.as_record_frame(table(name), found)


def schools(text: str = SCHOOLS) -> pd.DataFrame:
    """Return a list of schools in one township."""
    return frame("schools", text, township="T01")


def answers(text: str) -> pd.DataFrame:
    """Return answers, a line each: school_code | round | item | answer | answered_on (| period)."""
    heading = "school_code | round | item | answer | answered_on"
    lines = text.strip().splitlines()
    heading += " | period" * (bool(lines) and lines[0].count("|") == 5)
    return frame("mechanism_survey", "\n".join([heading, *lines]))


def responses(text: str, n: int = 1) -> pd.DataFrame:
    """Return anonymous questionnaires, each line `n` times; what is not named was left blank."""
    lines = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]
    columns = [name for name in table("pupil_survey").columns if name != "response_no"]
    rows = [dict(zip(lines[0], line, strict=True)) for line in lines[1:] for _ in range(n)]
    rows = [{key: None if cell == "-" else cell for key, cell in row.items()} for row in rows]
    found = pd.DataFrame(rows, columns=[*columns, "period"]).astype("str")
    return found.sort_values(columns, ignore_index=True)


def handouts(text: str) -> pd.DataFrame:
    """Return how many questionnaires went out, a line each: school_code | grade | n_handed_out."""
    heading = "school_code | grade | n_handed_out"
    return frame("survey_handouts", f"{heading}\n{text.strip()}", surveyed_on="2024-10-15")
