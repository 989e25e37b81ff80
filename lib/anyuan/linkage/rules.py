"""The cascade's rules and the levels they speak of: YAML data, compiled to plain SQL."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from anyuan.codebook.reading import read_yaml

AGAINST, UNKNOWN = "against", "unknown"


@dataclass(frozen=True)
class Level:
    """One degree of agreement: its rank (0 best), its points in a tie, its Chinese sentence."""

    rank: int
    weight: float
    why: str


@dataclass(frozen=True)
class Rule:
    """One rule of the cascade; see the head of rules.yaml for the meaning of each word."""

    name: str
    why: str
    keys: tuple[str, ...]
    needs: dict[str, str]
    one_of: dict[str, str]
    not_against: tuple[str, ...]
    tables: tuple[str, ...]
    unless_twin: bool
    is_rare: bool
    margin: float | None
    duplicates: bool
    joins: bool

    def condition(self, pair: str = "") -> str:
        """Return the rule as an SQL condition on the compared pairs of `compare.compare_pairs`."""
        fields = levels()
        prefix = f"{pair}." if pair else ""
        parts = [f"{prefix}{f} <= {fields[f][level].rank}" for f, level in self.needs.items()]
        parts += [f"{prefix}{f} <> {fields[f][AGAINST].rank}" for f in self.not_against]
        if self.one_of:
            either = (f"{prefix}{f} <= {fields[f][v].rank}" for f, v in self.one_of.items())
            parts.append(f"({' OR '.join(either)})")
        if self.tables:
            parts.append(f"{prefix}tbl IN ({', '.join(quoted(t) for t in self.tables)})")
        if self.unless_twin:
            parts.append(f"NOT {prefix}is_twin")
        if self.is_rare:
            parts.append(f"{prefix}is_rare")
        return " AND ".join(parts)


@cache
def levels() -> dict[str, dict[str, Level]]:
    """Return the levels of each compared field, best first, `against` and `unknown` last."""
    raw = read_yaml(Path(__file__).with_name("levels.yaml"))["fields"]
    found = {}
    for field, entries in raw.items():
        if list(entries)[-2:] != [AGAINST, UNKNOWN]:
            raise ValueError(f"{field}: the last two levels are {AGAINST} and {UNKNOWN}")
        found[field] = {
            name: Level(rank, float(entry["weight"]), entry["why"])
            for rank, (name, entry) in enumerate(entries.items())
        }
    return found


@cache
def rules() -> tuple[Rule, ...]:
    """Return the rules, strongest first; ValueError for a word that no field or level bears."""
    raw = read_yaml(Path(__file__).with_name("rules.yaml"))["rules"]
    return tuple(read_rule(name, entry) for name, entry in raw.items())


def read_rule(name: str, entry: dict) -> Rule:
    """Return one rule from its YAML entry; ValueError for an unknown word in it."""
    known = {"why", "keys", "needs", "one_of", "not_against", "tables", "unless_twin", "is_rare"}
    unknown = set(entry) - known - {"margin", "duplicates", "joins"}
    needs, one_of = entry.get("needs", {}), entry.get("one_of", {})
    unknown |= {f for f, level in (needs | one_of).items() if level not in levels().get(f, {})}
    unknown |= set(entry.get("not_against", ())) - set(levels())
    if unknown or not (entry.get("keys") or needs):
        raise ValueError(f"rule {name}: {sorted(unknown) or 'no condition'}")
    return Rule(
        name=name,
        why=entry["why"],
        keys=tuple(entry.get("keys", ())),
        needs=needs,
        one_of=one_of,
        not_against=tuple(entry.get("not_against", ())),
        tables=tuple(entry.get("tables", ())),
        unless_twin="unless_twin" in entry,
        is_rare="is_rare" in entry,
        margin=float(entry["margin"]) if "margin" in entry else None,
        duplicates="duplicates" in entry,
        joins="joins" in entry,
    )


def quoted(text: str) -> str:
    """Return a text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def points(pair: str = "") -> str:
    """Return the sum of the weights of a compared pair as an SQL expression."""
    prefix = f"{pair}." if pair else ""
    return " + ".join(
        f"[{', '.join(str(level.weight) for level in entries.values())}][{prefix}{field} + 1]"
        for field, entries in levels().items()
    )
