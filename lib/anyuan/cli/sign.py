"""`anyuan submit` and `anyuan sign`: a review's page goes to three agencies, and each signs it."""

from pathlib import Path
from typing import Annotated

import typer

from anyuan.cli.actors import confirm_person
from anyuan.cli.options import Workspace
from anyuan.cli.screen import say
from anyuan.errors import ShownError
from anyuan.run.casework.signing import PAGE, require_submitted, sign_page, submit_page
from anyuan.run.opened import open_workspace


def register(app: typer.Typer) -> None:
    """Add this room's commands."""
    app.command()(submit)
    app.command()(sign)


def submit(
    case_id: Annotated[str, typer.Argument(metavar="CASE", help="个案编号，如 S2024-0001。")],
    page: Annotated[Path, typer.Option(help="要送签的复盘页文件。")],
    actor: Annotated[str, typer.Option(help="经办人代码，见 params/people.yaml。")],
    workspace: Workspace = "demo",
) -> None:
    """提交复盘页会签：记下文件的校验值，并把这一份存进个案，之后三方只签这一份。"""
    opened = open_workspace(workspace)
    data = read_page(page)
    submitter = confirm_person(opened.casebook, actor)
    case = submit_page(opened, case_id, (page.name, data), submitter)
    say(f"已提交会签：{case_id}，文件已存入个案。")
    say(f"文件 SHA-256：{case.fields[PAGE]}")
    say(f"下一步：三方各自运行 anyuan sign {case_id} --page {page} --actor 代码。")


def sign(
    case_id: Annotated[str, typer.Argument(metavar="CASE", help="个案编号，如 S2024-0001。")],
    page: Annotated[Path, typer.Option(help="送签的复盘页文件。")],
    actor: Annotated[str, typer.Option(help="签署人代码，见 params/people.yaml。")],
    workspace: Workspace = "demo",
) -> None:
    """签署复盘页：核对文件就是送签的那一份，由本人输入口令，不能代签。"""
    opened = open_workspace(workspace)
    data = read_page(page)
    require_submitted(opened, case_id, data)
    signer = confirm_person(opened.casebook, actor)
    done = sign_page(opened, case_id, data, signer)
    say(f"已签署：{case_id}，{signer.agency_label} {signer.name}（{actor}）。")
    say(f"文件 SHA-256：{done.page_sha}")
    if done.lacking:
        say(f"还没有签署：{'、'.join(done.lacking)}。")
    else:
        say("三方都已签署。下一步：在个案台登记“会签完成”。")


def read_page(path: Path) -> bytes:
    """Return the bytes of a page; ShownError `page_missing` where there is no such file."""
    if not path.is_file():
        raise ShownError(
            f"没有文件 {path.name}。", code="page_missing", next_step="请核对复盘页的位置。"
        )
    return path.read_bytes()
