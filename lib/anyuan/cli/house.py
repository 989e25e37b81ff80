"""`anyuan tidy` and `check`: notebooks without outputs, and the whole gate."""

import subprocess
import sys

import typer

from anyuan.cli.screen import say
from anyuan.paths import project_root
from anyuan.run.hygiene import check_notebook, strip_notebook

_FOLDERS = ("notebooks", "casework")


def register(app: typer.Typer) -> None:
    """Add this room's commands."""
    app.command()(tidy)
    app.command()(check)


def tidy() -> None:
    """清除笔记本中的输出、运行次数和控件状态。"""
    for path in _notebooks():
        if strip_notebook(path):
            say(f"已清理：{path.name}")


def check() -> None:
    """检查笔记本、代码格式，并运行全部测试。"""
    problems = [problem for path in _notebooks() for problem in check_notebook(path)]
    for problem in problems:
        say(problem)
    steps = (
        ["ruff", "check", "."],
        ["ruff", "format", "--check", "."],
        ["pytest", "-q"],
    )
    failed = [step for step in steps if _run(step)]
    if problems or failed:
        raise typer.Exit(1)


def _run(step: list[str]) -> int:
    return subprocess.run([sys.executable, "-m", *step], cwd=project_root(), check=False).returncode


def _notebooks():
    root = project_root()
    return [path for folder in _FOLDERS for path in sorted((root / folder).glob("*.ipynb"))]
