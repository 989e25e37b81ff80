"""What is overdue on the meeting's page, by the office that owes it: lines of other pages."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from anyuan.briefing import (
    Block,
    ChartBlock,
    Columns2,
    KeyFigure,
    Sentence,
    TableBlock,
    bars,
    compose,
)
from anyuan.codebook import code_list, plan
from anyuan.disclosure.restoring import GatheredRow, gather
from anyuan.notebook.return_owed import owing_most
from anyuan.protected import Cell, Column, ProtectedFigure, ProtectedTable, Row
from anyuan.review.decisions import LATE

RETURN, BULLYING = "return_plans/county", "bullying_mapping/county"
_COLUMNS = [
    Column("what", "逾期的事", align="left"),
    Column("n", "数目"),
    Column("oldest", "最久", "天"),
]
_RULE = "机关工作数量，如实列出；每个数目与所引用的页相同，不另行相加。"
_MOST_UNITS = 6
# Fewer bars than these say nothing that the sentence does not; nor do bars of one length.
_FEWEST_UNITS = 3
_AND = "、"


@dataclass(frozen=True)
class OwedLine:
    """One line of what is overdue: who owes it, what, how much, since how long, from which page."""

    key: str
    office: str
    what: str
    n: Cell
    oldest: Cell | None
    page: str

    @property
    def offices(self) -> list[str]:
        return self.office.split(_AND)


@dataclass(frozen=True)
class Owed:
    """What the pages say is overdue, and what is overdue of the meetings' own decisions."""

    page: object

    @cached_property
    def lines(self) -> list[OwedLine]:
        """Every line that is not nought, in the order of the offices."""
        found = [*self._steps(), *self._bullying(), *self._reviews(), *self._decisions()]
        order = list(code_list("decision_office").labels.values())
        return sorted(found, key=lambda one: _rank(order, one.office))

    def _steps(self) -> Iterator[OwedLine]:
        table = self.page.copy(self.page.facts.page(RETURN), "overdue_by_step")
        offices = code_list("line_office").labels
        lines = code_list("line_of_duty").labels
        labels = {told: offices.get(code, told) for code, told in lines.items()}
        for row in table.rows if table else ():
            n, oldest = table.cell(row.key, "n"), table.cell(row.key, "oldest")
            line = str(table.value(row.key, "line"))
            owing = _AND.join(labels.get(one, one) for one in line.split(_AND))
            office = _AND.join(dict.fromkeys(owing.split(_AND)))
            yield OwedLine(f"return_{row.key}", office, f"劝返复学：{row.label}", n, oldest, RETURN)

    def _bullying(self) -> Iterator[OwedLine]:
        offices = code_list("decision_office").labels
        told = {
            "steps.late": (offices["school"], "欺凌处置：超期的环节"),
            "actions.late": (offices["school"], "整改事项：超期未办结"),
            "county.inspection_late": (self._inspectors, "督导：应先督导的学校逾期未督导"),
        }
        for name, (office, what) in told.items():
            n = self.page.bullying.n(name)
            if n is not None and n.value:
                key = f"bullying_{name.replace('.', '_')}"
                yield OwedLine(key, office, what, _as_cell(n), None, BULLYING)

    @property
    def _inspectors(self) -> str:
        offices = code_list("decision_office").labels
        return "、".join(offices[one] for one in plan().tasks["inspection"].owes)

    def _reviews(self) -> Iterator[OwedLine]:
        for source, n in self.page.reviews.having("late"):
            sides = _sides(source.tables.get("review_fixes"))
            what = f"复盘 {source.key}：整改超期"
            yield OwedLine(f"review_{source.key}", sides, what, _as_cell(n), None, source.name)

    def _decisions(self) -> Iterator[OwedLine]:
        offices = code_list("decision_office").labels
        late = [one for one in self.page.facts.decisions if one.state == LATE]
        for office in offices:
            mine = [one for one in late if one.office == office]
            if mine:
                n = self.page.own(
                    f"late.{office}", "逾期未办结的会议决定", [one.case_id for one in mine], "项"
                )
                days = self.page.run.figure(
                    f"meeting.oldest.{office}",
                    "最久逾期",
                    max(one.days_late for one in mine),
                    kind="work_figure",
                    unit="天",
                )
                yield OwedLine(
                    f"decision_{office}",
                    offices[office],
                    "会议决定：逾期未办结",
                    _as_cell(n),
                    _as_cell(days),
                    "",
                )

    @cached_property
    def n_lines(self) -> ProtectedFigure:
        """How many kinds of things are overdue."""
        return self.page.own("owed", "逾期的事", [one.key for one in self.lines], "类")

    @property
    def answer(self) -> Sentence:
        """How many kinds of things are overdue."""
        return (
            compose("{n} 类事项逾期", n=self.n_lines) if self.lines else Sentence("没有逾期的事项")
        )

    @property
    def finding(self) -> Sentence:
        """How many, and who owes them."""
        if not self.lines:
            return Sentence("各页都没有逾期的事项")
        offices = _AND.join(dict.fromkeys(part for one in self.lines for part in one.offices))
        return compose("{n} 类事项逾期，责任在{offices}", n=self.n_lines, offices=Sentence(offices))

    def key_figures(self) -> list[KeyFigure]:
        """Overdue steps of bringing children back; overdue steps of handling bullying."""
        steps = self.page.cite(self.page.facts.page(RETURN), "return.overdue_steps")
        clocks = self.page.bullying.n("steps.late")
        told = (("劝返超期步骤", steps), ("欺凌处置超期环节", clocks))
        return [
            replace(KeyFigure.of(n, tone=_tone(n)), label=label)
            for label, n in told
            if n is not None
        ]

    @cached_property
    def table(self) -> ProtectedTable:
        """The lines by office."""
        rows = [
            GatheredRow(one.key, one.office, {"what": one.what, "n": one.n, "oldest": one.oldest})
            for one in self.lines
        ]
        table = gather(
            rows,
            _COLUMNS,
            name="owed",
            kind_name="meeting_gathered",
            title="逾期的事，按责任单位",
            row_label="责任单位",
            rule_note=_RULE,
        )
        self.page.run.kept.keep_table("owed", table)
        return table

    def block(self) -> Block | None:
        """The lines by office, and the units that owe most; nothing where nothing is overdue."""
        if not self.lines:
            return None
        units = self._units_chart()
        table = TableBlock(self.table)
        return Columns2(table, units) if units else table

    def _units_chart(self) -> Block | None:
        table = self.page.copy(self.page.facts.page(RETURN), "overdue_by_unit")
        if table is None or len(table.rows) < _FEWEST_UNITS or not owing_most(table):
            return None
        shown = _head(table, _MOST_UNITS)
        caption = "劝返复学步骤欠得最多的单位。"
        return ChartBlock(bars(shown, "n", caption=caption, unit="步"))


