"""What a review's page lacks, one line each: nothing is dropped in silence."""

from anyuan.briefing import Sentence, compose, join_sentences
from anyuan.codebook import code_list, duties
from anyuan.codebook.duty_sources import unconfirmed_sources
from anyuan.run.months.review_month import LOG

_REFUSED = "收到的各份文件退回的行数之和；逐行列在退给报送单位的问题清单里。"
_LEARNT = "逐方逐条记录查何时知悉，没有写明的处数。"
_NOTHING = Sentence("没有")


def gap_rows(page) -> list[tuple[str, Sentence]]:
    """Return (what, sentence): files that did not come, refused rows, events without a time or
    without anybody's knowledge, sources that could not be confirmed."""
    rows = [("退回的数据行", _refused(page))]
    if page.is_panel:
        rows += [("没有写时间的经过", _untimed(page)), ("不知道何时知悉的记录", _unlearnt(page))]
    if page.is_whole:
        rows.append(("没有记录的责任", _unrecorded(page)))
    if not page.as_seen:
        rows.append(("没有核实的依据", _unconfirmed(page)))
    rows += [(page.facts.holdings.tables[gap.table].label, Sentence(gap.what))
             for gap in page.facts.gaps]  # fmt: skip
    for name, table in page.facts.holdings.tables.items():
        is_told = name in {gap.table for gap in page.facts.gaps} or (name == LOG)
        if page.facts.holdings.files_of(name).empty and not is_told:
            rows.append((table.label, Sentence("没有收到")))
    if page.is_panel and page.facts.log.empty:
        rows.append((page.facts.holdings.tables[LOG].label, Sentence("没有收到这一事件的记录")))
    return rows


def _refused(page) -> Sentence:
    """Say how many rows of the review's tables were refused."""
    holdings = page.facts.holdings
    refused = holdings.files.groupby("table")["n_refused"].sum()
    parts = [
        compose(
            "{what} {n} 行",
            what=holdings.tables[name].label,
            n=page.work(f"refused.{name}", "退回的数据行", int(n), "行", _REFUSED),
        )
        for name, n in refused[refused > 0].items()
        if name in holdings.tables and (page.is_panel or name != LOG)
    ]
    return join_sentences("", parts, "，已发回更正") if parts else _NOTHING


def _untimed(page) -> Sentence:
    events = page.facts.events
    mine = events[events["low"].isna() & ~events["is_denied"]]
    if mine.empty:
        return _NOTHING
    labels = code_list("incident_event").labels
    names = "、".join(dict.fromkeys(labels[event] for event in mine["event"]))
    ids = mine["event"] + "-" + mine["event_no"].astype("str")
    n = page.own("untimed", "没有写时间的经过", ids, "项")
    return compose("{n} 项：{names}", n=n, names=Sentence(names))


def _unlearnt(page) -> Sentence:
    found = page.facts.learnt
    n = int(found["known_from"].isna().sum())
    told = "{n} 处，只当作后来才知道"
    figure = page.own("unlearnt", "不知道何时知悉", n, "处", _LEARNT)
    return compose(told, n=figure) if n else _NOTHING


def _unrecorded(page) -> Sentence:
    n = page.duties.n_no_record
    return compose("{n} 项，不当作没有履行", n=n) if n.value else _NOTHING


def _unconfirmed(page) -> Sentence:
    """Say what could not be read of the sources of the duties that the page names."""
    if page.is_panel:
        named = [row["duty"] for row in page.duties.owed]
    else:
        named = [row["duty"] for row in page.fixes.rows if page.may_tell(row["duty"])]
    named = [code for code in duties() if code in named]
    told = [f"{title}：{note}" for title, note in unconfirmed_sources(named).items()]
    return Sentence("；".join(told)) if told else _NOTHING
