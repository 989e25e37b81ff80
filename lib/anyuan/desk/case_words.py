"""The case desk's own words."""

from functools import cache
from pathlib import Path

from anyuan.codebook import read_yaml


@cache
def words() -> dict:
    """Return case_words.yaml."""
    return read_yaml(Path(__file__).with_name("case_words.yaml"))
