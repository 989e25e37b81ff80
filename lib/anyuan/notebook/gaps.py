"""What a dropout page lacks, one line each: nothing is dropped in silence."""

from anyuan.briefing import Sentence, compose
from anyuan.codebook import table


def gap_rows(page) -> list[tuple[str, Sentence]]:
    """Return (what, sentence) for undecided pairs, held rows, refused rows and missing files."""
    run, facts = page.run, page.facts
    rows = [
        (
            "未判定的比对",
            compose(
                "{pairs} 对记录是否同一人未定，涉及 {n} 名儿童，未计入不在校",
                pairs=run.figure(
                    "dropout.open_pairs",
                    "未判定的比对",
                    facts.n_open_pairs,
                    kind="work_figure",
                    unit="对",
                ),
                n=page.n("undecided"),
            ),
        ),
        (
            "因退回数据待核",
            compose("{n} 名儿童只见于退回的数据行，或可能在其中，未计入不在校", n=page.n("held")),
        ),
        (
            "去向待查",
            compose(
                "{n} 名原在册学生同时从户籍表和学籍名册消失，按迁出处理，未计入不在校",
                n=page.n("moved_away", "同时离开户籍和学籍"),
            ),
        ),
        (
            "与学校上报不符",
            compose(
                "{n} 名学生学校报在校，公安通报或入户摸排为辍学，已计入不在校",
                n=page.n("contradicted", "与学校上报不符"),
            ),
        ),
    ]
    rows += _refused(run, facts)
    rows += [(table(gap.table).label, Sentence(gap.what)) for gap in facts.gaps]
    return rows


def _refused(run, facts) -> list[tuple[str, Sentence]]:
    refused = facts.holdings.files.groupby("table")["n_refused"].sum()
    parts = [
        run.count_sentence(f"intake.refused.{name}", f"{table(name).label}退回", int(n), "行")
        for name, n in refused.items()
        if n
    ]
    names = [table(name).label for name, n in refused.items() if n]
    if not parts:
        return [("退回的数据行", Sentence("没有"))]
    said = "，".join(f"{what} {{p{i}}}" for i, what in enumerate(names))
    return [
        (
            "退回的数据行",
            compose(said + "，已发回更正", **{f"p{i}": part for i, part in enumerate(parts)}),
        )
    ]
