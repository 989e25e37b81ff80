"""A kind of case as a page for people: its status diagram, moves and time limits, from the YAML.

    python -m anyuan.cases.manual

writes docs/cases_<kind>.md of every kind; a test compares them.
"""

from collections.abc import Iterable, Iterator

from anyuan.cases.limits import YES
from anyuan.cases.values import in_words
from anyuan.codebook import CaseKind, case_kind, case_kinds, code_list, rules
from anyuan.codebook.kinds import ENTERED, LAST, Limit, Move, Stage
from anyuan.paths import project_root, write_text

_SETTING = "setting"


def write_manual(kind: CaseKind) -> str:
    """Return the page of a kind as Markdown with a Mermaid diagram."""
    return "\n".join(
        [
            f"# {kind.label}：状态、步骤和期限",
            "",
            f"依据：{kind.clause}。本页由 `lib/anyuan/codebook/data/kinds/{kind.name}.yaml` 生成，"
            "改动请改那里，再运行 `python -m anyuan.cases.manual`。",
            "",
            "## 状态图",
            "",
            "```mermaid",
            *_diagram(kind),
            "```",
            "",
            "## 步骤",
            "",
            "| 步骤 | 从 | 到 | 必须登记 | 还须 | 依据 |",
            "|---|---|---|---|---|---|",
            *_moves(kind),
            "",
            *_stages(kind),
            "## 期限",
            "",
            "| 事项 | 状态 | 起算 | 期限 | 用哪一步办结 |",
            "|---|---|---|---|---|",
            *_limits(kind),
            "",
        ]
    )


def _diagram(kind: CaseKind) -> Iterator[str]:
    yield "stateDiagram-v2"
    for status in kind.statuses.values():
        yield f'    state "{status.label}" as {status.name}'
    for name in kind.opens_at:
        yield f"    [*] --> {name}"
    labels: dict[tuple[str, str], list[str]] = {}
    for move in kind.moves.values():
        for start, end in move.steps.items():
            labels.setdefault((start, end), []).append(move.label)
    for (start, end), moves in labels.items():
        yield f"    {start} --> {end}: {'、'.join(moves)}"
    for status in kind.statuses.values():
        if not status.is_open:
            yield f"    {status.name} --> [*]"


def _moves(kind: CaseKind) -> Iterator[str]:
    if kind.opening is not None:
        begins = "、".join(kind.statuses[name].label for name in kind.opens_at)
        yield _row([kind.opening.label, "（新）", begins, *_asked(kind, kind.opening)])
    for move in kind.moves.values():
        starts = "、".join(kind.statuses[name].label for name in move.steps)
        ends = "、".join(dict.fromkeys(kind.statuses[name].label for name in move.steps.values()))
        yield _row([move.label, starts, ends, *_asked(kind, move)])


def _asked(kind: CaseKind, move: Move) -> tuple[str, str, str]:
    """Return what a move must be given, what else it asks for, and its clause."""
    needs = "、".join(kind.fields[name].label for name in move.needs)
    rest = [*_before(kind, move), *_in_order(kind, move)]
    rest += ["附上凭证文件"] if move.needs_evidence else []
    if move.signs_for:
        by_whom = kind.fields[move.signs_for].label
        rest += [f"本人凭口令签署，不能代签；每个{by_whom}一轮只签一次"]
    else:
        rest += ["另一名审批人凭口令确认"] if move.approver_roles else []
    rest += [
        f"“{kind.fields[name].choices.label(value)}”只由公安机关确认"
        for name, agencies in move.one_of_agency.items()
        for value in agencies
    ]
    by_system = "只由程序按月办理" if move.only_by_system else "也可由程序按月办理"
    rest += [by_system] if move.by_system else []
    rest += ["可以补记"] if move.beside else []
    return needs, "；".join(rest), move.clause


