"""The house outside its package: installing, papers, hooks, what git may hold."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import typer.main
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from anyuan.codebook import read_yaml
from anyuan.run.hygiene import check_notebook, strip_notebook

ROOT = Path(__file__).parent.parent
READMES = ("README.md", "README.zh-CN.md")
PAPERS = (*READMES, "CONTRIBUTING.md", "casework/README.md", "outputs/README.md", "bench/README.md")
OURS = ("lib", "tests", "bench", "notebooks", "casework", "docs", "params", ".ci", ".githooks")
COMMAND = r"^(?:\S+python3? -m |python -m )?anyuan ([a-z]+)\b"
SUFFIXES = {".py", ".ipynb", ".md", ".yaml", ".yml", ".toml", ".html", ".css", ".sql", ""}


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def sources() -> list[Path]:
    """Return the text files that the project holds, without what runs made."""
    top = [p for p in ROOT.iterdir() if p.is_file() and not p.name.startswith(".coverage")]
    below = [p for name in OURS for p in (ROOT / name).rglob("*") if p.is_file()]
    made = {"__pycache__", ".ipynb_checkpoints"}
    return [
        p
        for p in (*top, *below)
        if p.suffix in SUFFIXES and not made & set(p.parts) and not _in_workspace(p)
    ]


def _in_workspace(path: Path) -> bool:
    parts = path.relative_to(ROOT).parts
    return parts[0] == "casework" and len(parts) > 2


class TestInstalling:
    def wanted(self) -> dict[str, str]:
        project = tomllib.loads(text_of("pyproject.toml"))["project"]
        return {_name(r): _bound(r) for r in project["dependencies"]}

    def conda(self) -> tuple[list[str], list[str]]:
        entries = read_yaml(ROOT / "environment.yml")["dependencies"]
        pip = next(e["pip"] for e in entries if isinstance(e, dict))
        return [e for e in entries if isinstance(e, str)], pip

    def test_the_conda_file_names_what_the_project_names_with_the_same_bounds(self):
        conda, pip = self.conda()
        packages = [e for e in conda if _name(e) not in ("python", "pip")]
        packages += [e for e in pip if not e.startswith("--")]

        assert {_name(e): _bound(e) for e in packages} == self.wanted()
        assert len(packages) == len(self.wanted())

    def test_the_conda_file_asks_for_the_same_python_and_installs_the_project(self):
        project = tomllib.loads(text_of("pyproject.toml"))["project"]
        conda, pip = self.conda()

        assert f"python{project['requires-python']}" in conda
        assert "--editable ." in pip

    def test_jupyter_and_its_kind_come_from_conda(self):
        conda, _ = self.conda()
        jupyter = {"jupyterlab", "ipywidgets", "pandas", "papermill", "nbconvert", "matplotlib"}
        assert {_name(e) for e in conda} == jupyter | {"python", "pip"}
        assert read_yaml(ROOT / "environment.yml")["channels"] == ["conda-forge"]

    def test_every_package_asked_for_is_pinned_within_its_bound(self):
        project = tomllib.loads(text_of("pyproject.toml"))["project"]
        pins = dict(line.split("==") for line in text_of("constraints.txt").split())
        pins = {canonicalize_name(name): version for name, version in pins.items()}
        extras = project["optional-dependencies"].values()
        for wanted in (*project["dependencies"], *(r for extra in extras for r in extra)):
            requirement = Requirement(wanted)
            pin = pins[canonicalize_name(requirement.name)]
            assert requirement.specifier.contains(pin), wanted


class TestPapers:
    def test_both_readmes_give_the_same_commands(self):
        english, chinese = (_commands(text_of(name)) for name in READMES)
        assert english == chinese
        assert ["make", "briefing"] in [line.split() for line in english]

    def test_every_command_that_is_named_exists(self):
        from anyuan import cli

        known = set(typer.main.get_command(cli.make_app()).commands)
        for name in PAPERS:
            asked = set(re.findall(COMMAND, _code(text_of(name)), re.MULTILINE))
            assert asked <= known, f"{name}: {sorted(asked - known)}"

    def test_every_target_that_is_named_exists(self):
        targets = set(re.findall(r"^([a-z]+):", text_of("Makefile"), re.MULTILINE))
        assert {"briefing", "test", "lab", "bench", "soak", "check", "clean"} <= targets
        for name in PAPERS:
            asked = set(re.findall(r"\bmake ([a-z]+)", _code(text_of(name))))
            assert asked <= targets, f"{name}: {sorted(asked - targets)}"

    def test_every_file_that_a_paper_points_to_is_there(self):
        for path in (p for p in sources() if p.suffix == ".md"):
            for target in re.findall(r"\]\(([^)#:]+)\)", path.read_text(encoding="utf-8")):
                assert (path.parent / target).exists(), f"{path.relative_to(ROOT)}: {target}"

    def test_every_decision_says_what_why_and_what_it_replaces(self):
        decisions = sorted((ROOT / "docs" / "decisions").glob("*.md"))
        assert [p.name[:3] for p in decisions] == [f"{n + 1:03d}" for n in range(len(decisions))]
        for path in decisions:
            headings = re.findall(r"^## (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
            assert headings[:3] == ["What", "Why", "What it replaces"], path.name


class TestSources:
    def test_no_file_names_a_folder_of_one_machine_or_a_registry(self):
        folders = r"(?:^|[^A-Za-z0-9_.])/(?:work|root|home|tmp|Users)/[A-Za-z0-9_.-]"
        hosts = r"index-url|extra-index|find-links *=|https?://[^\s/]*(?:pypi|anaconda)"
        bad = re.compile(f"{folders}|{hosts}")
        here = Path(__file__).resolve()
        found = [
            f"{path.relative_to(ROOT)}:{number}"
            for path in sources()
            if path.resolve() != here
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
            if bad.search(line)
        ]
        assert found == []

    def test_every_notebook_in_the_house_is_stripped(self):
        notebooks = [p for p in sources() if p.suffix == ".ipynb"]
        assert [problem for path in notebooks for problem in check_notebook(path)] == []

    @pytest.mark.parametrize("command", [["check"], ["format", "--check"]])
    def test_the_sources_are_as_ruff_wants_them(self, command):
        ruff = [sys.executable, "-m", "ruff", *command, "--quiet", "--no-cache"]
        folders = ["lib", "tests", "bench", ".githooks"]
        done = subprocess.run([*ruff, *folders], cwd=ROOT, capture_output=True, check=False)
        assert done.returncode == 0, done.stdout.decode("utf-8")


class TestGit:
    """In a repository of its own, with the house's hook and its list of what git leaves alone."""

    @pytest.fixture
    def git(self, tmp_path, monkeypatch):
        for name in [n for n in os.environ if n.startswith("GIT_")]:
            monkeypatch.delenv(name)
        monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
        monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
        package = tmp_path / "lib" / "anyuan"
        (package / "run").mkdir(parents=True)
        for name in ("__init__.py", "errors.py", "paths.py", "run/hygiene.py"):
            shutil.copy(ROOT / "lib" / "anyuan" / name, package / name)
        shutil.copytree(ROOT / ".githooks", tmp_path / ".githooks")
        for name in (".gitignore", ".gitattributes"):
            shutil.copy(ROOT / name, tmp_path / name)

        def git(*words: str) -> subprocess.CompletedProcess:
            person = ["-c", "user.name=somebody", "-c", "user.email=somebody@example.invalid"]
            return subprocess.run(
                ["git", *person, *words],
                cwd=tmp_path,
                capture_output=True,
                check=False,
                encoding="utf-8",
            )

        git("init", "--quiet")
        git("config", "core.hooksPath", ".githooks")
        return git

    @pytest.fixture
    def notebook(self, tmp_path) -> Path:
        path = tmp_path / "notebooks" / "页.ipynb"
        path.parent.mkdir()
        path.write_text(
            '{"cells": [{"cell_type": "code", "id": "load", "metadata": {}, "source": ["1"],'
            ' "execution_count": 1, "outputs": []}],'
            ' "metadata": {"widgets": {}}, "nbformat": 4, "nbformat_minor": 5}',
            encoding="utf-8",
        )
        return path

    def test_a_notebook_that_was_run_is_not_committed(self, git, notebook):
        git("add", "--all")

        done = git("commit", "--message", "x")

        assert done.returncode != 0
        assert "页.ipynb 单元 load：带有运行序号。" in done.stderr
        assert "widgets" in done.stderr
        assert "anyuan tidy" in done.stderr
        assert git("rev-parse", "--verify", "HEAD").returncode != 0

    def test_a_stripped_notebook_is_committed(self, git, notebook):
        strip_notebook(notebook)
        git("add", "--all")

        done = git("commit", "--message", "x")

        assert done.returncode == 0, done.stderr
        assert "notebooks/页.ipynb" in git("ls-tree", "-r", "-z", "--name-only", "HEAD").stdout

    def test_what_is_staged_counts_and_not_what_lies_beside_it(self, git, notebook):
        used = notebook.read_text(encoding="utf-8")
        git("add", "--all")
        strip_notebook(notebook)
        assert git("commit", "--message", "staged before it was stripped").returncode != 0

        git("add", "--all")
        notebook.write_text(used, encoding="utf-8")
        assert git("commit", "--message", "run again after it was staged").returncode == 0

    def test_a_notebook_that_goes_away_is_no_trouble(self, git, notebook):
        strip_notebook(notebook)
        git("add", "--all")
        git("commit", "--message", "x")
        notebook.unlink()
        git("add", "--all")

        assert git("commit", "--message", "y").returncode == 0

    @pytest.mark.parametrize(
        ("path", "is_ignored"),
        [
            ("casework/demo/casebook.db", True),
            ("casework/demo/inbox/x.xlsx", True),
            ("casework/demo/records/enrolment_roll/x.parquet", True),
            ("casework/README.md", False),
            ("casework/identity.ipynb", False),
            ("outputs/2024-09/index.html", True),
            ("outputs/README.md", False),
            ("notebooks/.ipynb_checkpoints/x.ipynb", True),
            ("notebooks/dropout_headcount.ipynb", False),
            (".venv/bin/python", True),
            ("pairs.xlsx", True),
            ("名单甲.csv", True),
        ],
    )
    def test_data_and_pages_never_enter_git(self, git, path, is_ignored):
        assert (git("check-ignore", "--quiet", path).returncode == 0) is is_ignored


