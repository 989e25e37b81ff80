"""Where does each page of a month stand on its way out?"""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from anyuan.casebook.releases import APPROVALS, APPROVED, PROPOSED, RELEASED, WITHDRAWN
from anyuan.errors import ShownError
from anyuan.run.opened import OpenedWorkspace
from anyuan.run.release.leaving_page import find_page
from anyuan.run.release.released import IssuedPage, issued_pages

_FIRST = 12


@dataclass(frozen=True)
class PageState:
    """One set of bytes of a page and how far it came.

    `state`: not_proposed, replaced (another version was proposed since), proposed, approved,
    released or withdrawn. `is_on_disk`: whether outputs still hold these very bytes.
    """

    page: str
    sha256: str
    state: str
    proposed_by: str
    approved_by: tuple[str, ...]
    is_on_disk: bool
    issued: IssuedPage | None = None

    @property
    def text(self) -> str:
        """The state in words."""
        told = {
            "not_proposed": "未提请",
            "replaced": "作废：后来提请了另一版",
            PROPOSED: f"已提请，审批 {len(self.approved_by)}/{APPROVALS}",
            APPROVED: "已审批，可以发布",
            RELEASED: "已发布",
            WITHDRAWN: "已撤回",
        }[self.state]
        return told if self.is_on_disk or self.issued else f"{told}（文件已不在或已改动）"


def page_states(opened: OpenedWorkspace, month: str) -> list[PageState]:
    """Return every version of every meeting page of a month that lies in outputs or was proposed.

    By page, oldest version first; a page's present bytes stand last where nobody proposed them.
    """
    steps = opened.casebook.releases()
    steps = steps[steps["month"] == month]
    lying = _lying(opened.root / "outputs", month)
    issued = [one for one in issued_pages(opened.casebook) if one.month == month]
    found = []
    for name in sorted({*steps["page"], *lying}):
        own = steps[steps["page"] == name]
        versions = list(dict.fromkeys(own["page_sha256"]))
        for sha256 in versions:
            found.append(_state(own, sha256, lying.get(name, ""), issued))
        if name in lying and lying[name] not in versions:
            found.append(PageState(name, lying[name], "not_proposed", "", (), True))
    return found


def _state(steps: pd.DataFrame, sha256: str, lying: str, issued: list[IssuedPage]) -> PageState:
    own = steps[steps["page_sha256"] == sha256]
    page = own["page"].iloc[0]
    start = own.index[own["step"] == PROPOSED][-1]
    since = own.loc[start:]
    approved = tuple(since.loc[since["step"] == APPROVED, "actor"])
    done = set(since["step"])
    newest = steps.loc[steps["step"] == PROPOSED, "page_sha256"].iloc[-1]
    if WITHDRAWN in done:
        state = WITHDRAWN
    elif RELEASED in done:
        state = RELEASED
    elif newest != sha256:
        state = "replaced"
    else:
        state = APPROVED if len(set(approved)) >= APPROVALS else PROPOSED
    left = [one for one in issued if (one.page, one.sha256) == (page, sha256)]
    return PageState(
        page=page,
        sha256=sha256,
        state=state,
        proposed_by=since["actor"].iloc[0],
        approved_by=approved,
        is_on_disk=lying == sha256,
        issued=left[-1] if left and done & {RELEASED, WITHDRAWN} else None,
    )


def _lying(outputs: Path, month: str) -> dict[str, str]:
    """Return the hash of each whole meeting page of a month in outputs, by name."""
    found = {}
    for receipt in sorted((outputs / month).glob("*/*/receipt.json")):
        try:
            page = find_page(outputs, str(receipt.parent))
        except ShownError:  # casework, torn or of an older program: not what could leave
            continue
        found[page.name] = page.sha256
    return found


def short(sha256: str) -> str:
    """Return a hash as lists print it: its first twelve digits, as the copies' folder is called."""
    return sha256[:_FIRST]
