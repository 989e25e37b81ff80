"""Write a letter; choose and check the template it is drawn from."""

import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from docx.opc.exceptions import PackageNotFoundError
from jinja2 import TemplateError
from lxml import etree

from anyuan import clock
from anyuan.codebook.letters import LetterKind, LetterValue, letter_kinds
from anyuan.errors import ShownError
from anyuan.letters import language, rendering
from anyuan.letters.guard import SAVE_AGAIN, read_package, refuse
from anyuan.letters.values import as_printed, prepare_values, refuse_words
from anyuan.paths import write_bytes

TEMPLATES = Path(__file__).parent / "templates"
_SEE_NAMES = "可用的名称和写法见 docs/letters.md，请改正。"
_TAG = re.compile(r"<[^>]*>")
_WIDE_MARKS = ("｛｛", "｛%", "｛％")
_N_TOLD = 5
# What a template that got past the guard may still raise when python-docx opens it.
_BROKEN = (PackageNotFoundError, KeyError, ValueError, AttributeError, etree.XMLSyntaxError)


def write_letter(
    kind: str,
    values: Mapping[str, Any],
    out: Path,
    *,
    templates: Path | None = None,
    mark: str = "",
    made_at: datetime | None = None,
) -> Path:
    """Write a letter as a Word file, whole or not at all, and return its path.

    values: name → text, or a list of mappings for rows; the names stand in the codebook
    (`kinds()[kind].values`, `LetterKind.pick`). templates: the office's folder; a file called
    after the kind replaces ours. mark: printed at the head of every page (合成示例数据). made_at:
    the file's only date, now if not given; with it, the same input gives the same bytes.
    Raises ShownError: `letter_values` (all that is missing, by label), `letter_forbidden_word`,
    `letter_template`. KeyError for an unknown kind.
    """
    if out.suffix.casefold() != ".docx":
        raise ValueError(f"a letter is a .docx file, not {out.suffix!r}")
    letter = letter_kinds()[kind]
    shown = prepare_values(letter, values)
    office = _office_template(kind, templates)
    template = _checked(letter, office)[0] if office else (TEMPLATES / f"{kind}.docx").read_bytes()
    try:
        document = rendering.render(template, shown)
    except (rendering.UnsoundTemplate, TemplateError, *_BROKEN) as error:
        if office is None:
            raise
        raise refuse(office, f"填入内容后无法成文（{error}）", _SEE_NAMES) from error
    stamps = [text for text in (letter.stamp, as_printed(mark)) if text]
    write_bytes(out, rendering.finish(document, letter.label, stamps, made_at or clock.now()))
    return out


def check_template(kind: str, path: Path) -> list[str]:
    """Return the labels of the required values that an office's template does not ask for.

    Raises ShownError `letter_template` or `letter_forbidden_word` for one that cannot be used.
    """
    letter = letter_kinds()[kind]
    _, names = _checked(letter, path)
    return [v.label for v in letter.values.values() if v.is_required and v.name not in names]


def check_templates(folder: Path) -> list[str]:
    """Return a sentence for each file of the office's that is wrong, unused or incomplete."""
    found = []
    for path in sorted(folder.glob("*")) if folder.is_dir() else []:
        if path.name.startswith((".", "~$")) or path.suffix.casefold() == ".md" or path.is_dir():
            continue
        kind = path.stem.casefold()
        where = f"{folder.name}/{path.name}"
        if kind not in letter_kinds():
            names = "、".join(f"{name}.docx（{k.label}）" for name, k in letter_kinds().items())
            found.append(f"{where} 不会用到：文件名应是下列之一：{names}。")
            continue
        try:
            absent = check_template(kind, path)
        except ShownError as error:
            found.append(str(error))
            continue
        if absent:
            found.append(f"{where} 可用，但没有写出必填的：{'、'.join(absent)}。")
    return found


def _office_template(kind: str, folder: Path | None) -> Path | None:
    """Return the office's file for a kind, whatever its suffix: a wrong one is refused, not passed
    over in silence."""
    if folder is None or not folder.is_dir():
        return None
    own = [p for p in sorted(folder.iterdir()) if p.is_file() and p.stem.casefold() == kind]
    return next((p for p in own if p.suffix.casefold() == ".docx"), own[0] if own else None)


def _checked(letter: LetterKind, path: Path) -> tuple[bytes, set[str]]:
    """Return an office's template and the names it asks for; tried out before it is used."""
    data = read_package(path)
    try:
        sources = rendering.read_sources(data)
    except rendering.UnsoundTemplate as error:
        raise refuse(path, str(error), _SEE_NAMES) from error
    except _BROKEN as error:
        raise refuse(path, "文件已损坏，或不是 Word 文档", SAVE_AGAIN) from error
    names = _check_language(letter, path, sources)
    for is_full in (True, False):
        try:
            rendering.render(data, _trial_values(letter, is_full))
        except (rendering.UnsoundTemplate, TemplateError, *_BROKEN) as error:
            raise refuse(path, f"试填不成功（{error}）", _SEE_NAMES) from error
    return data, names


def _check_language(letter: LetterKind, path: Path, sources: list[str]) -> set[str]:
    problems = [p for source in sources for p in language.find_problems(source, letter)]
    problems = list(dict.fromkeys(problems))
    if problems:
        more = f"等 {len(problems)} 处" if len(problems) > _N_TOLD else ""
        raise refuse(path, "；".join(problems[:_N_TOLD]) + more, _SEE_NAMES)
    text = "".join(_TAG.sub("", source) for source in sources)
    if any(wide in text for wide in _WIDE_MARKS):
        raise refuse(path, "用了全角的“｛｛”", "请改成半角的“{{”。")
    names = set().union(*(language.find_names(source, letter) for source in sources))
    if not names:
        raise refuse(path, "没有任何 {{ 名称 }}，像是一份写好的文书", _SEE_NAMES)
    refuse_words(letter, text, f"模板 {path.parent.name}/{path.name} ")
    return names


def _trial_values(letter: LetterKind, is_full: bool) -> dict[str, Any]:
    """Return made-up values: everything, or only what must be there."""

    def text_of(value: LetterValue) -> str:
        return "样例" if is_full or value.is_required else ""

    return {
        name: [{c: text_of(column) for c, column in value.columns.items()}] * (2 if is_full else 1)
        if value.columns
        else text_of(value)
        for name, value in letter.values.items()
    }
