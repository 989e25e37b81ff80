"""A page leaves: proposed by its author, approved by two others, issued in numbered copies.

Who acts has been confirmed by PIN before; roles and bytes are judged here, the order of the steps
in the casebook (`casebook.releases`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from anyuan import clock
from anyuan.casebook import Person, ReleaseStep
from anyuan.casebook.releases import APPROVED, PROPOSED, RELEASED, WITHDRAWN
from anyuan.disclosure import NameRegister, refuse_leaks, scan_file
from anyuan.errors import ShownError
from anyuan.letters import WithdrawalPaper, write_withdrawal
from anyuan.run.opened import OpenedWorkspace
from anyuan.run.release.copies import MadeCopy, copies_folder, make_copies, to_body, write_copies
from anyuan.run.release.leaving_page import LeavingPage
from anyuan.run.release.page_check import TO_READ, PageCheck, check_page, refuse_page
from anyuan.run.release.released import IssuedPage, issued_pages

APPROVER, LEAD = "approver", "lead"
CARRIED = "release_carried"
_SHOWN = 16
_LEAST_REASON = 10
_MADE_UP = "合成示例数据"


@dataclass(frozen=True)
class Issue:
    """A page that has left: its copies, where they lie, the list of who holds which."""

    copies: tuple[MadeCopy, ...]
    folder: Path
    list_path: Path


def propose(
    opened: OpenedWorkspace, page: LeavingPage, author: Person, for_safety: str = ""
) -> PageCheck:
    """Propose a page for release and return what was found of it.

    for_safety: why a small correction may not wait, by a lead's decision; it lets pass what two
    issues of the page together give away, and nothing else. A page that something newer stands
    against is proposed all the same; the check says so. Raises
    ShownError `page_leak`, `page_disclosing` (with the equations, for the author),
    `change_too_small` (which is logged) and what the casebook's step raises.
    """
    check = check_page(opened, page)
    is_safety = _settle_small_change(opened, page, check, author, for_safety)
    refuse_page(check, is_author=True, is_safety=is_safety)
    about = {
        "title": page.title,
        "is_stale": check.is_stale,
        "for_safety": for_safety.strip() if is_safety else "",
        "n_let_pass": len(check.disclosed),
    }
    _step(opened, page, PROPOSED, author, about=about)
    return check


def require_proposed(opened: OpenedWorkspace, page: LeavingPage) -> Mapping[str, Any]:
    """Return what was kept with a page's proposal; refuse other bytes than those, with both hashes.

    Raises ShownError `page_differs`, `not_proposed`.
    """
    steps = opened.casebook.releases()
    same = steps[(steps["month"] == str(page.month)) & (steps["page"] == page.name)]
    proposed = same[same["step"] == PROPOSED]
    if not len(proposed):
        raise ShownError(
            f"{page.month} 的 {page.name} 还没有提请发布。",
            code="not_proposed",
            next_step="请先由编制人运行 anyuan release propose。",
        )
    last = proposed.iloc[-1]
    if last["page_sha256"] != page.sha256:
        raise ShownError(
            f"这不是提请发布的那一份：文件 {page.sha256[:_SHOWN]}…，"
            f"提请 {last['page_sha256'][:_SHOWN]}…。",
            code="page_differs",
            next_step="页面重新生成过的，原来的审批作废，请重新提请发布。",
        )
    return last["about"]


def check_again(opened: OpenedWorkspace, page: LeavingPage) -> PageCheck:
    """Return what is found of a proposed page by now; ShownError as `require_proposed` and, without
    any equation, `refuse_page`."""
    proposal = require_proposed(opened, page)
    check = check_page(opened, page)
    refuse_page(check, is_author=False, is_safety=bool(proposal["for_safety"]))
    return check


def require_approver(opened: OpenedWorkspace, page: LeavingPage, person: Person) -> None:
    """Refuse a person who may not approve a page, before anything is asked of them.

    Raises ShownError `not_approver`, `own_release`, `approved_twice`.
    """
    if APPROVER not in person.roles:
        raise ShownError(
            f"{person.code} 不是审批人。",
            code="not_approver",
            next_step="请由 params/people.yaml 中角色为 approver 的人审批。",
        )
    steps = opened.casebook.releases()
    same = steps[(steps["page_sha256"] == page.sha256) & (steps["page"] == page.name)]
    last = max(same.index[same["step"] == PROPOSED], default=-1)
    mine = same[same["actor"] == person.code]
    if PROPOSED in set(mine["step"]):
        raise ShownError(
            "提请发布的人不能审批自己的页面。",
            code="own_release",
            next_step="请由另外两名审批人审批。",
        )
    if APPROVED in set(mine.loc[mine.index > last, "step"]):
        raise ShownError(
            "您已经审批过这个页面，须由另一人再审批。",
            code="approved_twice",
            next_step="请由另一名审批人审批。",
        )


def approve(
    opened: OpenedWorkspace, page: LeavingPage, approver: Person, read: Sequence[str]
) -> int:
    """Approve a proposed page and return how many approvals it has now.

    `read`: the codes of TO_READ that the approver has confirmed. Raises ShownError `not_read` where
    one is missing, and what `require_approver`, `check_again` and the casebook's step raise.
    """
    require_approver(opened, page, approver)
    missing = [words for code, words in TO_READ.items() if code not in read]
    if missing:
        raise ShownError(
            f"还有 {len(missing)} 项没有确认，没有审批。",
            code="not_read",
            next_step="请逐项读过页面后再审批；不能确认的，告诉提请人修改。",
        )
    check_again(opened, page)
    _step(opened, page, APPROVED, approver, about={"read": sorted(read)})
    steps = opened.casebook.releases()
    same = steps[(steps["page_sha256"] == page.sha256) & (steps["page"] == page.name)]
    last = same.index[same["step"] == PROPOSED][-1]
    return int((same.loc[last:, "step"] == APPROVED).sum())


def issue(
    opened: OpenedWorkspace,
    page: LeavingPage,
    issuer: Person,
    holders: Sequence[str],
) -> Issue:
    """Issue an approved page in numbered copies, one for each holder, and return them.

    The event with the hash of every copy is recorded before any copy is written: nothing leaves
    that is not on record. Where the machine stopped in between, the same call writes the recorded
    copies again. Raises ShownError `holders_differ` (already issued to others), and what
    `check_again` and the casebook's step raise.
    """
    copies = make_copies(page.data, holders)
    folder = copies_folder(opened.root / "outputs", str(page.month), page.name, page.sha256)
    standing = standing_issue(opened, str(page.month), page.name)
    if standing is None or standing.sha256 != page.sha256:
        check = check_again(opened, page)
        _scan_copies(copies, check.register)
        about = {
            "title": page.title,
            "tables": dict(page.tables),
            "figures": list(page.figures),
            "copies": to_body(copies),
        }
        _step(opened, page, RELEASED, issuer, about=about)
    elif [copy.issued for copy in copies] != list(standing.copies):
        raise ShownError(
            f"这一页已发布 {standing.n_copies} 份，分发名单与这次给出的不同。",
            code="holders_differ",
            next_step="要换名单的，请先撤回，再重新提请发布。",
        )
    return Issue(tuple(copies), folder, write_copies(folder, copies))


def standing_issue(opened: OpenedWorkspace, month: str, page: str) -> IssuedPage | None:
    """Return the newest issue of a page that was not withdrawn, or None."""
    same = [p for p in issued_pages(opened.casebook) if (p.month, p.page) == (month, page)]
    return next((one for one in reversed(same) if one.withdrawn_at is None), None)


def withdraw(
    opened: OpenedWorkspace, month: str, page: str, person: Person, reason: str
) -> tuple[IssuedPage, Path]:
    """Withdraw the standing issue of a page; return it and the notice to the holders.

    It needs neither approval nor the page itself: taking back must be quick. Raises ShownError
    `no_reason` (at least ten characters), `not_released`, `letter_person_number`.
    """
    reason = _reason(reason, "撤回")
    issued = standing_issue(opened, month, page)
    if issued is None:
        raise ShownError(
            f"{month} 的 {page} 没有在外的发布，无须撤回。",
            code="not_released",
            next_step="请用 anyuan release list 查看各页的状态。",
        )
    outputs = opened.root / "outputs"
    now = opened.now()
    # Written first: a reason that may not stand in a letter may not stand in the record either.
    notice = write_withdrawal(
        WithdrawalPaper(
            page_title=issued.title,
            issued_on=clock.civil_date(issued.issued_at),
            withdrawn_on=clock.civil_date(now),
            reason=reason,
            master=issued.sha256,
            copies=[(copy.no, copy.holder, copy.sha256) for copy in issued.copies],
        ),
        copies_folder(outputs, month, page, issued.sha256),
        templates=opened.root / "params" / "templates",
        mark=_MADE_UP if opened.is_rehearsal else "",
        made_at=now,
    )
    entry = ReleaseStep(month, page, issued.sha256, WITHDRAWN, reason)
    opened.casebook.add_release_step(entry, actor=person.code, at=now)
    return issued, notice


def _step(
    opened: OpenedWorkspace,
    page: LeavingPage,
    step: str,
    person: Person,
    *,
    about: dict[str, Any],
) -> None:
    entry = ReleaseStep(str(page.month), page.name, page.sha256, step, "", about)
    opened.casebook.add_release_step(entry, actor=person.code, at=opened.now())


def _settle_small_change(
    opened: OpenedWorkspace, page: LeavingPage, check: PageCheck, person: Person, for_safety: str
) -> bool:
    """Return whether a correction of a few children leaves for safety; it waits where nobody says
    so, and there is nothing to settle where the change is large or none."""
    k = opened.county.disclosure.in_force(page.month.last_day).threshold
    if not check.changes.is_too_small(k):
        return False
    if for_safety:
        if LEAD not in person.roles:
            raise ShownError(
                "以安全为由提前更正，须由专班负责人决定。",
                code="not_lead",
                next_step="请由角色为 lead 的人用 --for-safety 提请和发布。",
            )
        _reason(for_safety, "提前更正")
        return True
    body = {"month": str(page.month), "page": page.name, "page_sha256": page.sha256}
    opened.casebook.append_event(
        CARRIED, body | {"n_changes": check.changes.n}, actor=person.code, at=opened.now()
    )
    raise ShownError(
        f"这一页已经发布过，这次有 {check.changes.n} 处变化，每处都小于 {k}：单独更正会让人推算出"
        "是哪几个孩子，留到下一次定期发布，已记录。",
        code="change_too_small",
        next_step="关系到孩子安全、不能等的，由专班负责人用 --for-safety 写明理由。",
    )


def _scan_copies(copies: Sequence[MadeCopy], register: NameRegister) -> None:
    """Nothing leaves unseen: the copies' own bytes, the holders' names let pass."""
    holders = {copy.issued.holder: "副本的持有单位" for copy in copies}
    seen = NameRegister.build(
        register.names, allowed={**register.allowed, **holders}, forbidden=register.forbidden
    )
    for copy in copies:
        refuse_leaks(scan_file(copy.file_name, copy.data, seen).leaks)


def _reason(text: str, what: str) -> str:
    if len(text.strip()) < _LEAST_REASON:
        raise ShownError(
            f"{what}须写明理由（至少 {_LEAST_REASON} 个字）。",
            code="no_reason",
            next_step="理由印在通知上，不写姓名，不重复不该列出的内容。",
        )
    return text.strip()
