"""The shape of the house as a checker: layers, borrowed libraries, cycles, sizes, forbidden words.

`check_tree(root)` reads the sources of a package, never imports them, and returns one sentence per
violation. The tests beside it run it on the house and on small sources that break each rule.
"""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import banned_words

# Low to high. Each layer is a tuple of rows: a module may import lower layers, and lower rows of
# its own layer; never its own row. A package is one module here; its inside is its own business.
LAYERS = {
    "ground": (
        {"errors"},
        {"text", "resident_id", "clock", "paths", "holidays"},
        {"period", "keys", "person_numbers"},
        {"dates"},
        {"written"},
    ),
    "vocabulary": ({"codebook", "protected"},),
    "stores": ({"casebook", "records"},),
    "facts": ({"intake", "linkage", "cases"},),
    "questions": ({"dropout", "bullying", "review"},),
    "pages": ({"briefing", "disclosure", "letters"},),
    "running": ({"run"},),
    "faces": ({"notebook", "desk", "rehearsal"}, {"demo"}, {"cli"}, {"__main__"}),
}

# The largest package has rooms of its own, low to high, under the same rule as the house.
ROOMS_OF_RUN = (
    {"hygiene", "matching", "intake", "plans"},
    {"opened", "results"},
    {"engine", "months"},
    {"casework", "explain", "forms", "release"},
    {"batch"},
    {"rebuild"},
)

# A library that only these packages may import.
BORROWED = {
    "papermill": {"run"},
    "nbclient": {"run"},
    "nbconvert": {"briefing"},
    "matplotlib": {"briefing"},
    "ipywidgets": {"desk"},
    "anywidget": {"desk"},
    "duckdb": {"linkage", "records"},
    "splink": {"linkage", "records"},
    "sqlalchemy": {"casebook"},
    "alembic": {"casebook"},
}

GRAB_BAGS = {"utils", "util", "helpers", "helper", "common", "misc"}
MAX_LINES = 400
MAX_POSITIONAL = 5
# A comment that begins so, on the line of an import inside a function or on the line above, says
# why it stands there (a library of one system only, or a start-up that must stay quick).
LATE_IMPORT = "# imported here:"


@dataclass(frozen=True)
class Source:
    """One module: its dotted name below the package (`casebook.events`), its text and its tree."""

    name: str
    path: Path
    text: str
    tree: ast.Module
    is_package: bool

    @property
    def top(self) -> str:
        """The module or package in the table of layers; every cli_* file is the command."""
        first = self.name.split(".")[0]
        return "cli" if first.startswith("cli_") else first


def check_tree(root: Path, package: str = "anyuan") -> list[str]:
    """Return every violation in the package that lies in `root`, as `file:line what`."""
    sources = read_sources(root)
    found = [v for s in sources for v in _check_source(s, package)]
    return found + _check_cycles(sources, package)


def read_sources(root: Path) -> list[Source]:
    """Return the modules below a package folder, the package's own __init__ under the name ''."""
    sources = []
    for path in sorted(root.rglob("*.py")):
        parts = path.relative_to(root).with_suffix("").parts
        is_package = parts[-1] == "__init__"
        name = ".".join(parts[:-1] if is_package else parts)
        text = path.read_text(encoding="utf-8")
        sources.append(Source(name, path, text, ast.parse(text), is_package))
    return sources


def _check_source(source: Source, package: str) -> list[str]:
    checks = (
        _check_size(source),
        _check_place(source),
        _check_layers(source, package),
        _check_rooms(source, package),
        _check_borrowed(source),
        _check_late_imports(source),
        _check_positional(source),
        banned_words.check(source.tree, source.top),
    )
    return [f"{source.path.name}:{line} {what}" for check in checks for line, what in check]


def _check_size(source: Source) -> Iterator[tuple[int, str]]:
    n_lines = len(source.text.splitlines())
    if n_lines > MAX_LINES:
        yield n_lines, f"has {n_lines} lines, the limit is {MAX_LINES}"


def _check_place(source: Source) -> Iterator[tuple[int, str]]:
    bags = GRAB_BAGS.intersection(source.name.split("."))
    if bags:
        yield 1, f"is called {', '.join(bags)}: name the thing"
    if source.name and _height(source.top) is None:
        yield 1, f"{source.top} is not in the table of layers"


