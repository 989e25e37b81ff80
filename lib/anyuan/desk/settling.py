"""What do the answers given so far settle beyond the pairs that they were given on?

The same reasoning as the link step's, without running it: persons judged the same are joined, a
join that would bring together what was judged different is not made, and two persons whom one
table of one month both names are two children.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from anyuan.desk.pairs import DIFFERENT, SAME, Pair, PairKey

Place = tuple[str, str]


@dataclass(frozen=True)
class Persons:
    """To whom each record belongs at present, and in which table and month each person stands."""

    of_record: Mapping[str, str]
    places: Mapping[str, frozenset[Place]] = field(default_factory=dict)


def settled_pairs(
    pairs: Iterable[Pair], verdicts: Mapping[PairKey, str], persons: Persons
) -> set[PairKey]:
    """Return the keys of pairs that need no answer of their own any more.

    A pair that was judged itself is not among them, nor one that nothing but the tables settled
    from the beginning: what the link step left open is asked.
    """
    now, before = _Groups(verdicts, persons), _Groups({}, persons)
    keys = (pair.key for pair in pairs if pair.key not in verdicts)
    return {
        key for key in keys if now.are_answered(*key) or (now.meet(*key) and not before.meet(*key))
    }


def contradictions(verdicts: Mapping[PairKey, str], persons: Persons) -> set[PairKey]:
    """Return the pairs judged same whose persons other answers keep apart."""
    groups = _Groups(verdicts, persons)
    same = (key for key, verdict in verdicts.items() if verdict == SAME)
    return {key for key in same if groups.torn(*key)}


class _Groups:
    """Persons joined by the answers, and which of them are judged apart."""

    def __init__(self, verdicts: Mapping[PairKey, str], persons: Persons) -> None:
        self._persons = persons
        self._parent: dict[str, str] = {}
        for key, verdict in verdicts.items():
            if verdict == SAME:
                one, other = map(self._person, key)
                self._parent[self._root(one)] = self._root(other)
        apart = [
            tuple(map(self._person, key))
            for key, verdict in verdicts.items()
            if verdict == DIFFERENT
        ]
        self._torn = {self._root(a) for a, b in apart if self._root(a) == self._root(b)}
        self._apart = {frozenset((self._group(a), self._group(b))) for a, b in apart}
        self._places: dict[str, set[Place]] = {}
        for person, places in persons.places.items():
            self._places.setdefault(self._group(person), set()).update(places)

    def are_answered(self, left: str, right: str) -> bool:
        """Whether two records' persons are joined or kept apart by answers."""
        one, other = self._group(self._person(left)), self._group(self._person(right))
        return one == other or frozenset((one, other)) in self._apart

    def meet(self, left: str, right: str) -> bool:
        """Whether one table of one month names both records' persons."""
        one, other = self._group(self._person(left)), self._group(self._person(right))
        return bool(self._places.get(one, set()) & self._places.get(other, set()))

    def torn(self, left: str, right: str) -> bool:
        return self._root(self._person(left)) in self._torn

    def _person(self, record: str) -> str:
        return self._persons.of_record.get(record, record)

    def _group(self, person: str) -> str:
        """Return a person's group; whoever a contradiction touches stays alone."""
        root = self._root(person)
        return person if root in self._torn else root

    def _root(self, person: str) -> str:
        while person in self._parent and self._parent[person] != person:
            person = self._parent[person]
        return person
