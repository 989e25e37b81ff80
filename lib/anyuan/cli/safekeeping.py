"""`anyuan verify`, `backup`, `restore`, `pin`: keeping the casebook whole and its people known."""

import getpass
from pathlib import Path
from typing import Annotated

import typer

from anyuan import clock
from anyuan.casebook import Casebook, backup, read_people, restore
from anyuan.cli.actors import confirm_actor
from anyuan.cli.options import Workspace
from anyuan.cli.screen import say
from anyuan.errors import ShownError
from anyuan.paths import project_root, workspace_path

BROKEN = 3


def register(app: typer.Typer) -> None:
    """Add this room's commands."""
    app.command()(verify)
    app.command("backup")(make_backup)
    app.command("restore")(restore_backup)
    app.command()(pin)


def verify(
    workspace: Workspace = "demo",
    anchor: Annotated[str, typer.Option(help="印在简报上的链首（至少 16 位）。")] = "",
) -> None:
    """核验办案库：链条是否完整，是否与印在纸上的链首相符。"""
    report = Casebook.open(workspace_path(workspace, project_root())).verify(
        anchor.replace(" ", "") or None
    )
    say(report.message)
    if not report.is_ok:
        raise typer.Exit(BROKEN)


def make_backup(
    dest: Annotated[Path, typer.Argument(help="放备份的目录（工作区之外）。")],
    workspace: Workspace = "demo",
    actor: Annotated[str, typer.Option(help="经办人代码。")] = "system",
) -> None:
    """备份工作区：联机复制，打开、核对之后才算完成。"""
    folder = workspace_path(workspace, project_root())
    confirm_actor(Casebook.open(folder), actor)
    done = backup(folder, dest, actor=actor, at=clock.now())
    size = f"{done.n_files} 个文件，{done.n_bytes / 1e6:.1f} MB"
    say(f"备份完成并已核对：{done.path}（{size}）。密钥不在备份里。")


def restore_backup(
    source: Annotated[Path, typer.Argument(help="备份目录。")],
    workspace: Workspace = "demo",
) -> None:
    """由备份恢复成一个新的工作区；不覆盖已有的。"""
    restore(source, workspace_path(workspace, project_root()))
    say(f"已恢复到工作区 {workspace}。")


def pin(
    person: Annotated[str, typer.Argument(help="人员代码，见 params/people.yaml。")],
    workspace: Workspace = "demo",
) -> None:
    """为一名人员设定或更换口令。"""
    root = project_root()
    if person not in read_people(root / "params" / "people.yaml"):
        raise ShownError(
            f"params/people.yaml 里没有“{person}”。",
            code="person_unknown",
            next_step="请核对代码。",
        )
    casebook = Casebook.open(workspace_path(workspace, root))
    if casebook.has_pin(person):
        casebook.check_pin(person, getpass.getpass("原口令："), at=clock.now())
    new = getpass.getpass("新口令：")
    if new != getpass.getpass("再输一次："):
        raise ShownError("两次输入不同。", code="pin_differs", next_step="请重来。")
    casebook.set_pin(person, new, actor=person, at=clock.now())
    say("口令已设定。")
