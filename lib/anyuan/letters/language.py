"""The little language of a template: names of values, a loop over rows, a condition; nothing else.

Everything else that Jinja knows (calls, filters, arithmetic, imports) is refused before anything
runs; the sandbox stands behind that.
"""

import difflib
from collections.abc import Iterator, Mapping

from jinja2 import StrictUndefined, TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment, SandboxedEnvironment

from anyuan.codebook.letters import LetterKind, LetterValue

_LOOP = frozenset({"index", "first", "last", "length"})
# Nodes that only hold others. A comparison may ask for equal or not equal.
_PLAIN = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.If, nodes.CondExpr, nodes.Const,
    nodes.And, nodes.Or, nodes.Not, nodes.Compare,
)  # fmt: skip
_EQUALITY = frozenset({"eq", "ne"})

Columns = Mapping[str, LetterValue]


def environment() -> SandboxedEnvironment:
    """Return an environment that escapes, knows no function, and stops at an unknown name."""
    made = ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
    made.globals.clear()
    return made


def find_problems(source: str, kind: LetterKind) -> list[str]:
    """Return what a template's source asks for that it may not, in sentences; [] if nothing."""
    try:
        tree = environment().parse(source)
    except TemplateSyntaxError as error:
        return [f"标记写法有误（{error.message}）"]
    return list(dict.fromkeys(_problems(tree, kind, {})))


def find_names(source: str, kind: LetterKind) -> set[str]:
    """Return the names of the letter's values that a sound template's source asks for."""
    tree = environment().parse(source)
    return {n.name for n in tree.find_all(nodes.Name)} & set(kind.values)


def _problems(node: nodes.Node, kind: LetterKind, rows: Mapping[str, Columns]) -> Iterator[str]:
    """`rows` are the names that stand for one row here, each with the columns it has."""
    if isinstance(node, nodes.For):
        yield from _loop_problems(node, kind, rows)
    elif isinstance(node, nodes.Name):
        yield from _name_problems(node, kind, rows)
    elif isinstance(node, nodes.Getattr):
        yield from _column_problems(node, kind, rows)
    elif isinstance(node, nodes.Operand):
        if node.op not in _EQUALITY:
            yield "比较只能用 == 和 !="
        yield from _problems(node.expr, kind, rows)
    elif isinstance(node, _PLAIN):
        for child in node.iter_child_nodes():
            yield from _inner_problems(node, child, kind, rows)
    else:
        yield f"用了不允许的写法（{type(node).__name__}）"


def _inner_problems(
    node: nodes.Node, child: nodes.Node, kind: LetterKind, rows: Mapping[str, Columns]
) -> Iterator[str]:
    """A list of rows may be asked whether it is empty, but not printed."""
    value = kind.values.get(child.name) if isinstance(child, nodes.Name) else None
    is_list = value is not None and bool(value.columns) and child.name not in rows
    if is_list and not (isinstance(node, nodes.If) and child is node.test):
        yield f"“{child.name}”有多行，只能用循环逐行写出"
    else:
        yield from _problems(child, kind, rows)


def _loop_problems(node: nodes.For, kind: LetterKind, rows: Mapping[str, Columns]) -> Iterator[str]:
    value = kind.values.get(node.iter.name) if isinstance(node.iter, nodes.Name) else None
    if value is None or not value.columns or not isinstance(node.target, nodes.Name):
        lists = "、".join(name for name, v in kind.values.items() if v.columns)
        yield f"循环只能写成 for 行 in {lists}" if lists else "本文书没有可循环的多行内容"
        return
    if node.test is not None or node.recursive:
        yield "循环中不能再加条件或递归"
    if node.target.name in kind.values or node.target.name in rows:
        yield f"循环用的名称“{node.target.name}”与别的名称重复"
    within = {**rows, node.target.name: value.columns, "loop": dict.fromkeys(_LOOP)}
    for child in node.body:
        yield from _problems(child, kind, within)
    for child in node.else_:
        yield from _problems(child, kind, rows)


def _name_problems(
    node: nodes.Name, kind: LetterKind, rows: Mapping[str, Columns]
) -> Iterator[str]:
    if node.name in rows:
        yield f"“{node.name}”是一整行，请写成 {node.name}.{next(iter(rows[node.name]))} 的样子"
    elif node.name not in kind.values:
        yield f"没有“{node.name}”这个名称{_suggestion(node.name, kind.values)}"


def _column_problems(
    node: nodes.Getattr, kind: LetterKind, rows: Mapping[str, Columns]
) -> Iterator[str]:
    columns = rows.get(node.node.name) if isinstance(node.node, nodes.Name) else None
    if columns is None:
        yield f"“.{node.attr}”前面不是循环中的一行"
    elif node.attr not in columns:
        yield f"行里没有“{node.attr}”这一栏{_suggestion(node.attr, columns)}"


def _suggestion(name: str, known: Mapping[str, object]) -> str:
    close = difflib.get_close_matches(name, list(known), n=1)
    return f"（是否要写 {close[0]}？）" if close else ""
