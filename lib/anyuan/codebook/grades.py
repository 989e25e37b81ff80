"""Which grades does a kind of school teach?"""

from functools import cache

from anyuan.codebook.codes import DATA, code_list
from anyuan.codebook.reading import read_yaml


@cache
def grades_of(kind: str) -> frozenset[str]:
    """Return the codes (grade_all) of the grades that a kind of school teaches.

    Special schools and kinds that are not known teach any.
    """
    every = list(code_list("grade_all").labels)
    span = read_yaml(DATA / "school_grades.yaml").get(kind)
    if span is None:
        return frozenset(every)
    return frozenset(every[every.index(span["first"]) : every.index(span["last"]) + 1])
