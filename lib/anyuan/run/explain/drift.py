"""What has changed since a page was made: the program, the files, the settings, the decisions."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from anyuan import clock
from anyuan.period import Month
from anyuan.run.months.holdings import EVERY, read_holdings
from anyuan.run.opened import OpenedWorkspace
from anyuan.run.plans.params import MODELS
from anyuan.run.results.fingerprint import (
    Surroundings,
    chosen_font,
    code_digest,
    library_versions,
    sha256_of,
)

_SHOWN = 3


def find_drift(receipt: Mapping[str, Any], opened: OpenedWorkspace, root: Path) -> Iterator[str]:
    """Yield what differs now from a page's receipt, in words; nothing where all is as it was."""
    was, now = receipt["libraries"], library_versions()
    changed = sorted(name for name in was.keys() | now.keys() if was.get(name) != now.get(name))
    if changed:
        told = [f"{name} {was.get(name, '没有')}→{now.get(name, '没有')}" for name in changed]
        yield f"程序库的版本变了：{'、'.join(told)}"
    basis = receipt.get("basis", {})
    if basis.get("code", code_digest()) != code_digest():
        yield f"程序代码变了（{basis['code'][:8]}→{code_digest()[:8]}）"
    notebook = root / "notebooks" / f"{receipt['notebook']}.ipynb"
    if basis.get("notebook", sha256_of(notebook)) != sha256_of(notebook):
        yield "笔记本变了"
    if basis.get("font", "") != chosen_font():
        yield "图用的字体（ANYUAN_FONT）变了"
    settings = _changed_settings(receipt, root) if "settings" in basis else []
    if settings:
        yield f"设置变了：{'、'.join(f'params/{name}' for name in settings)}"
    yield from _files(receipt, opened)
    known_at = clock.from_text(receipt["known_at"])
    # Accesses and PINs are no facts: looking at a page does not change it.
    if opened.casebook.facts_head(known_at) != receipt["facts_head"]:
        yield "工作区里到那一刻为止的记录与生成时不同"


def _changed_settings(receipt: Mapping[str, Any], root: Path) -> list[str]:
    """Return the files of params that a run rests on and that changed, came or went."""
    was = receipt["basis"]["settings"]
    now = Surroundings(root, MODELS).basis(receipt["notebook"], {}, {})["settings"]
    return sorted(name for name in was.keys() | now.keys() if was.get(name) != now.get(name))


def _files(receipt: Mapping[str, Any], opened: OpenedWorkspace) -> Iterator[str]:
    month, known_at = Month.parse(receipt["month"]), clock.from_text(receipt["known_at"])
    held = read_holdings(opened.workspace, opened.casebook, month, known_at, question=EVERY).files
    now = set(held["table"] + "/" + held["record_name"])
    was = set(receipt["inputs"].get("files", ()))
    for told, names in (("多了", now - was), ("少了", was - now)):
        if names:
            some = "、".join(sorted(names)[:_SHOWN])
            yield f"数据文件{told} {len(names)} 份：{some}"
