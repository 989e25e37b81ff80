"""What a bullying page lacks, one line each: nothing is dropped in silence."""

from anyuan.briefing import Sentence, compose, join_sentences
from anyuan.notebook.members import joined

_NAMED = 8
_OPTIONAL = "optional"
_NOTHING = Sentence("没有")
_REFUSED = "收到的各份文件退回的行数之和；逐行列在退给报送单位的问题清单里。"


def gap_rows(page) -> list[tuple[str, Sentence]]:
    """Return (what, sentence): files that did not come or stand in for newer ones, refused rows."""
    rows = [("退回的数据行", _refused(page))]
    if page.is_committee:
        rows += [("一张表前后不符", _contradicted(page)), ("不见了的登记", _vanished(page))]
    for name, t in page.facts.holdings.tables.items():
        if t.is_restricted or t.need == _OPTIONAL:
            continue  # no page reads the list of names, and nobody misses an optional table
        said = _county_wide(page, name) if page.is_county else _own(page, name)
        if said is not None:
            rows.append((t.label, said))
    return rows


def _own(page, name: str) -> Sentence | None:
    facts = page.facts
    if facts.holdings.tables[name].covers == "county":
        return _of_county_file(page, name)
    newest = facts.newest_file(name).get(facts.school)
    if newest is None:
        return Sentence(f"{facts.month.label}的没有收到")
    return None if newest == facts.month else Sentence(f"沿用{newest.label}的")


def _of_county_file(page, name: str) -> Sentence | None:
    said = [gap.what for gap in page.facts.gaps if gap.table == name]
    return Sentence(said[0]) if said else None


def _county_wide(page, name: str) -> Sentence | None:
    facts = page.facts
    if facts.holdings.tables[name].covers == "county":
        return _of_county_file(page, name)
    newest = facts.newest_file(name)
    lacking = [code for code in facts.schools["school_code"] if code not in newest]
    if not lacking:
        return None
    n = page.work(f"not_received.{name}", "未收到的学校", lacking, "所")
    names = Sentence("、".join(facts.school_name(code) for code in lacking[:_NAMED]))
    more = Sentence("等" if len(lacking) > _NAMED else "")
    return compose("{n} 所学校没有收到：{names}{more}", n=n, names=names, more=more)


def _contradicted(page) -> Sentence:
    facts = page.facts
    found = [p for p in facts.gathered.problems if p.school_code == facts.school]
    told = "学校一张表中前后说法不一的行，逐行列在退回的问题清单里。"
    n = page.own("register.problems", "一张表前后不符的行", len(found), "行", told)
    return compose("{n} 行，只取说得通的步骤，须改正后重报", n=n) if found else _NOTHING


def _vanished(page) -> Sentence:
    """Say how many cases an earlier register of the term had and the newest has not."""
    lost = page.facts.of_school(page.facts.gathered.vanished)
    n = page.own("register.vanished", "不见了的登记", joined(lost, *lost.columns), "件")
    told = "{n} 件本学期早先报过，最近的一张表里没有了，仍按原来的计，须说明原因"
    return compose(told, n=n) if len(lost) else _NOTHING


def _refused(page) -> Sentence:
    """Say how many rows of the page's own files were refused."""
    facts = page.facts
    files = facts.holdings.files
    mine = files if page.is_county else files[files["covers"] == facts.school]
    refused = mine.groupby("table")["n_refused"].sum()
    parts = [
        compose(
            "{what} {n} 行",
            what=facts.holdings.tables[name].label,
            n=page.work(f"refused.{name}", "退回的数据行", int(n), "行", _REFUSED),
        )
        for name, n in refused[refused > 0].items()
    ]
    return join_sentences("", parts, "，已发回更正") if parts else _NOTHING
