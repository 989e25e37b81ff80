"""How the files of one office or school look: format, headings, forms of dates and words."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from anyuan.codebook import Table, code_list, table
from anyuan.rehearsal.draws import stream
from anyuan.rehearsal.words import words
from anyuan.text import fold_heading
from anyuan.written import split_words

_USUAL_HEADING = 0.6
_DECORATED = 0.08
_OTHER_WORDS = 0.25
_KEPT_OPTIONAL = 0.8
_PHONES_AS_NUMBERS = 0.05
_EXTRA = 0.15
_EMPTY_SHEET = 0.1


@dataclass(frozen=True)
class Look:
    """The habits of whoever sends a table; the same from month to month.

    `suffix` of the file and its `encoding` (csv only); `columns` in order with their `headings`;
    `word_of[column]` maps codes to the words used; `extras` are columns nobody asked for;
    `notes` lines stand between title and heading; `nil` is what an empty return shows: nothing, a
    line 无, or a total of 0. `joiner` stands between several words in one cell; `groups` are
    headings over headings: word, first and last column.
    """

    suffix: str
    encoding: str
    date_form: str
    columns: tuple[str, ...]
    headings: dict[str, str]
    word_of: dict[str, dict[str, str]]
    extras: tuple[str, ...]
    notes: int
    nil: str
    township_form: int
    has_double_heading: bool
    has_serial: bool
    has_total: bool
    has_footer_note: bool
    has_blank_before_total: bool
    has_numeric_phones: bool
    has_empty_sheet: bool
    joiner: str = "、"
    groups: tuple[tuple[str, str, str], ...] = ()


def draw_look(seed: int, name: str, school_code: str = "") -> Look:
    """Return how one school (or, with no code, the county office) sends a table."""
    rng = stream(seed, "look", name, school_code)
    contract = table(name)
    suffix, encoding = _format(name, school_code, rng)
    is_school = bool(school_code)
    columns = tuple(
        column.name
        for column in contract.columns.values()
        if column.is_required or not is_school or rng.random() < _KEPT_OPTIONAL
    )
    about_people = "name" in contract.columns
    extras = [e for e in words("looks")["extras"] if rng.random() < _EXTRA and about_people]
    both_guardians = {"guardian_name", "guardian_phone"} <= set(columns)
    forms = words("looks")["date_forms"]
    return Look(
        suffix=suffix,
        encoding=encoding,
        date_form=str(rng.choice(list(forms), p=[float(p) for p in forms.values()])),
        columns=columns,
        headings={c: _heading(contract, c, rng) for c in columns},
        word_of={c: _word_choice(contract, c, rng) for c in columns},
        extras=tuple(extras),
        notes=int(rng.integers(0, 3)),
        nil=str(rng.choice(["empty", "word", "total"], p=[0.5, 0.25, 0.25])),
        township_form=int(rng.choice(3, p=[0.7, 0.2, 0.1])),
        has_double_heading=bool(suffix != ".csv" and both_guardians and rng.random() < 0.3),
        has_serial=bool(rng.random() < 0.6),
        has_total=bool(rng.random() < 0.5),
        has_footer_note=bool(rng.random() < 0.5),
        has_blank_before_total=bool(rng.random() < 0.3),
        has_numeric_phones=bool(is_school and rng.random() < _PHONES_AS_NUMBERS),
        has_empty_sheet=bool(rng.random() < _EMPTY_SHEET),
    )


def with_columns(look: Look, name: str, wanted: Iterable[str]) -> Look:
    """Return a look that has some columns of its table besides, under their usual heading."""
    contract = table(name)
    added = [column for column in wanted if column not in look.columns]
    spelled = {c: contract.columns[c].codes for c in added}
    return replace(
        look,
        columns=tuple(c for c in contract.columns if c in look.columns or c in added),
        headings=look.headings | {c: contract.columns[c].label for c in added},
        word_of=look.word_of | {c: dict(codes.labels) for c, codes in spelled.items() if codes},
    )


def _format(name: str, school_code: str, rng: np.random.Generator) -> tuple[str, str]:
    formats = words("looks")["formats"]
    shares = formats["school"]
    drawn = str(rng.choice(list(shares), p=[float(p) for p in shares.values()]))
    kind = drawn if school_code else formats["county"][name]
    if kind in ("gb18030", "utf8"):
        return ".csv", {"gb18030": "gb18030", "utf8": "utf-8-sig"}[kind]
    return (".xls" if kind == "xls" else ".xlsx"), ""


def _heading(contract: Table, column: str, rng: np.random.Generator) -> str:
    entry = contract.columns[column]
    others = sorted(entry.headings - {column, fold_heading(entry.label)})
    heading = entry.label
    if others and rng.random() >= _USUAL_HEADING:
        heading = others[int(rng.integers(0, len(others)))]
    lot = rng.random()
    if lot < _DECORATED:
        heading = f"*{heading}" if lot < _DECORATED / 2 else " ".join(heading)
    return heading


def _word_choice(contract: Table, column: str, rng: np.random.Generator) -> dict[str, str]:
    codes = contract.columns[column].codes
    lot, place = rng.random(), int(rng.integers(0, 8))
    if codes is None:
        return {}
    labels, words_of = dict(code_list(codes.name).labels), codes.words
    if contract.columns[column].type == "codes":
        # Only words that stay whole where several share a cell.
        words_of = {word: code for word, code in words_of.items() if len(split_words(word)) == 1}
        labels = {code: _first(words_of, code, label) for code, label in labels.items()}
    # In the codebook's order, so that one sender's words belong together: 初一, 初二, 初三.
    others = {
        code: [w for w, c in words_of.items() if c == code and w not in (code, label)]
        for code, label in labels.items()
    }
    n_forms = min((len(forms) for forms in others.values() if forms), default=0)
    if lot >= _OTHER_WORDS or not n_forms:
        return labels
    return {c: others[c][place % n_forms] if others[c] else labels[c] for c in labels}


def _first(words_of: dict[str, str], code: str, label: str) -> str:
    """Return the label of a code where it stays whole, else the next word that does."""
    whole = [word for word, c in words_of.items() if c == code and word != code]
    return label if len(split_words(label)) == 1 else whole[0]