def _rank(order: list[str], office: str) -> tuple[int, str]:
    first = next((n for n, one in enumerate(order) if office.startswith(one)), len(order))
    return first, office


def _sides(table: ProtectedTable | None) -> str:
    found = []
    for row in table.rows if table else ():
        cell = table.cell(row.key, "side")
        if cell.value and cell.shown not in found:
            found.append(cell.shown)
    return "、".join(found) or "复盘所列责任方"


def _as_cell(figure: ProtectedFigure) -> Cell:
    return Cell(figure.shown, figure.value, figure.figure_id, is_hidden=figure.is_hidden)


def _tone(figure: ProtectedFigure) -> str:
    return "due" if figure.value else "plain"


def _head(table: ProtectedTable, n: int) -> ProtectedTable:
    return table if len(table.rows) <= n else first_rows(table, n)


def first_rows(table: ProtectedTable, n: int) -> ProtectedTable:
    """Return the first rows of a restored table."""
    rows: list[Row] = list(table.rows[:n])
    return gather(
        [
            GatheredRow(
                row.key, row.label, {c.key: table.cell(row.key, c.key) for c in table.columns}
            )
            for row in rows
        ],
        table.columns,
        name="first_rows",
        kind_name=table.kind,
        title=table.title,
        row_label=table.row_label,
        rule_note=table.rule_note,
    )
