"""Why may a page made again be another one? What has changed around it, in words."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from anyuan import records
from anyuan.codebook import tables
from anyuan.run.explain.drift import find_drift
from anyuan.run.opened import OpenedWorkspace
from anyuan.run.results.marks import END_MARK

_SHOWN = 3
UNKNOWN = (
    "没有发现变化：程序、程序库、笔记本、设置、数据和记录都与凭证一致；可能是计算本身不稳定，请报告"
)


def find_causes(
    receipt: Mapping[str, Any],
    opened: OpenedWorkspace,
    root: Path,
    standing: Mapping[str, Mapping[str, Any]],
) -> tuple[str, ...]:
    """Return what differs now from a page's receipt; empty where all is as it was.

    `standing`: the receipts of the month's whole pages by name. The notebook has to be there.
    """
    told = [
        *_lost(receipt, opened.workspace),
        *find_drift(receipt, opened, root),
        *_rested_on(receipt, standing),
    ]
    return tuple(told)


def lost_records(receipt: Mapping[str, Any], workspace: Path) -> list[str]:
    """Return the received rows (table/name) that a page rests on and whose file is gone."""
    return [name for name in receipt["inputs"].get("files", ()) if _is_lost(workspace, name)]


def _is_lost(workspace: Path, name: str) -> bool:
    table, _, record = name.partition("/")
    known = tables().get(table)
    if known is None or not record:
        return False
    path_of = records.anonymous_path if known.is_anonymous else records.record_path
    return not path_of(workspace, table, record).is_file()


def _lost(receipt: Mapping[str, Any], workspace: Path) -> Iterator[str]:
    lost = lost_records(receipt, workspace)
    if lost:
        some = "、".join(lost[:_SHOWN])
        yield f"工作区里缺少 {len(lost)} 份收到的数据：{some}（可由备份恢复）"


def _rested_on(
    receipt: Mapping[str, Any], standing: Mapping[str, Mapping[str, Any]]
) -> Iterator[str]:
    """Yield which earlier pages of the month are not those that this one was drawn from."""
    for name, digest in receipt.get("basis", {}).get("after", {}).items():
        now = standing.get(name, {}).get("files", {}).get(END_MARK, "")
        if digest == now:
            continue
        if not now:
            yield f"所依据的 {name} 现在没有完整的页面"
        elif not digest:
            yield f"生成时还没有 {name}，现在有了"
        else:
            yield f"所依据的 {name} 后来重新生成过"
