"""Code lists: which words in a file mean which code."""

import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from anyuan.codebook.reading import read_yaml

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True)
class CodeList:
    """Codes with their Chinese labels, and the words that files use for them."""

    name: str
    labels: dict[str, str]
    words: dict[str, str]

    def parse(self, text: str) -> str | None:
        """Return the code that a word stands for, or None."""
        return self.words.get(fold_word(text))

    def label(self, code: str) -> str:
        """Return the Chinese label of a code; KeyError for an unknown one."""
        return self.labels[code]


def fold_word(text: str) -> str:
    """Return the match key of a code word: NFKC, no blanks, lower case."""
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()


@cache
def code_lists() -> dict[str, CodeList]:
    """Return every code list of the codebook by name."""
    return read_code_lists(DATA / "codes")


def read_code_lists(folder: Path) -> dict[str, CodeList]:
    """Return the code lists of a folder by name; ValueError for a list or a word given twice."""
    lists: dict[str, CodeList] = {}
    for path in sorted(folder.glob("*.yaml")):
        for name, entries in read_yaml(path).items():
            if name in lists:
                raise ValueError(f"code list {name!r} is defined twice")
            codes = {code: entry for code, entry in entries.items() if code != "clause"}
            labels = {code: entry["label"] for code, entry in codes.items()}
            words: dict[str, str] = {}
            for code, entry in codes.items():
                for word in (code, entry["label"], *entry["aliases"]):
                    if words.setdefault(fold_word(word), code) != code:
                        raise ValueError(f"{name}: {word!r} stands for two codes")
            lists[name] = CodeList(name, labels, words)
    return lists


def code_list(name: str) -> CodeList:
    """Return one code list; KeyError for an unknown name."""
    return code_lists()[name]
