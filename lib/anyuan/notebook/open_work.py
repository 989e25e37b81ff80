"""What an analyst has to settle: pairs to judge and refused rows to have corrected, named.

For casework only. The sheets say where each row stands in the file that was received.
"""

import pandas as pd

from anyuan.codebook import County, code_list, table
from anyuan.intake.messages import cell_sentence
from anyuan.run.casework.judging import rank_pairs
from anyuan.run.months.dropout_month import FRAMES, DropoutMonth

_PAIRS, _HELD = "待判定比对", "退回待更正"
_SHOWN = [
    "name",
    "sex",
    "birth_on",
    "resident_id_given",
    "guardian_name",
    "township",
    "school_code",
]


def list_open_work(facts: DropoutMonth, county: County) -> dict[str, pd.DataFrame]:
    """Return sheet name → rows: open pairs (two rows a pair) and the month's refused rows."""
    return {_PAIRS: _pairs(facts, county), _HELD: _held(facts, county)}


def _pairs(facts: DropoutMonth, county: County) -> pd.DataFrame:
    """Return two rows a pair, in the order in which to judge them, with what hangs on it."""
    queue = rank_pairs(facts).round({"width": 2})
    rows = pd.concat(
        [getattr(facts.evidence, field).assign(table=name) for field, name in FRAMES.items()]
    )
    rows = rows.drop_duplicates("record_key", keep="last").set_index("record_key")
    sides = []
    for side in ("left_key", "right_key"):
        found = rows.reindex(queue[side]).reset_index(drop=True)
        found.insert(0, "pair", queue.index + 1)
        for column in ("probability", "width", "moves", "why"):
            found[column] = queue[column] if side == "left_key" else None
        sides.append(found)
    both = pd.concat(sides).sort_values("pair", kind="stable")
    return _in_words(both, facts, county, ["pair"], ["probability", "width", "moves", "why"])


def _held(facts: DropoutMonth, county: County) -> pd.DataFrame:
    month = str(facts.month)
    held = [f.assign(table=t) for t, f in facts.evidence.held.items() if len(f)]
    if not held:
        return _in_words(pd.DataFrame(columns=["table"]), facts, county, [], ["why"])
    rows = pd.concat(held)
    rows = rows[rows["period"] == month]
    rows = rows.assign(why=rows["held_code"].map(lambda code: "；".join(cell_sentence(code))))
    return _in_words(rows, facts, county, [], ["why"])


def _in_words(
    rows: pd.DataFrame, facts: DropoutMonth, county: County, first: list[str], last: list[str]
) -> pd.DataFrame:
    files = facts.holdings.files
    name_of = dict(zip(files["record_name"].str[-8:], files["name"], strict=True))
    columns = [*first, "table", *_SHOWN, "file_sha8", "sheet", "row", *last]
    shown = rows.reindex(columns=columns)
    shown["table"] = shown["table"].map(lambda t: table(t).label)
    shown["sex"] = shown["sex"].map(code_list("sex").labels)
    shown["township"] = shown["township"].map({c: t.short for c, t in county.townships.items()})
    shown["file_sha8"] = shown["file_sha8"].map(name_of)
    return shown.rename(columns=_HEADINGS)


_HEADINGS = {
    "pair": "对号",
    "table": "表",
    "name": "姓名",
    "sex": "性别",
    "birth_on": "出生日期",
    "resident_id_given": "证件号（原样）",
    "guardian_name": "监护人",
    "township": "乡镇",
    "school_code": "学校代码",
    "file_sha8": "文件",
    "sheet": "工作表",
    "row": "行",
    "probability": "同一人的可能性",
    "width": "占不在校人数出入的份额",
    "moves": "影响的数字",
    "why": "说明",
}
