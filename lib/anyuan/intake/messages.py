"""What intake says to people, by code: the sentences themselves stand in messages.yaml."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from anyuan.codebook import Column, read_yaml
from anyuan.errors import Issue
from anyuan.intake.refusal import Refused

STATUS_WORDS = {"accepted": "已接收", "replaced": "已替换", "duplicate": "重复", "refused": "退回"}
_SEVERITIES = {"refused": "整行退回", "cell": "该格不用", "doubtful": "请核对"}


@cache
def sentences() -> dict[str, dict]:
    """Return the sentences of messages.yaml by group: cells, files, file types, compared lists."""
    return read_yaml(Path(__file__).with_name("messages.yaml"))


def cell_sentence(
    code: str, column: Column | None = None, detail: Mapping[str, str] | None = None
) -> tuple[str, str]:
    """Return (what is wrong, what to do) for a problem of a cell; KeyError for an unknown code.

    With `detail` what to do says what is asked here (`ask`), where the code has such a sentence.
    """
    entry = sentences()["cells"][code]
    if detail and "ask" in entry:
        return entry["wrong"], entry["ask"].format(**detail)
    if code == "code_unknown" and column is not None and column.codes is not None:
        return entry["wrong"], f"请改为下列之一：{'、'.join(column.codes.labels.values())}"
    return entry["wrong"], entry["do"]


def list_sentence(code: str, column: Column | None = None) -> tuple[str, str]:
    """Return what `cell_sentence` does, in the words for a list that is compared, not received."""
    own = sentences()["lists"].get(code, {})
    if "wrong" in own and "do" in own:
        return own["wrong"], own["do"]
    wrong, what_to_do = cell_sentence(code, column)
    return wrong, own.get("do", what_to_do)


def file_issue(refused: Refused) -> Issue:
    """Return the issue of a file that is refused whole."""
    entry = sentences()["files"][refused.code]
    detail = {"line": "", "candidates": "", **refused.detail}
    if refused.code == "wrong_type":
        detail["type"] = sentences()["types"][str(detail["type"])]
    if detail["line"]:
        detail["line"] = f"（自第 {detail['line']} 行起）"
    if detail["candidates"]:
        detail["candidates"] = f"，可能是：{detail['candidates']}"
    if refused.code == "wrong_month":
        detail = {key: value or "（未写明）" for key, value in detail.items()}
    sheet, row = str(detail.get("sheet", "")), int(detail.get("row", 0))
    wrong = entry["wrong"].format(**detail)
    what_to_do = entry["do"].format(**detail)
    return Issue(refused.code, "refused", sheet, row, "", "", "", wrong, what_to_do)


def severity_word(issue: Issue) -> str:
    """Return what was done about an issue, in Chinese."""
    return "整份退回" if _is_whole(issue) else _SEVERITIES[issue.severity]


def issue_sentence(file_name: str, issue: Issue) -> str:
    """Return one issue as a sentence: file, place, column, value, what is wrong, what to do."""
    sheet = f"“{issue.sheet}”" if issue.sheet else ""
    place = f" 第 {issue.row} 行" if issue.row and not _is_whole(issue) else ""
    column = f"，“{issue.column}”" if issue.column else ""
    value = f"：‘{issue.value}’ " if issue.value else "："
    return f"{file_name}{sheet}{place}{column}{value}{issue.expected}，{issue.next_step}"


def _is_whole(issue: Issue) -> bool:
    return issue.code in sentences()["files"]
