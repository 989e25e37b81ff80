"""What the program looks at before a page may leave; what it cannot see, a person reads."""

from collections.abc import Sequence
from dataclasses import dataclass

from anyuan.codebook import Disclosure
from anyuan.disclosure import Leak, NameRegister, refuse_leaks
from anyuan.disclosure.audit import Disclosed, audit_page
from anyuan.disclosure.restoring import restore_table
from anyuan.errors import ShownError
from anyuan.run.opened import OpenedWorkspace
from anyuan.run.release.leaving import scan_folder
from anyuan.run.release.leaving_page import LeavingPage
from anyuan.run.release.name_register import read_register
from anyuan.run.release.page_exceptions import read_page_exceptions
from anyuan.run.release.reissue import Changes, compare_issues, last_issue
from anyuan.run.release.released import IssuedPage, issued_pages, released_tables

# What a person confirms to have read, one by one; the codes are kept with the approval.
TO_READ = {
    "prose": "逐句读过文字：没有能认出某一个孩子的叙述（年龄、村庄、月份连写，或只此一例的经过）",
    "pictures": "逐张看过图和表：与文字一致，没有按人数排序或另加的说明",
    "gaps": "读过“数据缺口”和“出处”：口径、缺失和未判定写明了，与会人员不会误解",
    "holders": "份数和持有单位与联席会议名单一致，没有多余的份",
}


@dataclass(frozen=True)
class PageCheck:
    """What the program found of a page that is to leave.

    `disclosed`: what could be worked out from its tables and all that left before; `changes`: what
    differs from its last issue. `is_stale`: something was recorded since the page was made.
    """

    register: NameRegister
    leaks: Sequence[Leak]
    disclosed: Sequence[Disclosed]
    changes: Changes
    earlier: IssuedPage | None
    is_stale: bool
    n_files: int
    n_exceptions: int
    n_registered: int
    n_hidden: int
    n_tables: int

    def lines(self, decision: Disclosure) -> list[str]:
        """Return what was tested, one line each, for whoever is to approve the page."""
        before = (
            "这一页首次发布" if self.earlier is None else f"与上次发布比，{self.changes.n} 处变化"
        )
        n = len(self.disclosed)
        given = (
            f"为安全放行可推算的 {n} 处" if n else f"没有可推算出少于 {decision.threshold} 的数目"
        )
        return [
            f"小数：{self.n_tables} 张表都经过保护，隐去 {self.n_hidden} 格"
            f"（1 至 {decision.threshold - 1} 不列）",
            f"推算：与本学年已发布的各表联合核对，{given}",
            f"变化：{before}",
            f"来源：汇总不少于 {decision.min_contributors} 所学校（制表时核对）",
            f"姓名、号码、路径：{self.n_files} 个文件按现有名册核对，没有发现；"
            f"按例外放行 {self.n_exceptions} 处，其中人工登记的 {self.n_registered} 处",
        ]


def check_page(opened: OpenedWorkspace, page: LeavingPage) -> PageCheck:
    """Return what the program finds of a page by what is known now: names received since the page
    was made, and pages released since, count too."""
    stores = (opened.workspace, opened.casebook, opened.county)
    exceptions = read_page_exceptions(opened.root)
    register = read_register(stores, page.month, exceptions, is_current=True)
    seen = scan_folder(page.folder, register)
    record = seen.to_record(exceptions)
    issued = issued_pages(opened.casebook)
    earlier = last_issue(issued, str(page.month), page.name)
    restored = {name: restore_table(table) for name, table in page.tables.items()}
    disclosed = audit_page(
        restored,
        str(page.month),
        page.name,
        released_tables(opened.casebook, page.month),
        opened.county.disclosure,
    )
    inputs = page.receipt.get("inputs", {})
    made_at = page.receipt.get("facts_head") or inputs.get("facts_head")
    return PageCheck(
        register=register,
        leaks=seen.leaks,
        disclosed=disclosed,
        changes=compare_issues(earlier, page.tables, page.figures),
        earlier=earlier,
        is_stale=made_at != opened.casebook.facts_head(),
        n_files=len(seen.reports),
        n_exceptions=len(record["exceptions"]),
        n_registered=record["n_registered"],
        n_hidden=sum(table.n_hidden for table in restored.values()),
        n_tables=len(restored),
    )


def refuse_page(check: PageCheck, *, is_author: bool, is_safety: bool = False) -> None:
    """Raise ShownError where a page may not leave: `page_leak`, `page_disclosing`.

    The equations are for the author alone: they say what is hidden. A lead's decision for a child's
    safety (`is_safety`) lets what could be worked out pass, never a name or a number of a person.
    """
    refuse_leaks(check.leaks)
    if not check.disclosed or is_safety:
        return
    told = (
        "；".join(one.message.rstrip("。") for one in check.disclosed)
        if is_author
        else "推算式只给提请人看"
    )
    raise ShownError(
        f"这一页与已发布的各表放在一起，有 {len(check.disclosed)} 处可以推算：{told}。",
        code="page_disclosing",
        next_step="请提请人重新生成这一页（新的一版会按已发布的表隐去），再提请发布。",
    )
