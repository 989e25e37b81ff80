"""Which pairs are compared: those that share a block, never everything with everything."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from anyuan.codebook.reading import read_yaml

_ONLY = {
    "": "",
    "id_doubtful": " AND (a.rid IS NULL OR b.rid IS NULL OR a.is_foreign OR b.is_foreign)",
    "rare": " AND a.is_rare AND b.is_rare",
}


@dataclass(frozen=True)
class Block:
    """Columns of the one record that must equal columns of the other, and further conditions."""

    left: tuple[str, ...]
    right: tuple[str, ...]
    any_of: tuple[str, ...] = ()
    only: str = ""

    def select(self, left: str, right: str) -> str:
        """Return SQL for the pairs (l, r) of two tables of records; null never equals null."""
        equal = " AND ".join(f"a.{x} = b.{y}" for x, y in zip(self.left, self.right, strict=True))
        if self.any_of:
            equal += f" AND ({' OR '.join(f'a.{x} = b.{x}' for x in self.any_of)})"
        return (
            f"SELECT a.k AS l, b.k AS r FROM {left} a JOIN {right} b ON {equal}{_ONLY[self.only]}"
        )


@cache
def blocks() -> tuple[Block, ...]:
    """Return the blocks of blocks.yaml; one with two different sides stands in both directions."""
    found = []
    for entry in read_yaml(Path(__file__).with_name("blocks.yaml"))["blocks"]:
        rest = (tuple(entry.get("any_of", ())), entry.get("only", ""))
        if "columns" in entry:
            found.append(Block(tuple(entry["columns"]), tuple(entry["columns"]), *rest))
        else:
            left, right = tuple(entry["left"]), tuple(entry["right"])
            found += [Block(left, right, *rest), Block(right, left, *rest)]
    unknown = {block.only for block in found} - set(_ONLY)
    if unknown:
        raise ValueError(f"unknown condition of a block {sorted(unknown)}")
    return tuple(found)


def all_pairs(left: str, right: str) -> str:
    """Return SQL for the distinct pairs (l, r) that share any block."""
    return " UNION ".join(block.select(left, right) for block in blocks())
