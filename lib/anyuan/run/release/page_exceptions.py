"""Words that a person has allowed on meeting pages though they hold a name of the registers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from anyuan.casebook import Person, read_people
from anyuan.codebook import read_yaml
from anyuan.errors import ShownError
from anyuan.person_numbers import find_person_numbers
from anyuan.text import visible

FILE = "page_exceptions.yaml"
LEAD = "lead"
_KEYS = frozenset({"word", "reason", "by", "on"})
_LEAST_WORD, _LEAST_REASON = 2, 4


@dataclass(frozen=True)
class PageException:
    """A word, why it may stand, who registered it and when."""

    word: str
    reason: str
    by: str
    on: date

    @property
    def why(self) -> str:
        """The exception as a receipt tells it."""
        return f"登记的例外：{self.reason}（{self.by}，{self.on.isoformat()}）"


def read_page_exceptions(root: Path) -> dict[str, PageException]:
    """Return the exceptions of params/page_exceptions.yaml by word; {} where there is no file.

    Only a lead registers one. Raises ShownError `page_exceptions` with every fault at once, no word
    repeated.
    """
    path = root / "params" / FILE
    if not path.is_file():
        return {}
    people = read_people(root / "params" / "people.yaml")
    raw = read_yaml(path).get("exceptions")
    found, faults = {}, []
    if not isinstance(raw, list):
        raw, faults = [], ["exceptions 应是一个列表"]
    for number, entry in enumerate(raw, start=1):
        fault = _fault(entry, people)
        if fault:
            faults.append(f"第 {number} 条{fault}")
            continue
        word = visible(entry["word"])
        on = date.fromisoformat(entry["on"])
        found[word] = PageException(word, entry["reason"].strip(), entry["by"], on)
    if faults:
        raise ShownError(
            f"params/{FILE} 有误：{'；'.join(faults)}。",
            code="page_exceptions",
            next_step="请照文件开头的说明改正，或删去这一条。",
        )
    return found


def _fault(entry: Any, people: Mapping[str, Person]) -> str:
    if not isinstance(entry, dict) or set(entry) != _KEYS:
        return "应有 word、reason、by、on 四项，不多不少"
    if not all(isinstance(value, str) for value in entry.values()):
        return "各项都应是文字"
    if len(visible(entry["word"])) < _LEAST_WORD or find_person_numbers(entry["word"]):
        return f"的 word 应是 {_LEAST_WORD} 个字以上的词，不含号码"
    if len(entry["reason"].strip()) < _LEAST_REASON:
        return f"的 reason 应说明理由（至少 {_LEAST_REASON} 个字）"
    if entry["by"] not in people or LEAD not in people[entry["by"]].roles:
        return "的 by 应是专班负责人的代码"
    try:
        date.fromisoformat(entry["on"])
    except ValueError:
        return "的 on 应是日期，如 2024-09-12"
    return ""
