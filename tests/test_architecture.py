"""The house keeps its shape, and the checker that says so sees every way of losing it."""

from pathlib import Path

import architecture
import banned_words
import pytest

LIB = Path(__file__).parent.parent / "lib" / "anyuan"


def test_the_house_keeps_its_shape():
    assert architecture.check_tree(LIB) == []


def test_the_templates_escape_everything():
    templates = [p for p in LIB.rglob("*") if p.suffix in (".html", ".j2", ".css")]
    assert [v for path in templates for v in banned_words.check_template(path)] == []


def test_the_checker_reads_every_module():
    names = {s.name for s in architecture.read_sources(LIB)}
    assert {"", "errors", "codebook", "codebook.rules", "run.hygiene"} <= names


def test_no_module_stands_in_two_rows_of_the_table():
    every = [m for rows in architecture.LAYERS.values() for row in rows for m in row]
    assert len(every) == len(set(every))


def test_borrowed_libraries_belong_to_packages_of_the_table():
    every = {m for rows in architecture.LAYERS.values() for row in rows for m in row}
    assert set().union(*architecture.BORROWED.values()) <= every


# Each row: the file, its source, and the words that the violation must hold.
BROKEN = {
    "a lower layer imports a higher one": (
        "codebook/x.py",
        "from anyuan.intake import receive",
        "codebook imports intake",
    ),
    "one package imports its neighbour in the row": (
        "intake/x.py",
        "import anyuan.linkage.rules",
        "intake imports linkage",
    ),
    "a neighbour is imported relatively": (
        "intake/x.py",
        "from ..linkage import rules",
        "intake imports linkage",
    ),
    "the rows of one layer are ordered too": (
        "errors.py",
        "from anyuan import paths",
        "errors imports paths",
    ),
    "a page imports the engine": (
        "briefing/x.py",
        "from anyuan.run.plans.plan import plan",
        "briefing imports run",
    ),
    "a new module is not in the table": ("gadgets.py", "", "not in the table of layers"),
    "a grab bag in a package": ("intake/utils.py", "", "name the thing"),
    "a borrowed library in the wrong room": (
        "intake/x.py",
        "import duckdb",
        "intake imports duckdb",
    ),
    "a part of a borrowed library": (
        "dropout/x.py",
        "from matplotlib import pyplot",
        "dropout imports matplotlib",
    ),
    "papermill outside run": ("notebook.py", "import papermill as pm", "imports papermill"),
    "a room of run that imports a higher one": (
        "run/plans/x.py",
        "from anyuan.run.batch.lock import Lock",
        "run.plans imports run.batch",
    ),
    "a room of run that nobody entered": (
        "run/odd/x.py",
        "",
        "run.odd is not in the table of rooms",
    ),
    "widgets outside the desk": ("run/batch/x.py", "import ipywidgets", "run imports ipywidgets"),
    "sqlalchemy outside the casebook": (
        "records/x.py",
        "from sqlalchemy.orm import Session",
        "records imports sqlalchemy",
    ),
    "a late import without a reason": (
        "run/batch/x.py",
        "def f():\n    import json\n",
        "inside a function",
    ),
    "a module called by its name": (
        "run/batch/x.py",
        'json = importlib.import_module("json")',
        "by name",
    ),
    "TYPE_CHECKING": (
        "run/batch/x.py",
        "import typing\nif typing.TYPE_CHECKING:\n    import json\n",
        "TYPE_CHECKING",
    ),
    "a file that grew": ("run/batch/x.py", "x = 1\n" * 401, "the limit is 400"),
    "six positional parameters": (
        "run/batch/x.py",
        "def f(a, b, c, d, e, g): ...",
        "takes 6 positional",
    ),
    "Chinese compared": ("run/batch/x.py", 'f = x == "男"', "Chinese literal"),
    "Chinese in a container": ("run/batch/x.py", 'f = x in ("男", "女")', "Chinese literal"),
    "Chinese in a string searched": ("run/batch/x.py", 'f = "镇" in name', "Chinese literal"),
    "Chinese in a constant searched": (
        "run/batch/x.py",
        'WORDS = ("男", "女")\nf = x in WORDS',
        "Chinese literal",
    ),
    "Chinese as an index": ("run/batch/x.py", 'f = frame["姓名"]', "Chinese literal"),
    "Chinese columns as a list": ("run/batch/x.py", 'f = frame[["姓名", "x"]]', "Chinese literal"),
    "Chinese as a dict key": ("run/batch/x.py", 'f = {"姓名": 1}', "Chinese literal"),
    "Chinese in a formatted key": ("run/batch/x.py", 'f = {f"{x}月": 1}', "Chinese literal"),
    "Chinese in a set": ("run/batch/x.py", 'f = {"姓名"}', "Chinese literal"),
    "Chinese in a match": (
        "run/batch/x.py",
        'match x:\n    case "男":\n        pass\n',
        "Chinese literal",
    ),
    "Chinese in a method that compares": (
        "run/batch/x.py",
        'f = x.endswith("镇")',
        "Chinese literal",
    ),
    "a rare character is Chinese too": ("run/batch/x.py", 'f = x == "𠮷"', "Chinese literal"),
    "Styler": ("briefing/x.py", "from pandas.io.formats.style import Styler", "Styler"),
    "the style of a frame": ("dropout/x.py", "f = frame.style.format(x)", "Styler"),
    "a table printed unescaped": ("dropout/x.py", "frame.to_html(escape=False)", "escape=False"),
    "HTML under another name": (
        "desk/x.py",
        "from IPython.display import HTML as Shown",
        "one rendering path",
    ),
    "a pickle": ("records/x.py", "import joblib.numpy_pickle", "a pickle runs"),
    "names out of a pickle": ("records/x.py", "from pickle import loads", "a pickle runs"),
    "a frame out of a pickle": ("records/x.py", "f = pd.read_pickle(path)", "read_pickle() runs"),
    "|safe in a string": ("briefing/x.py", 'f = "{{ name | safe }}"', "|safe"),
    "an environment that does not escape": (
        "briefing/x.py",
        "e = jinja2.Environment(loader=x)",
        "without autoescape",
    ),
    "an environment told not to": (
        "briefing/x.py",
        "e = SandboxedEnvironment(autoescape=False)",
        "without autoescape",
    ),
    "HTML outside briefing": ("notebook.py", "HTML(text)", "HTML() outside briefing"),
    "Markdown outside briefing": ("desk/x.py", "display.Markdown(text)", "outside briefing"),
    "bytes replaced": ("intake/x.py", 'text = raw.decode("gbk", "replace")', "replace"),
    "bytes replaced by name": ("intake/x.py", 'open(p, errors="replace")', "replace"),
    "bytes ignored": ("intake/x.py", 'p.read_text(errors="ignore")', "ignore"),
    "lines skipped": ("intake/x.py", 'read_csv(p, on_bad_lines="skip")', "on_bad_lines"),
    "words read as nothing": (
        "intake/x.py",
        "read_csv(p, keep_default_na=True)",
        "keep_default_na",
    ),
    "an age by division": ("dropout/x.py", "age = days / 365.25", "365.25"),
    "YAML that guesses": ("run/batch/x.py", "yaml.safe_load(text)", "yaml.safe_load"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_the_checker_sees(case, tmp_path):
    place, source, words = BROKEN[case]

    found = architecture.check_tree(_house(tmp_path, {place: source}))

    assert len(found) == 1, found
    assert words in found[0]


# What must stay allowed, or the rules would be in the way.
SOUND = {
    "a higher room imports a lower one": (
        "run/batch/x.py",
        "from anyuan.run.results.marks import read_marks",
    ),
    "imports downward": ("run/batch/x.py", "from anyuan.intake import receive"),
    "imports inside a package": ("intake/x.py", "from anyuan.intake.guard import check"),
    "the command may use any face": ("cli.py", "from anyuan import demo, notebook"),
    "files of the command belong together": ("cli_month.py", "from anyuan.cli_shared import x"),
    "a late import with its reason": (
        "run/batch/x.py",
        "def f():\n    import resource  # imported here: posix only\n",
    ),
    "a library where it belongs": ("linkage/x.py", "import duckdb"),
    "Chinese in a sentence": ("run/batch/x.py", 'raise ShownError(f"找不到{name}。", code="x")'),
    "Chinese labels as values": ("run/batch/x.py", 'f = {"name": "姓名"}'),
    "escaped printing": ("briefing/x.py", "Environment(autoescape=True, loader=x)"),
    "a missing column ignored": ("dropout/x.py", 'frame.drop(columns="x", errors="ignore")'),
    "text replaced on purpose": ("intake/x.py", 'name.replace(" ", "")'),
    "five parameters and the rest by name": (
        "run/batch/x.py",
        "def f(self, a, b, c, d, e, *, g): ...",
    ),
}


@pytest.mark.parametrize("case", SOUND)
def test_the_checker_lets_pass(case, tmp_path):
    place, source = SOUND[case]
    assert architecture.check_tree(_house(tmp_path, {place: source})) == []


def test_a_cycle_is_told_once_with_its_whole_way(tmp_path):
    house = _house(
        tmp_path,
        {
            "casebook/one.py": "from anyuan.casebook import two",
            "casebook/two.py": "from anyuan.casebook.three import x",
            "casebook/three.py": "from . import one",
        },
    )

    assert architecture.check_tree(house) == [
        "cycle: casebook.one -> casebook.two -> casebook.three -> casebook.one"
    ]


def test_a_late_import_does_not_hide_a_cycle(tmp_path):
    late = "def f():\n    from anyuan.casebook import one  # imported here: to hide it\n"
    house = _house(
        tmp_path, {"casebook/one.py": "import anyuan.casebook.two", "casebook/two.py": late}
    )

    assert len(architecture.check_tree(house)) == 1


@pytest.mark.parametrize("line", ["{{ name|safe }}", "{{ name | safe }}", "{% autoescape false %}"])
def test_a_template_that_switches_escaping_off_is_seen(line, tmp_path):
    path = tmp_path / "page.html"
    path.write_text(f"<p>\n{line}\n</p>", encoding="utf-8")

    assert banned_words.check_template(path) == ["page.html:2 |safe prints markup as it came"]


def _house(root: Path, files: dict[str, str]) -> Path:
    for place, source in files.items():
        path = root / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(source, encoding="utf-8")
    return root
