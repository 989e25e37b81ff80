"""May this be said of a case, beside what else is known of it? By a field's own conditions.

Some fields are said only where another has one of some values; some choices may be taken only from
a stage of schooling on (a dated, cited rule says from which grade).
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from anyuan.cases.values import in_words
from anyuan.codebook import CaseKind, Field, RuleBook, rules
from anyuan.codebook.kinds import Stage

_SETTING = "setting"


def find_unsayable(
    kind: CaseKind,
    given: Mapping[str, Any],
    known: Mapping[str, Any],
    book: RuleBook | None,
    *,
    on: date,
) -> Iterator[tuple[str, str]]:
    """Yield the code and the words of each reason why `given` may not be said on a day.

    `known` is what the case will say, `given` included. While the grade that a choice depends on is
    not known the choice is refused: `stage_unknown`. Other codes: `below_stage`, `only_then`.
    ValueError without a book where a choice depends on a rule.
    """
    for name, value in given.items():
        field = kind.fields[name]
        if not value:
            continue
        for other, wanted in field.only_when.items():
            if known.get(other) not in wanted:
                asked = kind.fields[other]
                words = "或".join(in_words(asked, one) for one in wanted)
                yield "only_then", f"“{asked.label}”为{words}的才登记“{field.label}”"
        for stage in field.stages:
            taken = [one for one in value if one in stage.choices]
            if book is None:
                raise ValueError(f"{kind.name}: {name} depends on {stage.rule}, give the rules")
            if taken:
                yield from _of_stage(kind, (field, taken), stage, known, book.value(stage.rule, on))


def _of_stage(
    kind: CaseKind,
    taken: tuple[Field, list[str]],
    stage: Stage,
    known: Mapping[str, Any],
    first: int,
) -> Iterator[tuple[str, str]]:
    grade = kind.fields[stage.grade]
    words, said = f"“{in_words(*taken)}”", known.get(stage.grade)
    source = stage.clause + ("；起始年级为设置值" if rules()[stage.rule].status == _SETTING else "")
    whom = f"只适用于{in_words(grade, str(first))}及以上（{source}）"
    if not said:
        yield "stage_unknown", f"{words}{whom}，请先登记{grade.label}"
    elif int(said) < first:
        yield "below_stage", f"{words}{whom}，登记的{grade.label}是{in_words(grade, said)}"