def _check_layers(source: Source, package: str) -> Iterator[tuple[int, str]]:
    own = _height(source.top)
    for line, target in _house_imports(source, package):
        top = target.split(".")[0]
        top = "cli" if top.startswith("cli_") else top
        height = _height(top)
        if own is None or height is None or top == source.top:
            continue
        if height >= own:
            yield line, f"{source.top} imports {top}, which is not below it"


def _check_rooms(source: Source, package: str) -> Iterator[tuple[int, str]]:
    if source.top != "run":
        return
    heights = {room: n for n, row in enumerate(ROOMS_OF_RUN) for room in row}
    own = source.name.split(".")[1]
    if own not in heights:
        yield 1, f"run.{own} is not in the table of rooms"
        return
    for line, target in _house_imports(source, package):
        if target.startswith("run."):
            room = target.split(".")[1]
            if room != own and heights.get(room, -1) >= heights[own]:
                yield line, f"run.{own} imports run.{room}, which is not below it"


def _check_borrowed(source: Source) -> Iterator[tuple[int, str]]:
    for node in ast.walk(source.tree):
        for name in _absolute_names(node):
            library = name.split(".")[0]
            if library in BORROWED and source.top not in BORROWED[library]:
                yield node.lineno, f"{source.top} imports {library}"
        if isinstance(node, ast.Name | ast.Attribute) and "TYPE_CHECKING" in (
            getattr(node, "id", ""),
            getattr(node, "attr", ""),
        ):
            yield node.lineno, "uses TYPE_CHECKING: mend the layer instead"


def _check_late_imports(source: Source) -> Iterator[tuple[int, str]]:
    lines = source.text.splitlines()
    functions = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
    late = {
        node.lineno
        for function in ast.walk(source.tree)
        if isinstance(function, functions)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    }
    by_name = {n.lineno for n in ast.walk(source.tree) if _imports_by_name(n)}
    for line in sorted(late | by_name):
        if LATE_IMPORT not in lines[line - 1] + lines[max(line - 2, 0)]:
            yield line, "imports inside a function or by name without saying why"


def _check_positional(source: Source) -> Iterator[tuple[int, str]]:
    if source.top == "cli":  # a command's options are its parameters
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            names = [a.arg for a in (*node.args.posonlyargs, *node.args.args)]
            n = len([name for name in names if name not in ("self", "cls")])
            if n > MAX_POSITIONAL:
                yield node.lineno, f"{node.name} takes {n} positional parameters"


def _check_cycles(sources: list[Source], package: str) -> list[str]:
    names = {s.name for s in sources}
    graph = {s.name: {_known(t, names) for _, t in _house_imports(s, package)} for s in sources}
    found: list[str] = []
    done: set[str] = set()

    def walk(name: str, trail: tuple[str, ...]) -> None:
        if name in trail:
            circle = trail[trail.index(name) :]
            if name == min(circle):  # each circle is told once
                found.append("cycle: " + " -> ".join((*circle, name)))
            return
        if name in done:
            return
        for target in sorted(graph.get(name, set()) - {name, ""}):
            walk(target, (*trail, name))
        done.add(name)

    for name in sorted(graph):
        walk(name, ())
    return found


def _house_imports(source: Source, package: str) -> Iterator[tuple[int, str]]:
    """Yield (line, dotted name below the package) of every import of the house's own."""
    here = source.name.split(".") if source.name else []
    if not source.is_package:
        here = here[:-1]
    for node in ast.walk(source.tree):
        names: Iterable[str] = _absolute_names(node)
        if isinstance(node, ast.ImportFrom) and node.level:
            base = here[: len(here) - node.level + 1]
            tail = node.module.split(".") if node.module else []
            names = [".".join((package, *base, *tail, alias.name)) for alias in node.names]
        for name in names:
            first, _, rest = name.partition(".")
            if first == package and rest:
                yield node.lineno, rest


def _absolute_names(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and not node.level:
        return [f"{node.module}.{alias.name}" for alias in node.names]
    return []


def _imports_by_name(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call):
        return False
    called = getattr(node.func, "attr", None) or getattr(node.func, "id", None)
    return called in ("import_module", "__import__")


def _known(target: str, names: set[str]) -> str:
    """Return the module that an imported name lies in: `casebook.Casebook` lies in `casebook`."""
    parts = target.split(".")
    while parts and ".".join(parts) not in names:
        parts.pop()
    return ".".join(parts)


def _height(top: str) -> tuple[int, int] | None:
    for layer, rows in enumerate(LAYERS.values()):
        for row, modules in enumerate(rows):
            if top in modules:
                return layer, row
    return None
