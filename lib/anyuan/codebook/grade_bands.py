"""Which band of grades does a grade belong to?"""

from datetime import date

from anyuan.codebook.codes import DATA, code_list
from anyuan.codebook.reading import read_yaml
from anyuan.codebook.rules import RuleBook


def grade_bands(book: RuleBook, on: date) -> dict[str, str]:
    """Return the band (grade_band) of each grade (grade_all), under the rules of a day.

    Where upper primary and the senior stage begin is what `bullying.upper_primary_from` and
    `bullying.senior_from` say, so that a measure and a survey speak of the same pupils.
    """
    starts = {}
    for band, start in read_yaml(DATA / "grade_bands.yaml").items():
        starts[band] = int(start) if start.isdecimal() else book.value(start, on)
    return {
        grade: max((b for b in starts if starts[b] <= int(grade)), key=starts.__getitem__)
        for grade in code_list("grade_all").labels
    }
