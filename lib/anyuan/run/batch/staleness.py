"""Why is a page made again? In words, for whoever asks before or after."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_UP_TO_DATE = "up_to_date"


@dataclass(frozen=True)
class Reason:
    """Why a run is made or not: `code` is new, forced, damaged, again, changed or up_to_date."""

    code: str
    text: str

    @property
    def is_due(self) -> bool:
        """Whether the run has to be made."""
        return self.code != _UP_TO_DATE


NEW = Reason("new", "还没有生成过")
FORCED = Reason("forced", "要求重新生成")
DAMAGED = Reason("damaged", "文件缺失或被改动过")
AGAIN = Reason("again", "上次没有做成或没能放好")
UP_TO_DATE = Reason(_UP_TO_DATE, "已是最新")
_SHOWN = 5


def why_changed(receipt: Mapping[str, Any], told: Mapping[str, Any], basis: Mapping) -> Reason:
    """Return what differs between a receipt's grounds and those of today.

    `told` and `basis`: see `Inputs.told` and `Surroundings.basis`.
    """
    was = receipt.get("basis")
    if not was:
        return Reason("changed", "由旧版程序生成")
    said = _files(receipt.get("inputs", {}), told)
    if receipt.get("inputs", {}).get("facts_head") != told["facts_head"] and not said:
        said.append("有新的办案、判定、更正或决定")
    said += _parts(was, basis)
    return Reason("changed", "；".join(said) or "依据有变")


def _files(was: Mapping[str, Any], told: Mapping[str, Any]) -> list[str]:
    before, now = set(was.get("files", ())), set(told["files"])
    said = []
    for what, names in (("新收文件", now - before), ("不再使用的文件", before - now)):
        if names:
            shown = "、".join(sorted(names)[:_SHOWN])
            more = f" 等 {len(names)} 个" if len(names) > _SHOWN else ""
            said.append(f"{what} {shown}{more}")
    return said


def _parts(was: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    said = []
    if was.get("notebook") != now["notebook"]:
        said.append("笔记本有改动")
    if was.get("code") != now["code"]:
        said.append("程序有更新")
    if was.get("libraries") != now["libraries"]:
        said.append("软件库版本有变")
    if was.get("font", "") != now["font"]:
        said.append("图用的字体有变")
    named = (("settings", "设置有改动"), ("parameters", "参数有变"), ("after", "所依据的页面有变"))
    for part, what in named:
        before, after = was.get(part, {}), now[part]
        keys = sorted(k for k in before.keys() | after.keys() if before.get(k) != after.get(k))
        if keys:
            said.append(f"{what}：{'、'.join(keys)}")
    return said
