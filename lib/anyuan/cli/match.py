"""`anyuan match`: who is in both of two lists? Without a workspace, without keys."""

from pathlib import Path
from typing import Annotated

import typer

from anyuan import clock
from anyuan.cli.passwords import ask_password
from anyuan.cli.screen import progress, say, show_table
from anyuan.codebook import person_list, read_county
from anyuan.errors import ShownError
from anyuan.run.matching.list_matching import SIDES, ListFile, ListMatch, MatchOrder, compare_files
from anyuan.run.matching.match_notes import SIDE_WORDS, count_of, warnings_of
from anyuan.run.matching.match_output import check_output, write_match
from anyuan.text import fold_heading

_EXAMPLE = """比对两份名单：谁在两边都有，谁只在一边，谁还说不准。

不需要工作区，也不留存任何数据。列名自动识别；认不出的用 --left、--right 指明，
写“字段=表头”或“字段=列号”，可以写多次；“字段=”表示不用该字段。
字段有：{fields}。

例：anyuan match 名单甲.xlsx 名单乙.csv --out pairs.xlsx

例：anyuan match 甲.xlsx 乙.xls --out pairs.csv --left 姓名=孩子 --left 出生日期=C
"""


def register(app: typer.Typer) -> None:
    """Add this room's command."""
    fields = "、".join(column.label for column in person_list().columns.values())
    app.command("match", help=_EXAMPLE.format(fields=fields))(match)


def match(
    left: Annotated[Path, typer.Argument(help="左表：xlsx、xls 或 csv。", metavar="左表")],
    right: Annotated[Path, typer.Argument(help="右表：xlsx、xls 或 csv。", metavar="右表")],
    out: Annotated[
        Path, typer.Option(help="结果：.xlsx 给人看，.csv、.parquet 给程序用。", metavar="文件")
    ],
    is_decided: Annotated[
        bool, typer.Option("--decide", help="每一对都作出判定，不留“待判定”。")
    ] = False,
    left_headings: Annotated[
        list[str] | None, typer.Option("--left", help="左表的列，可多次。", metavar="字段=表头")
    ] = None,
    right_headings: Annotated[
        list[str] | None, typer.Option("--right", help="右表的列，可多次。", metavar="字段=表头")
    ] = None,
    sheet_left: Annotated[str, typer.Option(help="左表用哪个工作表。", metavar="名称")] = "",
    sheet_right: Annotated[str, typer.Option(help="右表用哪个工作表。", metavar="名称")] = "",
    password: Annotated[str, typer.Option(help="工作簿密码；不给则逐个询问，不保存。")] = "",
) -> None:
    order = MatchOrder(
        left=ListFile(left, sheet_left, _chosen(left_headings or (), "left")),
        right=ListFile(right, sheet_right, _chosen(right_headings or (), "right")),
        county=read_county(),
        today=clock.civil_date(clock.now()),
        decide=is_decided,
        password=lambda path: password or ask_password(path),
    )
    check_output(order, out)
    with progress("比对名单") as tell:
        found = compare_files(order, tell)
        write_match(found, out)
    _show(found, out)


def _chosen(words: list[str], side: str) -> dict[str, str]:
    """Return the headings as chosen, by column of the person list."""
    chosen: dict[str, str] = {}
    for word in words:
        field, mark, heading = word.replace("＝", "=", 1).partition("=")
        name = person_list().words.get(fold_heading(field))
        if not mark or name is None or name in chosen:
            labels = "、".join(column.label for column in person_list().columns.values())
            raise ShownError(
                f"--{side} “{word}”看不懂，或同一字段写了两次；字段有：{labels}。",
                code="heading_form",
                next_step=f"请写成“字段=表头”，如 --{side} 姓名=孩子。",
            )
        chosen[name] = heading.strip()
    return chosen


def _show(found: ListMatch, out: Path) -> None:
    show_table(
        ["", "文件", "工作表", "数据行", "参加比对", "整行未用", "单格未用", "未匹配"],
        [
            [
                SIDE_WORDS[side],
                found.file_of(side).path.name,
                found.list_of(side).sheet,
                found.list_of(side).n_data,
                len(found.list_of(side).numbers),
                found.list_of(side).n_refused,
                count_of(found, side, "cell"),
                len(found.unmatched(side)),
            ]
            for side in SIDES
        ],
    )
    for side in SIDES:
        for text in warnings_of(found, side):
            say(f"注意：{SIDE_WORDS[side]}{text}")
    n_same, n_open = found.n_pairs("same"), found.n_pairs("undecided")
    say(f"相同 {n_same} 对，待判定 {n_open} 对，已写入 {out}。")
    if out.suffix.casefold() != ".xlsx":
        say("下一步：要给人核对的，请用 --out pairs.xlsx 再出一份。")
    elif n_open:
        say("下一步：打开结果，先看“未采用的行”，再逐对核对“待判定”。")
    else:
        say("下一步：打开结果，先看“未采用的行”，再查两张“未匹配”。")
