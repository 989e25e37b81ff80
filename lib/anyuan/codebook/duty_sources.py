"""Which sources of duties could not be confirmed, and what about them?"""

from collections.abc import Iterable
from functools import cache
from typing import Any

from anyuan.codebook.codes import DATA
from anyuan.codebook.reading import read_yaml

_UNCONFIRMED = "unconfirmed"


@cache
def _raw() -> dict[str, Any]:
    return read_yaml(DATA / "duties.yaml")


def unconfirmed_sources(codes: Iterable[str]) -> dict[str, str]:
    """Return what could not be confirmed of the sources of some duties, by title, in their order;
    KeyError for an unknown duty."""
    named = [name for code in codes for name in _raw()["duties"][code]["sources"]]
    sources = {name: _raw()["sources"][name] for name in dict.fromkeys(named)}
    return {one["title"]: one[_UNCONFIRMED] for one in sources.values() if _UNCONFIRMED in one}
