"""Connected sets of pairs."""

from collections.abc import Hashable, Iterable


def clusters(pairs: Iterable[tuple[Hashable, Hashable]]) -> list[set]:
    """Return the sets of things joined by pairs, each thing in exactly one set."""
    parent: dict = {}

    def root(thing):
        while parent.setdefault(thing, thing) != thing:
            parent[thing] = parent[parent[thing]]
            thing = parent[thing]
        return thing

    for left, right in pairs:
        parent[root(left)] = root(right)
    found: dict = {}
    for thing in list(parent):
        found.setdefault(root(thing), set()).add(thing)
    return list(found.values())
