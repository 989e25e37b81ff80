"""Names behind a figure: at casework level alone, for a case and a purpose, and logged first."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from anyuan.casebook import Person
from anyuan.errors import ShownError
from anyuan.run.explain.explaining import Explanation, OpenPage


@dataclass(frozen=True)
class Purpose:
    """For which case, for what, who asks and when."""

    case_id: str
    purpose: str
    actor: str
    at: datetime


def name_members(
    page: OpenPage, found: Explanation, why: Purpose, confirm: Callable[[str], Person]
) -> dict[str, str]:
    """Return the names of a figure's members by their ids, the access recorded before.

    `confirm` asks for the actor's PIN and raises where it is wrong. Raises ShownError `not_named`
    at a meeting's level or where nobody stands behind the figure, `case_unknown`, `no_actor`, and
    what the casebook raises (`no_purpose`).
    """
    if page.level != "casework":
        raise ShownError(
            "会议级简报的数字不能显示姓名。",
            code="not_named",
            next_step="请打开个案级的同一页（outputs/月份/casework/…）。",
        )
    keys = sorted({row.record_key for one in found.members or () for row in one.rows} - {""})
    if not keys:
        raise ShownError(
            f"“{found.listed.label}”数的不是人，没有姓名可显示。",
            code="not_named",
            next_step="去掉 --named 重试。",
        )
    if not why.actor:
        raise ShownError("查看姓名要写明经办人。", code="no_actor", next_step="请加 --actor 代码。")
    if not why.case_id or page.casebook.events(case_id=why.case_id).empty:
        raise ShownError(
            f"没有个案“{why.case_id}”。",
            code="case_unknown",
            next_step="请用 --case 写明为办理哪个个案查看。",
        )
    person = confirm(why.actor)
    page.casebook.record_access(
        keys, why.purpose, case_id=why.case_id, actor=person.code, at=why.at
    )
    return page.tracer.names(found.members or ())
