"""Words and calls that no source of the house may hold, each with the reason it is dangerous."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
# Calls whose argument is compared with something.
_COMPARING = {
    "get", "pop", "setdefault", "startswith", "endswith", "removeprefix", "removesuffix", "index",
    "find", "count", "isin", "eq", "ne", "contains",
}  # fmt: skip
_SAFE_FILTER = re.compile(r"\|\s*safe\b")
_MARKUP = {"HTML", "Markdown", "Markup"}
_STYLING = {"format", "apply", "map", "to_html"}
_DECODERS = {"decode", "open", "read_text", "TextIOWrapper", "read_csv"}
_PICKLES = {"pickle", "cPickle", "cloudpickle", "dill", "joblib", "shelve", "marshal"}
_UNTYPED_YAML = {"load", "safe_load", "full_load", "unsafe_load", "load_all", "safe_load_all"}

Violations = Iterator[tuple[int, str]]


def check(tree: ast.Module, top: str) -> list[tuple[int, str]]:
    """Return (line, what) for every forbidden use in a module of the package `top`."""
    constants = _han_constants(tree)
    found: list[tuple[int, str]] = []
    for node in ast.walk(tree):
        found += _chinese_as_key(node, constants)
        found += _unescaped(node, top)
        found += _guessing(node, top)
    return found


def check_template(path: Path) -> list[str]:
    """Return the lines of a template that switch escaping off."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [
        f"{path.name}:{number} |safe prints markup as it came"
        for number, line in enumerate(lines, start=1)
        if _SAFE_FILTER.search(line) or "autoescape false" in line
    ]


def _chinese_as_key(node: ast.AST, constants: set[str]) -> Violations:
    """Words of files and forms are codebook data; only sentences to people may be literals."""
    keys: list[ast.AST] = []
    if isinstance(node, ast.Compare):
        keys = [node.left, *node.comparators]
    elif isinstance(node, ast.Subscript):
        keys = [node.slice]
    elif isinstance(node, ast.Dict):
        keys = [k for k in node.keys if k is not None]
    elif isinstance(node, ast.DictComp):
        keys = [node.key]
    elif isinstance(node, ast.Set):
        keys = [node]
    elif isinstance(node, ast.MatchValue):
        keys = [node.value]
    elif isinstance(node, ast.MatchMapping):
        keys = list(node.keys)
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        keys = node.args[:1] if node.func.attr in _COMPARING else []
    for key in keys:
        if _holds_han(key) or (isinstance(key, ast.Name) and key.id in constants):
            yield key.lineno, "a Chinese literal is compared, indexed by or used as a key"


def _han_constants(tree: ast.Module) -> set[str]:
    """Return the names that hold a Chinese literal, or a collection of such, at module level."""
    found = set()
    for node in tree.body:
        targets = node.targets if isinstance(node, ast.Assign) else []
        if isinstance(node, ast.AnnAssign) and node.value is not None:
            targets = [node.target]
        for target in targets:
            if isinstance(target, ast.Name) and _holds_han(node.value):
                found.add(target.id)
    return found


def _holds_han(node: ast.AST) -> bool:
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str) and bool(_HAN.search(node.value))
    if isinstance(node, ast.Tuple | ast.List | ast.Set | ast.JoinedStr):
        parts = node.values if isinstance(node, ast.JoinedStr) else node.elts
        return any(_holds_han(part) for part in parts)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        makes_collection = node.func.id in ("frozenset", "set", "tuple", "list")
        return makes_collection and any(_holds_han(argument) for argument in node.args)
    return False


def _unescaped(node: ast.AST, top: str) -> Violations:
    """A name may carry markup: one rendering path, which escapes."""
    is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
    if is_text and _SAFE_FILTER.search(node.value):
        yield node.lineno, "|safe prints markup as it came"
    if isinstance(node, ast.Name | ast.Attribute | ast.alias):
        names = {getattr(node, part, None) for part in ("id", "attr", "name")}
        if "Styler" in names:
            yield node.lineno, "Styler does not escape its cells"
    is_inner = isinstance(node, ast.Attribute) and isinstance(node.value, ast.Attribute)
    if is_inner and node.value.attr == "style" and node.attr in _STYLING:
        yield node.lineno, "Styler does not escape its cells"
    if isinstance(node, ast.alias) and node.name in _MARKUP and top != "briefing":
        yield node.lineno, f"{node.name} outside briefing: pages have one rendering path"
    if not isinstance(node, ast.Call):
        return
    name = _called(node)
    if name == "to_html" and _is_constant(_keyword(node, "escape"), False):
        yield node.lineno, "to_html(escape=False) prints markup as it came"
    if name in _MARKUP and top != "briefing":
        yield node.lineno, f"{name}() outside briefing: pages have one rendering path"
    if name.endswith("Environment"):
        escaping = _keyword(node, "autoescape")
        if escaping is None or _is_constant(escaping, False):
            yield node.lineno, f"{name}() without autoescape"


def _guessing(node: ast.AST, top: str) -> Violations:
    """Nothing is dropped or guessed in silence."""
    if isinstance(node, ast.Constant) and node.value == 365.25:
        yield node.lineno, "days/365.25 is not an age: use period.age_on"
    names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
    names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
    if any(name.split(".")[0] in _PICKLES for name in names):
        yield node.lineno, "a pickle runs what it holds: keep rows as Parquet, the rest as JSON"
    if not isinstance(node, ast.Call):
        return
    name = _called(node)
    if name in ("read_pickle", "to_pickle"):
        yield node.lineno, f"{name}() runs what the file holds"
    for word in node.keywords:
        if word.arg in ("on_bad_lines", "keep_default_na"):
            yield node.lineno, f"{word.arg}: tables are read by intake, strictly"
    lenient = [_keyword(node, "errors")]
    if name in _DECODERS:
        lenient += node.args
        if _is_constant(_keyword(node, "errors"), "ignore"):
            yield node.lineno, 'errors="ignore" drops what it cannot read'
    if any(_is_constant(value, "replace") for value in lenient):
        yield node.lineno, 'errors="replace" changes what the file said'
    if _receiver(node) == "yaml" and name in _UNTYPED_YAML and top != "codebook":
        yield node.lineno, f"yaml.{name} turns 0141 into 97: use codebook.read_yaml"


def _called(node: ast.Call) -> str:
    if isinstance(node.func, ast.Attribute):
        return node.func.attr
    return node.func.id if isinstance(node.func, ast.Name) else ""


def _receiver(node: ast.Call) -> str:
    is_method = isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name)
    return node.func.value.id if is_method else ""


def _keyword(node: ast.Call, name: str) -> ast.expr | None:
    return next((word.value for word in node.keywords if word.arg == name), None)


def _is_constant(node: ast.AST | None, value: object) -> bool:
    if not isinstance(node, ast.Constant):
        return False
    return type(node.value) is type(value) and node.value == value
