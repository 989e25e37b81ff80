"""`anyuan init`, `receive`, `correct`: workspaces and what comes into them."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from anyuan import clock, keys
from anyuan.casebook import Casebook, Correction
from anyuan.cli.actors import confirm_actor
from anyuan.cli.options import Actor, Workspace
from anyuan.cli.passwords import ask_password
from anyuan.cli.screen import progress, say, show_table
from anyuan.codebook import read_county, table
from anyuan.errors import ShownError
from anyuan.intake import ReceivingDesk
from anyuan.intake.messages import STATUS_WORDS
from anyuan.paths import private_dir, project_root, workspace_path, write_text
from anyuan.run.intake import receiving
from anyuan.run.intake.receiving import Received

# Up to so many files each gets its sentence; of more, only those that were not simply accepted.
_FEW = 5


def register(app: typer.Typer) -> None:
    """Add this room's commands."""
    app.command()(init)
    app.command("receive")(receive_files)
    app.command()(correct)


def init(workspace: Annotated[str, typer.Argument(help="工作区名称，如 fenyang。")]) -> None:
    """建立一个工作区：目录、密钥、办案库。"""
    root = project_root()
    folder = workspace_path(workspace, root)
    if (folder / "workspace.yaml").is_file():
        raise ShownError(
            f"工作区 {workspace} 已经有了。", code="workspace_exists", next_step="请直接使用。"
        )
    key = keys.create_key_file()
    private_dir(folder)
    Casebook.create(folder, at=clock.now())
    private_dir(folder / "inbox")
    write_text(folder / "workspace.yaml", f'name: "{workspace}"\nis_rehearsal: "false"\n')
    say(f"已建立工作区 {workspace}。密钥在 {key}，请另行备份：丢失后办案库不能核验。")


def receive_files(
    paths: Annotated[list[Path], typer.Argument(help="收到的文件，可以多个。")],
    workspace: Workspace = "demo",
    month: Annotated[str, typer.Option(help="这些文件应属的月份；不符的退回。")] = "",
    table_name: Annotated[str, typer.Option("--table", help="指定表种，不自动识别。")] = "",
    password: Annotated[str, typer.Option(help="工作簿密码；不给则逐个询问，不保存。")] = "",
    actor: Actor = "system",
) -> None:
    """接收表格：原件归档，逐格检查，不合格的行列出并退回。"""
    desk = _desk(workspace, actor, month, table_name, password)
    with progress("接收") as tell:
        received = receiving.receive_files(paths, replace(desk, progress=tell))
    _show(received)


def correct(
    file_sha: Annotated[str, typer.Argument(help="原件的哈希（前 8 位即可）。")],
    cell: Annotated[str, typer.Argument(help="工作表!单元格，如 Sheet1!C17。")],
    was: Annotated[str, typer.Argument(help="原来的值。")],
    now: Annotated[str, typer.Argument(help="更正后的值。")],
    reason: Annotated[str, typer.Option(help="更正的理由和依据。", prompt="理由")],
    workspace: Workspace = "demo",
    actor: Actor = "system",
) -> None:
    """登记一处更正并重新读取该文件；原件不改。"""
    desk = _desk(workspace, actor)
    sheet, _, address = cell.rpartition("!")
    entry = _whole_sha(desk.casebook, file_sha)
    column, row = _split_address(address)
    correction = Correction(entry, sheet, row, column, was, now, reason)
    _show(receiving.correct_cell(correction, desk))


def _desk(
    workspace: str, actor: str, month: str = "", table_name: str = "", password: str = ""
) -> ReceivingDesk:
    root = project_root()
    folder = workspace_path(workspace, root)
    casebook = Casebook.open(folder)
    desk = receiving.open_receiving(
        folder,
        casebook,
        read_county(root / "params" / "county.yaml"),
        actor=confirm_actor(casebook, actor),
        month=month,
        table=table_name,
    )
    return replace(desk, password=lambda path: password or ask_password(path))


def _whole_sha(casebook: Casebook, start: str) -> str:
    shas = {sha for sha in casebook.files()["sha256"] if sha.startswith(start.lower())}
    if len(shas) != 1:
        raise ShownError(
            f"哈希以“{start}”开头的文件有 {len(shas)} 个。",
            code="file_unknown",
            next_step="请多写几位，或用退回单上的哈希。",
        )
    return shas.pop()


def _split_address(address: str) -> tuple[str, int]:
    found = re.fullmatch(r"([A-Za-z]{1,3})([0-9]{1,7})", address, re.ASCII)
    if not found:
        raise ShownError(
            f"“{address}”不是单元格地址。", code="cell_form", next_step="请写成 C17 的样子。"
        )
    return found[1].upper(), int(found[2])


def _show(received: Received) -> None:
    receipts = received.receipts
    show_table(
        ["文件", "结果", "表种", "月份", "行数", "接受", "退回", "存疑"],
        [
            [
                r.path.name,
                STATUS_WORDS[r.status],
                table(r.table).label if r.table else "",
                r.period or "",
                r.n_rows,
                r.n_accepted,
                r.n_refused,
                r.n_doubtful,
            ]
            for r in receipts
        ],
    )
    for r in receipts:
        if r.status != "accepted" or len(receipts) <= _FEW:
            say(r.message)
    if received.workbook:
        say(f"问题清单（可发回报送单位）：{received.workbook}")
    if any(r.status in ("accepted", "replaced") for r in receipts):
        say("下一步：anyuan link 比对，再用 anyuan month 出简报。")
    if any(r.status == "refused" for r in receipts):
        raise typer.Exit(1)
