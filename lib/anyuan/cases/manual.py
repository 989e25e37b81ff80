"""A kind of case as a page for people: its status diagram, moves and time limits, from the YAML.

    python -m anyuan.cases.manual

writes docs/cases_<kind>.md of every kind; a test compares them.
"""

from collections.abc import Iterator

from anyuan.cases.values import in_words
from anyuan.codebook import CaseKind, case_kinds, code_list, rules
from anyuan.codebook.kinds import ENTERED, LAST
from anyuan.paths import project_root, write_text


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
    for move in kind.moves.values():
        starts = "、".join(kind.statuses[name].label for name in move.steps)
        ends = "、".join(dict.fromkeys(kind.statuses[name].label for name in move.steps.values()))
        needs = "、".join(kind.fields[name].label for name in move.needs)
        rest = [f"先至少“{kind.logs[log]}” {n} 次" for log, n in move.after.items()]
        rest += [f"已登记{kind.fields[name].label}" for name in move.has]
        rest += [f"最近登记的“{kind.fields[name].label}”为是" for name in move.where]
        rest += [f"{kind.fields[name].label}在当天之后" for name in move.ahead]
        rest += [f"{kind.fields[name].label}已过" for name in move.passed]
        rest += [
            f"{kind.fields[name].label}不早于{kind.fields[other].label}"
            for name, other in move.not_before.items()
        ]
        rest += [f"日期可以早于“{kind.logs[log]}”" for log in move.may_precede]
        rest += ["附上凭证文件"] if move.needs_evidence else []
        rest += ["另一名审批人凭口令确认"] if move.approver_roles else []
        rest += [
            f"“{kind.fields[name].choices.label(value)}”只由公安机关确认"
            for name, agencies in move.one_of_agency.items()
            for value in agencies
        ]
        rest += ["也可由程序按月办理"] if move.by_system else []
        cells = [move.label, starts, ends, needs, "；".join(rest), move.clause]
        yield f"| {' | '.join(cells)} |"


def _limits(kind: CaseKind) -> Iterator[str]:
    units = code_list("day_unit").labels
    for limit in kind.limits.values():
        statuses = "、".join(s.label for s in kind.statuses.values() if s.name in limit.statuses)
        if limit.start == ENTERED:
            start = "进入该状态之日"
        elif limit.start == LAST:
            logged = "或".join(f"“{kind.logs[log]}”" for log in limit.start_of)
            start = f"本轮最近一次{logged}，没有则进入该状态之日"
        else:
            start = kind.fields[limit.start_of[0]].label
        length = "当日"
        if limit.days:
            value = list(rules()[limit.days].values.values())[-1]
            unit = units["calendar"] if limit.unit == "term_end" else units[limit.unit]
            length = f"{value} {unit}（设置值 `{limit.days}`）"
            length += "后的学期末" if limit.unit == "term_end" else ""
            length += "，遇假期顺延到开学" if limit.in_term else ""
        start += "".join(
            f"；只限{kind.fields[name].label}为“{in_words(kind.fields[name], value)}”的"
            for name, value in limit.where.items()
        )
        start += "".join(
            f"；有“{kind.logs[asked]}”而没有“{kind.logs[answer]}”的"
            for answer, asked in limit.awaits.items()
        )
        cells = [limit.label, statuses, start, length, kind.moves[limit.step].label]
        yield f"| {' | '.join(cells)} |"


def _main() -> None:
    for kind in case_kinds().values():
        write_text(project_root() / "docs" / f"cases_{kind.name}.md", write_manual(kind))


if __name__ == "__main__":
    _main()
