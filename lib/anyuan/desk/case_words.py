"""The case desk's own words, and those of each kind of case that it serves."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from anyuan.codebook import read_yaml


@cache
def words() -> dict[str, Any]:
    """Return case_words.yaml."""
    return read_yaml(Path(__file__).with_name("case_words.yaml"))


def kind_words(kind: str) -> Mapping[str, Any]:
    """Return what the desk says of one kind of case; KeyError where it does not serve it."""
    return words()["kinds"][kind]


def served_kinds() -> dict[str, str]:
    """Return the kinds of case that the desk serves, with what the entry form calls them."""
    return {name: one["choice"] for name, one in words()["kinds"].items()}
