"""`anyuan release`: how a meeting's page leaves, and how it is taken back."""

from pathlib import Path
from typing import Annotated

import typer

from anyuan.briefing.copies import read_number
from anyuan.casebook import read_people
from anyuan.casebook.releases import APPROVALS
from anyuan.cli.actors import confirm_person
from anyuan.cli.options import Workspace
from anyuan.cli.screen import say, show_table
from anyuan.clock import CHINA
from anyuan.errors import ShownError
from anyuan.paths import checked_code
from anyuan.period import Month
from anyuan.run.opened import OpenedWorkspace, open_workspace
from anyuan.run.release.copies import read_holders, which_copy
from anyuan.run.release.leaving_page import LeavingPage, find_page
from anyuan.run.release.page_check import TO_READ, PageCheck
from anyuan.run.release.release_states import page_states, short
from anyuan.run.release.released import issued_pages
from anyuan.run.release.releasing import approve as approve_page
from anyuan.run.release.releasing import (
    check_again,
    issue,
    propose,
    require_approver,
    withdraw,
)

PageArgument = Annotated[
    str,
    typer.Argument(
        metavar="PAGE", help="简报的目录，如 outputs/2024-09/dropout_headcount/county。"
    ),
]
Actor = Annotated[str, typer.Option("--actor", help="办理人代码，见 params/people.yaml。")]
ForSafety = Annotated[
    str, typer.Option("--for-safety", help="小的更正不等下一次发布的理由，只由专班负责人填写。")
]
_STALE = "注意：这一页生成之后又有新的数据或决定，建议先重新生成（anyuan month）再提请。"


def register(app: typer.Typer) -> None:
    """Add this room's commands, under one word."""
    rooms = typer.Typer(
        help="会议级简报的发布：提请、审批、发布编号副本、撤回。", no_args_is_help=True
    )
    rooms.command("propose")(propose_page)
    rooms.command("approve")(approve)
    rooms.command("issue")(issue_page)
    rooms.command("withdraw")(withdraw_page)
    rooms.command("list")(list_pages)
    rooms.command("which")(which)
    app.add_typer(rooms, name="release")


def propose_page(
    page: PageArgument, actor: Actor, for_safety: ForSafety = "", workspace: Workspace = "demo"
) -> None:
    """提请发布：核对文件完好、没有泄露、不能推算，记下文件的校验值。"""
    opened, found = _opened(workspace, page)
    author = confirm_person(opened.casebook, actor)
    check = propose(opened, found, author, for_safety)
    say(f"已提请发布：{found.title}（{found.name}），提请人 {author.name}（{actor}）。")
    _say_checked(opened, found, check)
    say(f"文件 SHA-256：{found.sha256}")
    if check.is_stale:
        say(_STALE)
    say(f"下一步：另外 {APPROVALS} 名审批人各自运行 anyuan release approve {page} --actor 代码。")


def approve(page: PageArgument, actor: Actor, workspace: Workspace = "demo") -> None:
    """审批：看程序核对了什么，逐项确认自己读过的，由本人输入口令，不能代办。"""
    opened, found = _opened(workspace, page)
    check = check_again(opened, found)
    approver = confirm_person(opened.casebook, actor)
    require_approver(opened, found, approver)
    say(f"审批：{found.title}（{found.name}），文件 {short(found.sha256)}…")
    say("一、程序已核对：")
    _say_checked(opened, found, check)
    if check.is_stale:
        say("  " + _STALE)
    say(f"二、请打开 {found.folder / 'briefing.html'} 读过，逐项确认：")
    read = []
    for code, words in TO_READ.items():
        if not typer.confirm(f"  {words}", prompt_suffix="："):
            break
        read.append(code)
    n = approve_page(opened, found, approver, read)
    say(f"已审批（{n}/{APPROVALS}）：{approver.agency_label} {approver.name}（{actor}）。")
    if n >= APPROVALS:
        say(f"下一步：anyuan release issue {page} --actor 代码 --to 单位=份数。")


def issue_page(
    page: PageArgument,
    actor: Actor,
    to: Annotated[
        list[str] | None, typer.Option("--to", help="持有单位和份数，如 --to 公安局=1；可写多次。")
    ] = None,
    list_file: Annotated[
        Path | None, typer.Option("--list", help="分发名单文件（CSV：单位,份数）。")
    ] = None,
    workspace: Workspace = "demo",
) -> None:
    """发布：两人审批之后，按分发名单制作编号副本；没有名单的，三部门各一份。"""
    opened, found = _opened(workspace, page)
    holders = read_holders(to or _agencies(opened, list_file), _lines(list_file))
    issuer = confirm_person(opened.casebook, actor)
    done = issue(opened, found, issuer, holders)
    say(f"已发布：{found.title}，{len(done.copies)} 份编号副本。")
    show_table(
        ["份号", "持有单位", "文件", "SHA-256"],
        [
            [f"{c.issued.no:02d}", c.issued.holder, c.file_name, short(c.issued.sha256) + "…"]
            for c in done.copies
        ],
    )
    say(f"副本和名单：{done.folder}")
    say("只发编号副本，不发原件；名单随发布记录保存，撤回时逐份通知。")


