"""`anyuan link`: who is who among the rows that were received."""

import typer

from anyuan import clock
from anyuan.casebook import Casebook
from anyuan.cli.actors import confirm_actor
from anyuan.cli.options import Actor, Workspace
from anyuan.cli.screen import show_table
from anyuan.paths import project_root, workspace_path
from anyuan.run.months.linking import link_month, months_to_link


def register(app: typer.Typer) -> None:
    """Add this room's command."""
    app.command()(link)


def link(
    workspace: Workspace = "demo",
    actor: Actor = "system",
) -> None:
    """比对收到的各表，认出同一名儿童；未判定的留待人工。"""
    folder = workspace_path(workspace, project_root())
    casebook = Casebook.open(folder)
    confirm_actor(casebook, actor)
    rows = []
    for each in months_to_link(casebook):
        done = link_month(folder, casebook, each, actor=actor, at=clock.now())
        rows.append([each, done.n_rows, done.n_assigned, done.n_links, done.n_undecided])
    show_table(["月份", "行数", "新认定", "新链接", "未判定"], rows)
