"""`anyuan explain`: any number of a page opened, down to the rows of the files it came from."""

import json
from pathlib import Path
from typing import Annotated

import typer

from anyuan import clock
from anyuan.cli.actors import confirm_person
from anyuan.cli.options import Actor
from anyuan.cli.screen import say, show_table
from anyuan.paths import project_root
from anyuan.run.explain.explained import (
    as_record,
    as_sheets,
    tell_decisions,
    tell_figure,
    tell_rows,
)
from anyuan.run.explain.explaining import Explanation, OpenPage, find_page, open_page
from anyuan.run.explain.naming_members import Purpose, name_members

_MOST = 40


def register(app: typer.Typer) -> None:
    """Add this room's command."""
    app.command()(explain)


def explain(
    what: Annotated[
        list[str],
        typer.Argument(
            metavar="FOLDER [FIGURE]",
            help="简报目录和数字编号（或名称）；也可写作 2024-09 dropout_headcount/county 编号。"
            "不写编号则列出全部数字。",
        ),
    ],
    is_json: Annotated[bool, typer.Option("--json", help="以 JSON 输出。")] = False,
    xlsx: Annotated[
        Path | None, typer.Option(help="另存为工作簿；不写编号则打开全部数字。")
    ] = None,
    is_named: Annotated[bool, typer.Option("--named", help="显示姓名，仅限个案级。")] = False,
    case: Annotated[str, typer.Option(help="为办理哪个个案查看姓名。")] = "",
    purpose: Annotated[str, typer.Option(help="查看姓名的用途。")] = "",
    actor: Actor = "",
) -> None:
    """打开简报上的一个数字：口径、条文、数的是谁（代号）、来自哪份文件哪一行，并重新计算核对。"""
    root = project_root()
    folder, asked = find_page(what, root)
    page = open_page(folder, root)
    if not asked:
        _tell_all(page, xlsx, is_json)
        return
    found = page.explain(asked)
    names: dict[str, str] = {}
    if is_named:
        why = Purpose(case, purpose, actor, clock.now())
        names = name_members(page, found, why, lambda code: confirm_person(page.casebook, code))
    if xlsx:
        _keep(xlsx, page, [found], names)
    if is_json:
        typer.echo(json.dumps(as_record(found, names), ensure_ascii=False, indent=1))
    else:
        _tell(found, names)


def _tell_all(page: OpenPage, xlsx: Path | None, is_json: bool) -> None:
    every = list(page.listed.values())
    if xlsx:
        _keep(xlsx, page, [page.explain(one.figure_id) for one in every], {})
    elif is_json:
        typer.echo(json.dumps([vars(one) for one in every], ensure_ascii=False, indent=1))
    else:
        rows = [[one.figure_id, one.label, f"{one.shown} {one.unit}".strip()] for one in every]
        show_table(["编号", "名称", "数字"], rows)
        say(f"共 {len(rows)} 个数字。")


def _keep(path: Path, page: OpenPage, found: list[Explanation], names: dict[str, str]) -> None:
    as_sheets(path, page, found, names)
    say(f"已另存：{path.name}")


def _tell(found: Explanation, names: dict[str, str]) -> None:
    for line in tell_figure(found):
        say(line)
    for rows in (tell_rows(found, names), tell_decisions(found)):
        if rows:
            show_table(rows[0], rows[1 : _MOST + 1])
        if len(rows) > _MOST + 1:
            say(f"只列了前 {_MOST} 行，共 {len(rows) - 1} 行；全部请用 --json 或 --xlsx。")
