"""What a return page lacks, one line each: nothing is dropped in silence."""

from anyuan.briefing import Sentence, compose
from anyuan.codebook import table
from anyuan.run.casework.casework import cases_by_person
from anyuan.run.months.return_units import UNPLACED, units_of_case

_COUNTED = ("never_enrolled", "dropped_out", "suspected_dropout")


def gap_rows(page) -> list[tuple[str, Sentence]]:
    """Return (what, sentence): nobody to owe, nobody looked, counted and unseen, files missing."""
    rows = [("到期未回访", _checked(page)), ("没有登记单位", _placed(page))]
    if not page.is_county:
        return rows
    rows += [
        ("没有未结个案", _without_case(page)),
        ("已登记复学仍列不在校", _back_and_counted(page)),
    ]
    return rows + [
        (table(gap.table).label, Sentence(gap.what)) for gap in page.facts.headcount.gaps
    ]


def _checked(page) -> Sentence:
    return _or_nothing(page.stayed.unchecked, "{n} 名儿童复学后到期没有回访，还在不在校不清楚")


def _placed(page) -> Sentence:
    lost = [
        c for c in page.facts.open_cases() if not units_of_case(page.facts.kind, c) - {UNPLACED}
    ]
    n = page.n("unplaced", "没有登记学校和乡镇", lost)
    return _or_nothing(n, "{n} 个未结个案没有登记学校和乡镇，不在任何单位的页上")


def _without_case(page) -> Sentence:
    facts = page.facts
    people = facts.headcount.headcount.people
    wanted = people.index[people["status"].isin(_COUNTED) & ~people.index.str.startswith("held:")]
    having = cases_by_person(facts.headcount, facts.open_cases())
    n = page.run.figure(
        "return.without_case", "没有未结个案", [p for p in wanted if p not in having]
    )
    return _or_nothing(n, "{n} 名儿童四查三比对列为不在校或疑似，没有未结的个案")


def _back_and_counted(page) -> Sentence:
    facts = page.facts
    people = facts.headcount.headcount.people
    counted = set(people.index[people["status"].isin(_COUNTED)])
    having = cases_by_person(facts.headcount, facts.open_cases("back"))
    n = page.run.figure("return.back_and_counted", "复学仍列不在校", counted & set(having))
    return _or_nothing(n, "{n} 名儿童个案登记已复学，四查三比对仍列为不在校或疑似，须核对")


def _or_nothing(n, template: str) -> Sentence:
    return compose(template, n=n) if n.value else Sentence("没有", (n.figure_id,))
