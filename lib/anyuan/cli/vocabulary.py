"""`anyuan terms`: the words of the house, the rules in force, the tables that are received."""

from typing import Annotated

import typer

from anyuan import clock
from anyuan.cli.screen import show_table
from anyuan.codebook import read_county, rules, table, tables
from anyuan.codebook import terms as glossary
from anyuan.errors import ShownError

_STATUS_WORDS = {"law": "法律规定", "plan": "方案规定", "setting": "设置值"}


def register(app: typer.Typer) -> None:
    """Add this room's command."""
    app.command()(terms)


def terms(
    is_rules: Annotated[bool, typer.Option("--rules", help="列出规则和本县现行值。")] = False,
    table_name: Annotated[str, typer.Option("--table", help="列出一种表的各列和可用表头。")] = "",
) -> None:
    """打印术语表；也可打印规则，或一种表应有的列。"""
    if is_rules:
        _show_rules()
    elif table_name:
        _show_table(table_name)
    else:
        rows = [[t.label, t.word, t.definition, t.clause] for t in glossary().values()]
        show_table(["术语", "英文", "含义", "依据"], rows)


def _show_rules() -> None:
    book, today = read_county().rule_book(), clock.civil_date(clock.now())
    show_table(
        ["规则", "说明", "现行值", "性质", "依据"],
        [
            [
                r.key,
                r.description,
                r.in_words(book.value(r.key, today)),
                _STATUS_WORDS[r.status],
                r.reference,
            ]
            for r in rules().values()
        ],
    )


def _show_table(name: str) -> None:
    if name not in tables():
        raise ShownError(
            f"没有名为“{name}”的表，现有：{'、'.join(tables())}。",
            code="unknown_table",
            next_step="请核对名称。",
        )
    show_table(
        ["列", "中文", "类型", "必须有", "可空", "也认作"],
        [
            [
                c.name,
                c.label,
                c.type,
                "是" if c.is_required else "否",
                "是" if c.allows_blank else "否",
                "、".join(sorted(c.headings - {c.name})),
            ]
            for c in table(name).columns.values()
        ],
    )
