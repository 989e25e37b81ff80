"""What is asked of the ledgers, month after month, of a fix that is said to be made?"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from anyuan.codebook.codes import DATA, code_list
from anyuan.codebook.reading import read_yaml
from anyuan.codebook.rules import rules
from anyuan.codebook.slot_hours import slot_hours
from anyuan.codebook.tables import tables

_KEYS = frozenset({"reads", "duties", "item", "within", "after", "posts"})
_POST_KEYS = frozenset({"places", "slots", "weekdays", "minutes"})


@dataclass(frozen=True)
class Post:
    """Where somebody must stand: at a place of some types, on each weekday, in each slot, for so
    many minutes at least."""

    places: frozenset[str]
    slots: tuple[str, ...]
    weekdays: tuple[str, ...]
    minutes: int


@dataclass(frozen=True)
class ClosureTest:
    """One test; see the head of closure_tests.yaml for the meaning of each word.

    `duties`: what it can be asked of. `rule`: the key of its rule of days, "" where it has none.
    """

    code: str
    label: str
    reads: str
    duties: frozenset[str]
    item: str
    rule: str
    posts: Mapping[str, Post]

    def suits(self, duty: str) -> bool:
        """Whether the test can be asked of a fix for a duty; "" is none."""
        return duty in self.duties


@cache
def closure_tests() -> dict[str, ClosureTest]:
    """Return every test by code, in the order of the code list."""
    return read_closure_tests(DATA / "closure_tests.yaml")


def read_closure_tests(path: Path) -> dict[str, ClosureTest]:
    """Return the tests of a file by code.

    Raises ValueError for tests other than those of the code list, and for every word, duty, table,
    rule, place type, slot and weekday that nothing else bears.
    """
    raw, labels = read_yaml(path), code_list("closure_test").labels
    wrong = list(_faults(raw, labels))
    if wrong:
        raise ValueError(f"{path.name}: {'; '.join(wrong)}")
    return {code: _test(code, label, raw[code]) for code, label in labels.items()}


def _test(code: str, label: str, raw: Mapping[str, Any]) -> ClosureTest:
    posts = {duty: _post(one) for duty, one in raw.get("posts", {}).items()}
    duties = raw.get("duties") or posts or code_list("duty").labels
    return ClosureTest(
        code=code,
        label=label,
        reads=raw["reads"],
        duties=frozenset(duties),
        item=raw.get("item", ""),
        rule=raw.get("within", raw.get("after", "")),
        posts=posts,
    )


def _post(raw: Mapping[str, Any]) -> Post:
    return Post(
        places=frozenset(raw["places"]),
        slots=tuple(raw["slots"]),
        weekdays=tuple(raw["weekdays"]),
        minutes=int(raw["minutes"]),
    )


def _faults(raw: Mapping[str, Any], labels: Mapping[str, str]) -> Iterator[str]:
    if set(raw) != set(labels):
        yield f"tests {sorted(set(raw) ^ set(labels))} are not those of the code list"
    duties = code_list("duty").labels
    for code, test in raw.items():
        yield from _unknown(code, test, _KEYS)
        yield from _unknown(code, [test.get("reads", "")], tables())
        yield from _unknown(code, [*test.get("duties", ()), *test.get("posts", ())], duties)
        yield from _unknown(code, filter(None, [test.get("item")]), duties)
        days = [test[word] for word in ("within", "after") if word in test]
        yield from _unknown(code, days, rules())
        if len(days) > 1 or ("duties" in test and "posts" in test):
            yield f"{code}: says twice of what, or by which rule"
        for duty, post in test.get("posts", {}).items():
            yield from _post_faults(f"{code} {duty}", post)


def _post_faults(where: str, post: Mapping[str, Any]) -> Iterator[str]:
    if set(post) != _POST_KEYS:
        yield f"{where}: {sorted(set(post) ^ _POST_KEYS)}"
        return
    yield from _unknown(where, post["places"], code_list("place_type").labels)
    yield from _unknown(where, post["slots"], slot_hours())
    yield from _unknown(where, post["weekdays"], code_list("weekday").labels)
    if not post["minutes"].isdecimal() or not int(post["minutes"]):
        yield f"{where}: minutes {post['minutes']}"


def _unknown(where: str, words: Iterable[str], known: Iterable[str]) -> Iterator[str]:
    return (f"{where}: {word}" for word in words if word not in known)