def _before(kind: CaseKind, move: Move) -> Iterator[str]:
    only = "".join(f"（{_told(kind, *pair)}的）" for pair in move.counting.items())
    yield from (f"先至少“{kind.logs[log]}”{only} {n} 次" for log, n in move.after.items())
    yield from (f"已登记{kind.fields[name].label}" for name in move.has)
    yield from (f"最近登记的{_told(kind, *pair)}" for pair in move.where.items())
    for name, told_by in move.needs_when.items():
        for value, needed in told_by.items():
            labels = "、".join(kind.fields[one].label for one in needed)
            yield f"{_told(kind, name, (value,))}的还须有{labels}"
    yield from (f"已办结“{kind.logs[asked]}”" for asked in move.settled.values())
    for log, name in move.each.items():
        whom = "、".join(kind.fields[name].choices.labels.values())
        yield f"本轮{whom}都已“{kind.logs[log]}”"
    yield from (f"{kind.fields[name].label}与登记的一致" for name in move.repeats)
    for other, name in move.others_ended.items():
        yield f"{kind.fields[name].label}相同的“{case_kind(other).label}”都已办结"


def _in_order(kind: CaseKind, move: Move) -> Iterator[str]:
    yield from (f"{kind.fields[name].label}在当天之后" for name in move.ahead)
    yield from (f"{kind.fields[name].label}已过" for name in move.passed)
    for name, other in move.not_before.items():
        yield f"{kind.fields[name].label}不早于{kind.fields[other].label}"
    yield from (f"日期可以早于“{kind.logs[log]}”" for log in move.may_precede)


def _told(kind: CaseKind, name: str, wanted: tuple[str, ...]) -> str:
    one = kind.fields[name]
    return f"“{one.label}”为{'或'.join(in_words(one, value) for value in wanted)}"


def _stages(kind: CaseKind) -> list[str]:
    rows = [
        _row([in_words(field, sorted(stage.choices)), _from(kind, stage), stage.clause])
        for field in kind.fields.values()
        for stage in field.stages
    ]
    head = ["## 按学段限制的选项", "", "| 选项 | 适用 | 依据 |", "|---|---|---|"]
    return [*head, *rows, ""] if rows else []


def _from(kind: CaseKind, stage: Stage) -> str:
    first = str(_newest(stage.rule))
    grade = kind.fields[stage.grade]
    value = f"{_status(stage.rule)} `{stage.rule}`"
    return f"{grade.label}为{in_words(grade, first)}及以上（{value}）；年级未登记的不能选"


def _limits(kind: CaseKind) -> Iterator[str]:
    for limit in kind.limits.values():
        statuses = "、".join(s.label for s in kind.statuses.values() if s.name in limit.statuses)
        length = _length(kind, limit)
        step = kind.moves.get(limit.step, kind.opening).label
        yield _row([limit.label, statuses, _start(kind, limit), length, step])


def _start(kind: CaseKind, limit: Limit) -> str:
    if limit.start == ENTERED:
        start = "进入该状态之日"
    elif limit.start == LAST:
        logged = "或".join(f"“{kind.logs[log]}”" for log in limit.start_of)
        start = f"本轮最近一次{logged}，没有则进入该状态之日"
    else:
        start = kind.fields[limit.start_of[0]].label
    start += "".join(f"；只限{_told(kind, *pair)}的" for pair in limit.where.items())
    start += "".join(f"；{kind.fields[name].label}已知的" for name in limit.known)
    return start + "".join(
        f"；有“{kind.logs[asked]}”而没有“{kind.logs[answer]}”的"
        for answer, asked in limit.awaits.items()
    )


def _length(kind: CaseKind, limit: Limit) -> str:
    if not limit.days:
        return "当日"
    units = code_list("day_unit").labels
    unit = units["calendar"] if limit.unit == "term_end" else units[limit.unit]
    length = f"{_newest(limit.days)} {unit}（{_status(limit.days)} `{limit.days}`）"
    length += "后的学期末" if limit.unit == "term_end" else ""
    length += "，遇假期顺延到开学" if limit.in_term else ""
    return length + "".join(
        f"，{_told(kind, name, (YES,))}的另加 {_newest(rule)} {unit}（{_status(rule)} `{rule}`）"
        for name, rule in limit.more.items()
    )


def _newest(rule: str) -> str:
    return list(rules()[rule].values.values())[-1]


def _status(rule: str) -> str:
    return "设置值" if rules()[rule].status == _SETTING else "规定"


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _main() -> None:
    for kind in case_kinds().values():
        write_text(project_root() / "docs" / f"cases_{kind.name}.md", write_manual(kind))


if __name__ == "__main__":
    _main()