class TestSkipping:
    """In CI a skipped test is a failed one."""

    SUITE = """
import pytest

def test_sound(): pass

@pytest.mark.skipif(True, reason="no browser here")
def test_lacks_something(): raise AssertionError

@pytest.mark.xfail(reason="known", strict=True)
def test_known_fault(): raise AssertionError
"""
    LACKING = 'import pytest\npytest.importorskip("no_such_thing")\n'

    def run(self, folder: Path, *, ci: str) -> subprocess.CompletedProcess:
        shutil.copy(ROOT / "tests" / "conftest.py", folder / "conftest.py")
        (folder / "test_suite.py").write_text(self.SUITE, encoding="utf-8")
        (folder / "test_lacking.py").write_text(self.LACKING, encoding="utf-8")
        words = ["-q", "-p", "no:cacheprovider", "-p", "no:cov", "--rootdir", str(folder)]
        return subprocess.run(
            [sys.executable, "-m", "pytest", *words, "--continue-on-collection-errors"],
            cwd=folder,
            env=os.environ | {"CI": ci},
            capture_output=True,
            check=False,
            encoding="utf-8",
        )

    def test_a_skip_fails_there_whether_of_a_test_or_of_a_file(self, tmp_path):
        done = self.run(tmp_path, ci="true")

        assert "1 passed, 1 xfailed, 2 errors" in done.stdout
        assert "no browser here" in done.stdout
        assert "no_such_thing" in done.stdout
        assert done.returncode == 1

    def test_elsewhere_it_is_a_skip(self, tmp_path):
        done = self.run(tmp_path, ci="")

        assert "1 passed, 2 skipped, 1 xfailed" in done.stdout
        assert done.returncode == 0


def _name(requirement: str) -> str:
    return canonicalize_name(Requirement(requirement).name)


def _bound(requirement: str) -> str:
    return str(Requirement(requirement).specifier)


def _code(text: str) -> str:
    """Return the fenced blocks and the spans of code in a paper."""
    spans = re.findall(r"`([^`\n]+)`", text)
    return "\n".join([*re.findall(r"```\w*\n(.*?)```", text, re.DOTALL), *spans])


def _commands(text: str) -> list[str]:
    """Return the commands of a paper's fenced blocks, line by line, without their remarks."""
    blocks = re.findall(r"```(?:sh|powershell)\n(.*?)```", text, re.DOTALL)
    lines = [line.split("  #")[0].rstrip() for block in blocks for line in block.splitlines()]
    return [line for line in lines if line and not line.startswith("#")]
