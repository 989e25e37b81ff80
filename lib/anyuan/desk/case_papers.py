"""Letters and the case file: made from the case on the table, logged, handed out.

A letter says what the case and the child's rows give; what is missing is asked for. It is written
to `access` that it was made, before it leaves.
"""

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from anyuan.codebook.letters import LetterKind
from anyuan.desk.case_dossier import draw_dossier
from anyuan.desk.case_sitting import CaseSitting
from anyuan.desk.case_words import words
from anyuan.desk.sitting import BAD, GOOD, Notice
from anyuan.letters import kinds, removed_characters, write_letter
from anyuan.paths import private_dir
from anyuan.run.casework.case_letters import Surroundings, letter_facts
from anyuan.run.casework.flash_reports import report_facts

MARK = "合成示例数据"
INCIDENT = "incident"
File = tuple[str, bytes]


@dataclass
class Letter:
    """A letter that is being made: `known` is what the case gives, `typed` what was asked for."""

    kind: LetterKind
    known: dict[str, Any]
    typed: dict[str, str] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)

    @property
    def asked(self) -> list[str]:
        """Return the values that are asked for: those that the case does not give."""
        values = self.kind.values.values()
        return [one.name for one in values if one.name not in self.known and not one.columns]

    @property
    def lacking(self) -> list[str]:
        """Return the labels of needed tables that only the case can fill."""
        values = self.kind.values.values()
        return [v.label for v in values if v.columns and v.is_required and v.name not in self.known]


def begin_letter(sitting: CaseSitting, name: str) -> None:
    """Open the form of a letter, with what was typed for the office before."""
    kind = kinds()[name]
    known = kind.pick(_facts(sitting, kind))
    sitting.cancel()
    letter = Letter(kind, known)
    letter.typed = {name: sitting.office[name] for name in letter.asked if name in sitting.office}
    sitting.letter = letter


def write(sitting: CaseSitting, values: Mapping[str, Any]) -> tuple[Notice, File | None]:
    """Return a notice and the letter as a Word file; None where something is missing."""
    letter = sitting.letter
    if letter is None:
        raise ValueError("no letter is open")
    letter.typed |= {n: v for n, v in values.items() if n in letter.asked and isinstance(v, str)}
    needed = [name for name in letter.asked if letter.kind.values[name].is_required]
    letter.problems = {n: "必填" for n in needed if not letter.typed.get(n, "").strip()}
    if letter.lacking:
        told = f"“{'、'.join(letter.lacking)}”还没有，请先在个案中登记。"
        return Notice(BAD, f"没有生成：{told}"), None
    if letter.problems:
        labels = "、".join(letter.kind.values[name].label for name in letter.problems)
        return Notice(BAD, f"没有生成。请看标红的：{labels}。"), None
    said = {**letter.known, **{n: v for n, v in letter.typed.items() if v.strip()}}
    removed = removed_characters(letter.kind, said)
    data = _written(sitting, letter.kind.name, said)
    case_id = sitting.case.case_id
    sitting.record_access([f"letter-{letter.kind.name}"], case_id)
    for name in words()["office"]:
        if name in letter.typed:
            sitting.office[name] = letter.typed[name]
    sitting.letter = None
    notice = Notice(
        BAD if removed else GOOD, f"《{letter.kind.label}》已生成并留痕，请在下载中打开核对。"
    )
    if removed:
        notice = Notice(BAD, f"{notice.text}{''.join(removed)}")
    return notice, (f"{case_id}-{letter.kind.name}.docx", data)


def make_dossier(sitting: CaseSitting) -> File:
    """Return name and bytes of the case file of the case on the table, its making logged."""
    case_id = sitting.case.case_id
    page = draw_dossier(sitting)
    sitting.record_access(["print-dossier"], case_id)
    return f"{case_id}-case-file.html", page.encode()


def draw_papers(sitting: CaseSitting) -> dict:
    """Return the menu of letters, and the form of the one that is being made."""
    return {
        "menu": [
            {"name": name, "label": kinds()[name].label, "issuer": kinds()[name].issuer}
            for name in sitting.words["letters"]
        ],
        "letter": _draw_letter(sitting.letter) if sitting.letter else None,
    }


def _facts(sitting: CaseSitting, letter: LetterKind) -> dict[str, Any]:
    if letter.about == INCIDENT:
        return report_facts(sitting.room, sitting.case)
    around = Surroundings(sitting.opened.known.attributes, sitting.room.county, sitting.schools)
    return letter_facts(sitting.case, sitting.kind, around)


def _draw_letter(letter: Letter) -> dict:
    values = letter.kind.values
    known = [
        {"label": values[name].label, "text": _tell(value)} for name, value in letter.known.items()
    ]
    return {
        "name": letter.kind.name,
        "label": f"《{letter.kind.label}》",
        "note": letter.kind.note,
        "clause": letter.kind.clause,
        "lacking": letter.lacking,
        "known": known,
        "fields": [
            {
                "name": name,
                "label": values[name].label,
                "type": values[name].type,
                "help": values[name].help,
                "value": letter.typed.get(name, ""),
                "options": [],
                "is_needed": values[name].is_required,
                "problem": letter.problems.get(name, ""),
            }
            for name in letter.asked
        ],
    }


def _tell(value: Any) -> str:
    return value if isinstance(value, str) else f"{len(value)} 行"


def _written(sitting: CaseSitting, name: str, said: dict[str, Any]) -> bytes:
    room = sitting.room
    with tempfile.TemporaryDirectory(dir=private_dir(room.workspace / "derived")) as folder:
        path = write_letter(
            name,
            said,
            Path(folder) / f"{name}.docx",
            templates=room.root / "params" / "templates",
            mark=MARK if room.is_rehearsal else "",
            made_at=sitting.clock.now(),
        )
        return path.read_bytes()
