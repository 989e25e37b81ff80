"""The page on which JupyterLab opens: the desks, the newest pages, the papers. No name in it."""

import json
from pathlib import Path
from urllib.parse import quote

from anyuan.codebook import read_county, read_yaml
from anyuan.errors import ShownError
from anyuan.paths import write_text
from anyuan.period import Month
from anyuan.run.release.page import PAGE
from anyuan.run.results.receipt import read_receipt

START_PAGE = "casework/start.md"
_MONTHS_SHOWN = 2
_HEAD = """# 安园：从这里开始

<!-- 由 anyuan lab 写成，每次打开时更新；改了也会被覆盖。 -->
"""
_NO_PAGES = "还没有简报。收齐当月报表、比对之后，运行 `anyuan month 2024-09`（换成要出的月份）。"
_NO_WORKSPACES = "还没有工作区：`anyuan init 名称` 建一个，`anyuan demo` 建一个演练用的。"


def write_start_page(root: Path) -> Path:
    """Write the start page of a project folder and return it; links are relative to it."""
    parts = [
        _HEAD,
        _section("办案", _desks(root), ""),
        _section("最近的简报", _pages(root), _NO_PAGES),
        _section("工作区", _workspaces(root), _NO_WORKSPACES),
        _section("说明", _papers(root), "说明在安园目录的 docs 里。"),
    ]
    path = root / START_PAGE
    write_text(path, "\n".join(parts))
    return path


def _section(title: str, lines: list[str], where_none: str) -> str:
    return f"## {title}\n\n" + ("\n".join(f"- {line}" for line in lines) or where_none) + "\n"


def _desks(root: Path) -> list[str]:
    lines = []
    for path in sorted((root / "casework").glob("*.ipynb")):
        title = _heading(json.loads(path.read_text(encoding="utf-8"))["cells"][0]["source"])
        name, _, question = title.partition("：")
        lines.append(f"{_link(name, path.name)}：{question}")
    return lines


def _workspaces(root: Path) -> list[str]:
    lines = []
    for path in sorted((root / "casework").glob("*/workspace.yaml")):
        is_made_up = read_yaml(path).get("is_rehearsal") == "true"
        lines.append(f"{path.parent.name}（{'演练，合成示例数据' if is_made_up else '实际工作'}）")
    return lines


def _pages(root: Path) -> list[str]:
    manifests = (root / "outputs").glob("*/manifest.json")
    months = sorted((m for m in manifests if _is_month(m.parent.name)), reverse=True)
    return [
        line
        for manifest in months[:_MONTHS_SHOWN]
        for run in json.loads(manifest.read_text(encoding="utf-8"))["runs"]
        if (line := _page(root, manifest.parent, run))
    ]


def _page(root: Path, month: Path, run: str) -> str:
    page = month / run / PAGE
    if not read_receipt(page.parent) or not page.is_file():
        return ""
    *level, notebook, key = run.split("/")
    title = read_yaml(root / "params" / f"{notebook}.yaml")["title"]
    about = read_county(root / "params" / "county.yaml").name if key == "county" else key
    secrecy = "个案级，含个人或个案信息，专人使用" if level else "会议级"
    link = _link(title, "../" + page.relative_to(root).as_posix())
    return f"{Month.parse(month.name).label} {link}（{about}，{secrecy}）"


def _papers(root: Path) -> list[str]:
    """Return links to the papers for analysts: those whose title is Chinese."""
    titled = [(_heading(p.read_text(encoding="utf-8")), p) for p in (root / "docs").glob("*.md")]
    return [_link(title, f"../docs/{p.name}") for title, p in sorted(titled) if not title.isascii()]


def _heading(source: str | list[str]) -> str:
    first = source if isinstance(source, str) else "".join(source)
    return first.lstrip().splitlines()[0].lstrip("# ").strip()


def _is_month(name: str) -> bool:
    try:
        Month.parse(name)
    except ShownError:
        return False
    return True


def _link(words: str, to: str) -> str:
    return f"[{words}]({quote(to, safe='/.')})"
