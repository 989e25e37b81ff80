"""What a dropout page lacks, one line each: nothing is dropped in silence."""

from anyuan.briefing import Sentence, compose, join_sentences
from anyuan.codebook import table
from anyuan.notebook.members import held_rows
from anyuan.protected import ProtectedFigure

_NOTHING = Sentence("没有")
_ROWS = {"kind": "work_figure", "unit": "行"}


def gap_rows(page) -> list[tuple[str, Sentence]]:
    """Return (what, sentence) for undecided pairs, held rows, refused rows and missing files."""
    run, facts = page.run, page.facts
    ids = facts.pairs["left_key"] + ":" + facts.pairs["right_key"]
    pairs = run.figure("dropout.open_pairs", "未判定的比对", ids, kind="work_figure", unit="对")
    moved = page.n("moved_away", "同时离开户籍和学籍")
    contradicted = page.n("contradicted", "与学校上报不符")
    rows = [
        (
            "未判定的比对",
            _or_nothing(
                pairs,
                "{n} 对记录是否同一人未定，涉及 {children} 名儿童，未计入不在校",
                children=page.n("undecided"),
            ),
        ),
        (
            "因退回数据待核",
            _or_nothing(page.n("held"), "{n} 名儿童只见于退回的数据行，或可能在其中，未计入不在校"),
        ),
        (
            "去向待查",
            _or_nothing(moved, "{n} 名学生同时从户籍表和学籍名册消失，按迁出处理，未计入不在校"),
        ),
        (
            "与学校上报不符",
            _or_nothing(
                contradicted, "{n} 名学生学校报在校，公安通报或入户摸排为辍学，已计入不在校"
            ),
        ),
        ("退回的数据行", _refused(run, facts)),
    ]
    return rows + [(table(gap.table).label, Sentence(gap.what)) for gap in facts.gaps]


def _or_nothing(n: ProtectedFigure, template: str, **more: ProtectedFigure) -> Sentence:
    if n.value == 0:
        return Sentence(_NOTHING, (n.figure_id,))
    return compose(template, n=n, **more)


def _refused(run, facts) -> Sentence:
    refused = facts.holdings.files.groupby("table")["n_refused"].sum()
    parts = []
    for name, n in refused[refused > 0].items():
        words = f"{table(name).label}退回"
        counted = run.figure(
            f"intake.refused.{name}", words, held_rows(facts.holdings, name, int(n)), **_ROWS
        )
        parts.append(compose("{what} {n} 行", what=table(name).label, n=counted))
    return join_sentences("", parts, "，已发回更正") if parts else _NOTHING