def withdraw_page(
    page: Annotated[
        str,
        typer.Argument(metavar="PAGE", help="月份和简报，如 2024-09/dropout_headcount/county。"),
    ],
    actor: Actor,
    reason: Annotated[str, typer.Option(help="撤回理由，印在通知上；不写姓名。")],
    workspace: Workspace = "demo",
) -> None:
    """撤回已发布的简报：不须审批，马上生效；生成逐份写明份号和单位的通知（Word）。"""
    opened = open_workspace(workspace)
    month, name = _named(page)
    person = confirm_person(opened.casebook, actor)
    issued, notice = withdraw(opened, month, name, person, reason)
    say(f"已撤回：{issued.title}，共 {issued.n_copies} 份。请逐份收回或当面销毁：")
    show_table(
        ["份号", "持有单位", "SHA-256"],
        [[f"{c.no:02d}", c.holder, short(c.sha256) + "…"] for c in issued.copies],
    )
    say(f"撤回通知：{notice}")


def list_pages(
    month: Annotated[str, typer.Argument(help="月份，如 2024-09。")], workspace: Workspace = "demo"
) -> None:
    """列出一个月各页的发布状态：谁提请、谁审批、发了几份、是否撤回。"""
    opened = open_workspace(workspace)
    states = page_states(opened, str(Month.parse(month)))
    if not states:
        say(f"{month} 还没有可以发布的会议级简报。")
        return
    show_table(
        ["简报", "文件", "状态", "提请", "审批", "副本", "发布时间"],
        [
            [
                one.page,
                short(one.sha256),
                one.text,
                one.proposed_by,
                "、".join(one.approved_by),
                f"{one.issued.n_copies} 份" if one.issued else "",
                f"{one.issued.issued_at.astimezone(CHINA):%Y-%m-%d %H:%M}" if one.issued else "",
            ]
            for one in states
        ],
    )
    waiting = opened.casebook.events(kind="release_carried")
    n = sum(body["month"] == month for body in waiting["body"])
    if n:
        say(f"留到下一次发布的小更正：{n} 次（每处变化都小于保护门槛，没有单独发布）。")


def which(
    file: Annotated[Path, typer.Argument(help="找到的文件。")], workspace: Workspace = "demo"
) -> None:
    """查一个找到的文件是哪一页的第几份、发给了谁；被改动过的，也按印着的份号查。"""
    opened = open_workspace(workspace)
    if not file.is_file():
        raise ShownError(f"没有文件 {file.name}。", code="no_file", next_step="请核对文件的位置。")
    data = file.read_bytes()
    number = read_number(data)
    found = which_copy(issued_pages(opened.casebook), data, number)
    if not found:
        printed = f"印着份号 {number:02d}，但" if number else ""
        raise ShownError(
            f"{file.name} {printed}不是任何一次发布的副本或原件。",
            code="unknown_copy",
            next_step="可能是没有发布的页面，或另一个工作区的；请交专班负责人处理。",
        )
    for one in found:
        at = one.page.issued_at.astimezone(CHINA)
        title = f"{one.page.title}（{one.page.page}，{at:%Y-%m-%d} 发布）"
        if one.copy is None:
            say(f"{title}的原件，不是编号副本；原件不应外发。")
            continue
        held = f"第 {one.copy.no:02d} 份，共 {one.page.n_copies} 份，持有：{one.copy.holder}"
        if one.is_exact:
            say(f"{title}{held}。与发出时逐字节一致。")
        else:
            say(f"印着份号 {one.copy.no:02d}：{title}{held}。")
            say("内容与发出时不符：是发布后被改动过的文件。")
        if one.page.withdrawn_at is not None:
            say("这次发布已经撤回，请收回。")


def _opened(workspace: str, page: str) -> tuple[OpenedWorkspace, LeavingPage]:
    opened = open_workspace(workspace)
    found = find_page(opened.root / "outputs", page)
    if found.receipt.get("parameters", {}).get("workspace") != workspace:
        raise ShownError(
            "这一页不是由这个工作区生成的。",
            code="other_workspace",
            next_step="请用 --workspace 指明生成它的工作区。",
        )
    return opened, found


def _agencies(opened: OpenedWorkspace, list_file: Path | None) -> list[str]:
    """Return each agency of the meeting once, where no list was given."""
    if list_file is not None:
        return []
    people = read_people(opened.root / "params" / "people.yaml").values()
    return list(dict.fromkeys(one.agency_label for one in people))


def _lines(list_file: Path | None) -> list[str]:
    if list_file is None:
        return []
    try:
        return list_file.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError):
        raise ShownError(
            f"分发名单 {list_file.name} 打不开，或不是 UTF-8 文本。",
            code="bad_holders",
            next_step="请另存为 CSV UTF-8，每行“单位,份数”。",
        ) from None


def _named(page: str) -> tuple[str, str]:
    """Return month and name of a page by its last three parts; it need not lie there any more."""
    parts = [p for p in Path(page).parts if p != "briefing.html"][-3:]
    if len(parts) != 3:
        raise ShownError(
            "没有指明是哪一页简报。",
            code="page_missing",
            next_step="请写成 2024-09/dropout_headcount/county 的样子。",
        )
    month, *name = parts
    return str(Month.parse(month)), "/".join(checked_code(part, "简报名称") for part in name)


def _say_checked(opened: OpenedWorkspace, page: LeavingPage, check: PageCheck) -> None:
    for line in check.lines(opened.county.disclosure.in_force(page.month.last_day)):
        say(f"  ✓ {line}")
