"""`anyuan form`: fill the plan's forms, list what is due, check templates, mark as sent."""

from pathlib import Path
from typing import Annotated

import typer

from anyuan import clock
from anyuan.cli.actors import confirm_person
from anyuan.cli.options import Workspace
from anyuan.cli.screen import say, show_table
from anyuan.codebook import code_list
from anyuan.codebook.codes import DATA
from anyuan.letters.form_writing import export_template
from anyuan.period import Month
from anyuan.run.forms.forms import check_forms, fill_form, form_of, list_forms, lock_form
from anyuan.run.opened import open_workspace

_Number = Annotated[str, typer.Argument(metavar="FORM", help="表格编号：1、2、3 或 4。")]
_Month = Annotated[str, typer.Argument(metavar="MONTH", help="填报的月份，如 2024-09。")]


def register(app: typer.Typer) -> None:
    """Add this room's command."""
    room = typer.Typer(
        help="方案附件1至4：填表、到期清单、检查模板、登记报送。", no_args_is_help=True
    )
    room.command("fill")(fill)
    room.command("list")(show_due)
    room.command("check")(check)
    room.command("lock")(lock)
    room.command("template")(template)
    app.add_typer(room, name="form")


def fill(
    form: _Number,
    month: _Month,
    workspace: Workspace = "demo",
    why: Annotated[str, typer.Option(help="已报送的表再填时，变动的原因（写在更正页）。")] = "",
    known_at: Annotated[str, typer.Option(help="按这一时刻以前收到的填，如 2024-10-27。")] = "",
) -> None:
    """填一张表：数、出处、核对提示；已报送的只写更正。"""
    opened = open_workspace(workspace)
    moment = clock.from_text(known_at) if known_at else None
    written = fill_form(opened, form, Month.parse(month), why=why, known_at=moment)
    filled = written.filled
    say(
        f"{filled.form.attachment}《{filled.form.title}》{filled.period.label}：{filled.form.note}。"
    )
    for check_ in filled.checks:
        say(f"　核对：{check_.label}：{len(check_.schools)} 所")
    for note in filled.notes:
        say(f"　{note}")
    if filled.sent_on:
        n = len(filled.corrections)
        say(f"已于 {filled.sent_on.isoformat()} 报送，报送数没有改动；更正 {n} 处。")
    for path in written.paths:
        say(f"已写出：{path}")


def show_due(workspace: Workspace = "demo") -> None:
    """列出各表各期的报送期限和办理情况。"""
    words = code_list("form_state")
    show_table(
        ["表格", "名称", "填报月份", "报送期限", "情况", ""],
        [
            [
                one.due.form.attachment,
                one.due.form.title,
                one.due.period,
                one.due.due_on,
                words.label(one.state),
                one.detail,
            ]
            for one in list_forms(open_workspace(workspace))
        ],
    )


def check(workspace: Workspace = "demo") -> None:
    """检查对照文件和模板：不认识的标记、没有放上的项目、公式。"""
    problems = check_forms(open_workspace(workspace))
    for text in problems:
        say(text)
    if problems:
        raise typer.Exit(1)
    say("各表的对照文件和模板都可用，对照的项目都已放在模板上。")


def lock(
    form: _Number,
    month: _Month,
    actor: Annotated[str, typer.Option(help="经办人代码，见 params/people.yaml。")],
    workspace: Workspace = "demo",
) -> None:
    """登记已报送：此后报送数不再改动，变动写在更正页。"""
    opened = open_workspace(workspace)
    sent = lock_form(opened, form, Month.parse(month), confirm_person(opened.casebook, actor))
    say(f"已登记报送：附件{form} {month}，文件校验值 {sent.sha256[:16]}。")


def template(
    form: _Number,
    out: Annotated[Path, typer.Option(help="放模板和对照文件的文件夹。")],
    workspace: Workspace = "demo",
) -> None:
    """写出现用的模板和对照文件，供改成正式附件的样子。"""
    opened = open_workspace(workspace)
    found = form_of(opened, form)
    mapping = (found.folder or DATA / "forms") / f"{found.name}.yaml"
    for path in export_template(found, mapping, out):
        say(f"已写出：{path}")
