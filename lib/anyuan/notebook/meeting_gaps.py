"""What the meeting's page lacks: pages that are missing, and what the pages used lack."""

from anyuan.briefing import Sentence, compose

_DROPOUT, _BULLYING = "dropout_headcount/county", "bullying_mapping/county"
# What of another page's gaps changes a number here: page, figure, name of the gap, sentence.
_CITED = (
    (_DROPOUT, "dropout.open_pairs", "未判定的比对", "{n} 对记录是否同一人未定"),
    (_DROPOUT, "dropout.held", "因退回数据待核", "{n} 名儿童可能只见于退回的数据行，未计入"),
    (_DROPOUT, "dropout.contradicted", "与学校上报不符", "{n} 名学校报在校、实为辍学，已计入"),
    (_BULLYING, "bullying.county.never_sent", "机制摸底", "{n} 所学校一次也没有报来"),
    (_BULLYING, "bullying.not_received.pupil_survey", "学生问卷", "{n} 所学校没有收到"),
)


def gap_rows(page) -> list[tuple[str, Sentence]]:
    """Return (what, sentence): missing pages, then the pages' own gaps."""
    facts = page.facts
    rows = [
        (
            one.title,
            Sentence(
                "本月这一页没有做成，本页没有它的数字" if one.has_failed else "本月没有这一页"
            ),
        )
        for one in facts.missing
    ]
    for name, figure_id, what, said in _CITED:
        n = page.cite(facts.page(name), figure_id)
        if n is not None and n.value:
            rows.append((what, compose(said, n=n)))
    return rows
