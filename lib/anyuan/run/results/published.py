"""The month's published meeting pages as other pages may use them: protected values only.

    read_published(outputs, "2024-09")["dropout_headcount/county"].figure("dropout.out_of_school")

A page whose last run failed, or whose files are not those of its receipt, is not among them;
`require_agreement` refuses pages that do not speak of the same state of things.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from anyuan.disclosure.restoring import OF_PAGE, restore_figure, restore_table
from anyuan.errors import ShownError
from anyuan.protected import ProtectedFigure, ProtectedTable
from anyuan.run.results.marks import COMPLETE, END_MARK
from anyuan.run.results.publish import FAILED_DIR, PENDING
from anyuan.run.results.receipt import is_intact, read_receipt

_MEETING = "meeting"
# What a person is told that pages disagree in, with the receipt's words for it.
_SHARED: tuple[tuple[str, Callable[[Mapping[str, Any]], object]], ...] = (
    ("数据月份", lambda receipt: receipt.get("month")),
    ("截至日", lambda receipt: receipt.get("as_of")),
    ("台账的状态", lambda receipt: receipt.get("facts_head") or receipt.get("chain_head")),
    ("收到的文件", lambda receipt: receipt.get("inputs", {}).get("files")),
    (
        "程序版本",
        lambda receipt: (
            receipt.get("basis", {}).get("code") or receipt.get("libraries", {}).get("anyuan")
        ),
    ),
    ("是否演练数据", lambda receipt: receipt.get("is_rehearsal")),
)


@dataclass(frozen=True)
class Published:
    """One published meeting page; ids of figures and cells begin with its name.

    sha256: of its figures, tables and definitions.
    """

    name: str
    receipt: Mapping[str, Any]
    figures: Mapping[str, ProtectedFigure]
    tables: Mapping[str, ProtectedTable]
    sha256: str

    @property
    def notebook(self) -> str:
        return self.name.partition("/")[0]

    @property
    def key(self) -> str:
        return self.name.partition("/")[2]

    @cached_property
    def definitions(self) -> Mapping[str, str]:
        """The values of the rules that the page used, by key."""
        return {one["key"]: one["value"] for one in self.receipt.get("definitions", ())}

    def figure(self, figure_id: str) -> ProtectedFigure | None:
        """Return a figure by the id that it has on its own page, None where it has none."""
        return self.figures.get(f"{self.name}{OF_PAGE}{figure_id}")


def read_published(outputs: Path, month: str) -> dict[str, Published]:
    """Return the month's meeting pages by name (notebook/key).

    Left out: pages whose last run failed (the one that still lies there is older), and those
    without a receipt or with other bytes than it says.
    """
    root = outputs / month
    found = {}
    for mark in sorted(root.glob(f"*/*/{END_MARK}")):
        name = mark.parent.relative_to(root).as_posix()
        if is_set_aside(root, name):
            continue
        page = _read_page(mark.parent, name)
        if page is not None:
            found[name] = page
    return found


def is_set_aside(root: Path, name: str) -> bool:
    """Whether a month's folder holds a newer result of a page that is not in its place.

    Its last run failed, or the place was held open: what lies there is an older one.
    """
    return any((root / part / name).exists() for part in (FAILED_DIR, PENDING))


def _read_page(folder: Path, name: str) -> Published | None:
    receipt = read_receipt(folder)
    if receipt.get("level") != _MEETING or not is_intact(folder, receipt):
        return None
    facts = json.loads((folder / END_MARK).read_text(encoding="utf-8"))
    if facts.get("end_mark") != COMPLETE or "record" not in next(
        iter(facts["tables"].values()), {"record": None}
    ):
        return None
    figures = [restore_figure(one, page=name) for one in facts["figures"]]
    tables = {key: restore_table(one["record"], page=name) for key, one in facts["tables"].items()}
    by_id = {one.figure_id: one for one in figures}
    return Published(name, receipt, by_id, tables, _digest_of(facts))


def _digest_of(facts: Mapping[str, Any]) -> str:
    """Return the hash of what a page prints; made again from the same records it stays the same.

    The chain's head does not count: it moves with every entry, whatever the page is about.
    """
    printed = {name: facts[name] for name in ("figures", "tables", "definitions")}
    return hashlib.sha256(json.dumps(printed, sort_keys=True).encode()).hexdigest()


def require_agreement(published: Mapping[str, Published]) -> None:
    """Raise ShownError (`pages_disagree`) naming what pages disagree in, and which pages.

    Compared: month, day, state of the casebook (its facts; the chain's head where a receipt does
    not tell them), files received, program, rehearsal or not, and the value of every rule that two
    pages used. Pages of one batch agree.
    """
    problems = [
        f"{what}：{told}"
        for what, told in (*_differences(published), *_rule_differences(published))
    ]
    if problems:
        raise ShownError(
            f"联席会议页不能生成，所引用的各页不是同一状态：{'；'.join(problems)}。",
            code="pages_disagree",
            next_step="请重新运行 anyuan month（必要时加 --force），各页按同一数据重做后再做本页。",
        )


def _differences(published: Mapping[str, Published]) -> Iterator[tuple[str, str]]:
    for what, ask in _SHARED:
        said: dict[str, list[str]] = {}
        for name, page in published.items():
            said.setdefault(json.dumps(ask(page.receipt), sort_keys=True), []).append(name)
        if len(said) > 1:
            yield what, _told(said)


def _rule_differences(published: Mapping[str, Published]) -> Iterator[tuple[str, str]]:
    keys = sorted({key for page in published.values() for key in page.definitions})
    for key in keys:
        said: dict[str, list[str]] = {}
        for name, page in published.items():
            if key in page.definitions:
                said.setdefault(str(page.definitions[key]), []).append(name)
        if len(said) > 1:
            yield f"规则 {key}", _told(said)


def _told(said: Mapping[str, list[str]]) -> str:
    """Name the pages that differ from the most; all of them where no state has most."""
    groups = sorted(said.values(), key=len, reverse=True)
    odd = groups[1:] if len(groups[0]) > len(groups[1]) else groups
    return "、".join(name for group in odd for name in group) + " 与其余不同"
