"""What a form prints below itself: the schools that do not meet a rule, counted and named."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date

from anyuan.codebook import rules
from anyuan.codebook.forms import Form
from anyuan.letters.form_values import NOT_FILLED, FormCheck, FormValue
from anyuan.period import Month
from anyuan.run.forms.form_facts import FormFacts
from anyuan.run.forms.form_items import alarm_tests
from anyuan.run.forms.form_lists import (
    BASICS,
    DEPUTIES,
    SECURITY,
    count_roll,
    list_deputies,
    list_security,
)

_PATROL, _AGE = "security.patrol_per_day", "security.guard_max_age"
_ALARM, _TRAIN = "security.alarm_test", "security.guard_train"
_LESSONS, _VIDEO = "security.legal_class_per_term", "security.video_days"
_PLAN = "《2024年全市中小学幼儿园“护校安园”专项行动方案》"
Row = Mapping[str, FormValue]


def check_form(form: Form, facts: FormFacts) -> list[FormCheck]:
    """Return what a form has to say of the schools in it; nothing where its sources have not come.

    What is not filled in is never counted as not met: those schools are counted by themselves.
    """
    return CHECKS[form.rows](facts) if facts.schools.is_received else []


def check_month(facts: FormFacts) -> list[FormCheck]:
    """Return the schools whose alarm was not tested in the calendar month, by the inspections."""
    if not facts.inspections.is_received:
        return []
    facts.book.value(_ALARM, facts.as_of)
    tested = set(alarm_tests(facts.inspections.frame)["school_code"])
    missing = [name for code, name in facts.school_names.items() if code not in tested]
    return [_of_rule(_ALARM, f"{facts.month.label}没有一键报警测试记录", missing)]


def check_campus(facts: FormFacts) -> list[FormCheck]:
    """Return the schools without basics, and those whose typed number is not that of the roll."""
    basics = facts.of_term(BASICS)
    if not basics.is_received:
        return []
    typed = basics.frame.dropna(subset=["n_pupils"]).set_index("school_code")["n_pupils"].to_dict()
    counts = count_roll(facts)
    differing = [
        f"{facts.school_names[code]}（名册 {row['n_pupils'].value}、填报 {typed[code]}）"
        for code, row in sorted(counts.items())
        if code in typed and code in facts.school_names and typed[code] != row["n_pupils"].value
    ]
    return [
        _unsent(facts, basics.frame["school_code"], "没有报校园基本情况"),
        FormCheck(
            "填报的学生数与学籍名册不一致（表内用名册数）", tuple(differing), f"{_PLAN}附件2"
        ),
    ]


def check_security(facts: FormFacts) -> list[FormCheck]:
    """Return the schools that lack guards, tests, patrols and the rest that the plan asks for."""
    sent = facts.of_term(SECURITY)
    if not sent.is_received:
        return []
    rows, on = list_security(facts), facts.as_of
    patrols, age = facts.book.value(_PATROL, on), facts.book.value(_AGE, on)
    video = facts.book.value(_VIDEO, on)
    facts.book.value(_ALARM, on), facts.book.value(_TRAIN, on)
    trained = sent.frame.set_index("school_code")["guards_trained_on"].dropna()
    first = _quarter_start(facts.month)
    late = [code for code, day in trained.items() if day.date() < first]
    names = facts.school_names
    return [
        _unsent(facts, sent.frame["school_code"], "没有报安防建设情况"),
        FormCheck(
            "专职保安员少于应配数",
            _where(rows, lambda row: _is(row, "n_guards_short", lambda n: n > 0)),
            f"{_PLAN}（专职保安员按标准配备）",
        ),
        _of_rule(_AGE, f"有保安员超过{age}岁", _fewer(rows, "n_guards_within_age")),
        FormCheck(
            "有保安员未持证", _fewer(rows, "n_guards_certified"), "《保安服务管理条例》第十六条"
        ),
        _of_rule(_TRAIN, "本季度没有培训保安员", [names[c] for c in sorted(late) if c in names]),
        _of_rule(
            _ALARM,
            f"{facts.month.label}没有测试一键报警",
            _where(
                rows, lambda row: _is(row, "alarm_tested_on", lambda d: d < facts.month.first_day)
            ),
        ),
        _of_rule(
            _ALARM,
            "没有任何一键报警测试日期",
            _where(rows, lambda row: row["alarm_tested_on"].blank == NOT_FILLED),
        ),
        _of_rule(
            _PATROL,
            f"每日巡查少于{patrols}次",
            _where(rows, lambda row: _is(row, "n_patrols", lambda n: n < patrols)),
        ),
        _of_rule(
            _VIDEO,
            f"视频保存少于{video}天",
            _where(rows, lambda row: _is(row, "n_video_days", lambda n: n < video)),
        ),
        FormCheck(
            "门卫没有24小时值守",
            _where(rows, lambda row: row["is_gate_manned"].value is False),
            f"{_PLAN}（校门24小时值守）",
        ),
        FormCheck(
            "4个100%没有达标",
            _where(rows, lambda row: row["meets_four"].value is False),
            f"{_PLAN}（4个100%）",
        ),
        FormCheck(
            "整改期限已过",
            _where(rows, lambda row: _is(row, "rectify_due_on", lambda day: day <= on)),
            f"{_PLAN}（整改期限）",
        ),
    ]


def check_deputies(facts: FormFacts) -> list[FormCheck]:
    """Return the schools with too few lessons this term, and those that nobody is in charge of."""
    sent = facts.of_term(DEPUTIES)
    if not sent.is_received:
        return []
    least = facts.book.value(_LESSONS, facts.as_of)
    rows = list_deputies(facts)
    return [
        _unsent(facts, sent.frame["school_code"], "没有登记负责的副所长"),
        _of_rule(
            _LESSONS,
            f"本学期法治课少于{least}次",
            _where(rows, lambda row: _is(row, "n_lessons", lambda n: n < least)),
        ),
        FormCheck(
            "法治副校长聘期已过",
            _where(rows, lambda row: _is(row, "appointed_until", lambda day: day < facts.as_of)),
            "《中小学法治副校长聘任与管理办法》（教育部令第52号）",
        ),
    ]


def _of_rule(key: str, label: str, schools: Iterable[str]) -> FormCheck:
    return FormCheck(label, tuple(schools), rules()[key].reference)


def _unsent(facts: FormFacts, sent: Iterable[str], label: str) -> FormCheck:
    known = set(sent)
    missing = tuple(name for code, name in facts.school_names.items() if code not in known)
    return FormCheck(label, missing, f"{_PLAN}（附件2至附件4）")


def _where(rows: Iterable[Row], fails: Callable[[Row], bool]) -> tuple[str, ...]:
    return tuple(row["school_name"].text for row in rows if fails(row))


def _is(row: Row, name: str, fails: Callable) -> bool:
    value = row[name].value
    return value is not None and fails(value)


def _fewer(rows: Iterable[Row], name: str) -> tuple[str, ...]:
    return _where(
        rows, lambda row: _is(row, name, lambda n: _is(row, "n_guards", lambda all_: n < all_))
    )


def _quarter_start(month: Month) -> date:
    return date(month.year, (month.number - 1) // 3 * 3 + 1, 1)


CHECKS: dict[str, Callable[[FormFacts], list[FormCheck]]] = {
    "": check_month,
    "campus": check_campus,
    "security": check_security,
    "deputies": check_deputies,
}
