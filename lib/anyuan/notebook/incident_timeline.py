"""What happened, by whom it is told, and how long it took: the timeline of a review."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from anyuan.briefing import Block, Chart, ChartBlock, Sentence, TableBlock, compose, join_sentences
from anyuan.briefing.lane_chart import LaneTables, lanes
from anyuan.briefing.lane_events import (
    AGREED,
    CONFLICTING,
    DENIED,
    DISPUTED,
    UNTIMED,
    in_minutes,
    range_in_minutes,
)
from anyuan.briefing.verdicts import marked
from anyuan.codebook import code_list, incident_intervals, rules
from anyuan.codebook.event_parties import event_parties
from anyuan.notebook.incident_table import panel_table, tell_moment
from anyuan.protected import ProtectedTable
from anyuan.review.accounts import KEY

_MET, _LATE, _UNCLEAR, _NOT_MET, _NO_RECORD = "met", "late", "unclear", "not_met", "no_record"
# Which interval a page tells first, the gravest first.
_GRAVEST = (_LATE, _NOT_MET, _UNCLEAR, _NO_RECORD, _MET)
_TOLD = {
    AGREED: "",
    CONFLICTING: "时间不一",
    DISPUTED: "有无不一",
    DENIED: "记为没有",
    UNTIMED: "未记时间",
}
_LOG = "收到的事件经过记录的行数。"
_EVENT = {"moment": "时间", "party": "单位", "what": "情况", "known": "记录"}
_CHART = {name: name for name in ("party", "event", "known", "low", "high", "source")}
_SPAN = {name: name for name in ("start", "end", "low", "high", "limit", "verdict", "said")}
_INTERVAL = {"minutes": "用时", "limit": "时限", "said": "判断", "ends": "起止"}
_MINUTES = dict.fromkeys(("low", "high", "limit"), "Int64")


@dataclass(frozen=True)
class Timeline:
    """The events of an incident and the times between them, on its panel's page."""

    page: object

    @cached_property
    def events(self) -> list[dict[str, Any]]:
        """Each event, the earliest first: of `find_events`, with key, label, party and known."""
        labels = code_list("incident_event").labels
        found = []
        for row in self.page.facts.events.to_dict("records"):
            nth = f"（第{row['event_no']}次）" if self._is_repeated(row["event"]) else ""
            row |= {"key": f"{row['event']}-{row['event_no']}", "known": _known(row)}
            row |= {"label": labels[row["event"]] + nth, "party": self._party(row)}
            found.append(row)
        return found

    def _is_repeated(self, event: str) -> bool:
        events = self.page.facts.events
        return bool((events["event"] == event).sum() > 1)

    def _accounts(self, event: dict[str, Any]) -> pd.DataFrame:
        """The accounts of an event, the earliest first, those without a time last."""
        accounts = self.page.facts.accounts
        mine = accounts[(accounts[KEY] == [event[name] for name in KEY]).all(axis="columns")]
        return mine.sort_values(["low", "high", "source", "entry_no"], na_position="last")

    def _party(self, event: dict[str, Any]) -> str:
        return event_parties().get(event["event"]) or self._accounts(event)["party"].iloc[0]

    @property
    def finding(self) -> Sentence:
        """How many events from how many accounts, how many differ, and which time matters most."""
        if not self.events:
            return Sentence("没有收到事件经过记录，经过和用时都不清楚")
        said = compose(
            "{events} 项经过、{accounts} 条记录：",
            events=self.page.own("events", "经过", [one["key"] for one in self.events], "项"),
            accounts=self.page.own("accounts", "记录", len(self.page.facts.accounts), "条", _LOG),
        )
        n = [
            one["key"]
            for one in self.events
            if bool(_TOLD[one["known"]]) and one["known"] != UNTIMED
        ]
        told = [
            compose("{n} 项记录有出入或记为没有", n=self.page.own("split", "记录不一", n, "项"))
        ]
        if not n:
            told = [Sentence("各处记录没有出入")]
        return join_sentences(said, [*told, self.worst], "")

    @cached_property
    def intervals(self) -> pd.DataFrame:
        """The times between events; to a party at a moment only those of which it knew both."""
        found = self.page.facts.intervals
        return found[found["low"].notna()] if self.page.as_seen else found

    @cached_property
    def graded(self) -> pd.DataFrame:
        """The intervals that have a limit, the gravest first, then by how far they ran over it."""
        found = self.intervals
        found = found[found["limit"].notna() & found["verdict"].notna()]
        over = (found["low"].astype("Float64") / found["limit"].astype("Float64")).fillna(0)
        order = found["verdict"].map(_GRAVEST.index)
        return found.assign(order=order, over=over).sort_values(
            ["order", "over"], ascending=[True, False], kind="stable"
        )

    @property
    def worst(self) -> Sentence:
        """The interval that matters most, in words."""
        if self.graded.empty:
            return Sentence("没有可以对照时限的用时")
        row = self.graded.iloc[0].to_dict()
        name = incident_intervals()[row["interval"]].label
        if row["verdict"] == _MET:
            return Sentence("有时限的用时都在时限以内")
        cells = self.spans.cell
        ids = [cells(row["interval"], c).figure_id for c in ("low", "high", "limit")]
        limit = f"限{self.limit_in_words(row)}"
        if pd.isna(row["low"]):
            return Sentence(f"{name}{_words(row['verdict'])}（{limit}）", tuple(ids))
        took = range_in_minutes(int(row["low"]), int(row["high"]))
        return Sentence(f"{name}用了{took}，{limit}，{_words(row['verdict'])}", tuple(ids))

    def chart(self) -> Block | None:
        """One lane a party; None where no event has a time."""
        if not self.events:
            return None
        try:
            made: Chart = lanes(
                LaneTables(self._drawn, None if self.intervals.empty else self.spans),
                code_list("party").labels,
                caption="事件经过和用时：各单位一行，序号同下表",
            )
        except ValueError as error:
            if str(error) != "no moments to draw":
                raise
            return self.page.run.reading("所有记录都没有写明时间，不能画出时间线。")
        return ChartBlock(made)

    @cached_property
    def _drawn(self) -> ProtectedTable:
        rows = [row for event in self.events for row in self._ranges(event)]
        return panel_table(self.page, "timeline", rows, _CHART, title="事件经过", row_label="事项")

    def _ranges(self, event: dict[str, Any]) -> Iterator[dict[str, Any]]:
        row = {"label": event["label"], "event": event["key"], "source": None}
        row |= {"party": event["party"], "known": event["known"]}
        told = [(event["low"], event["high"], None)]
        if event["known"] == CONFLICTING or (
            event["known"] == DISPUTED and event["is_conflicting"]
        ):
            timed = self._accounts(event).dropna(subset=["low"])
            sources = code_list("log_source").labels
            told = [
                (low, high, "、".join(dict.fromkeys(map(sources.__getitem__, mine["source"]))))
                for (low, high), mine in timed.groupby(["low", "high"])
            ]
        if event["known"] in (DENIED, UNTIMED):
            told = [(None, None, None)]
        for low, high, source in told:
            yield row | {"low": _iso(low), "high": _iso(high), "source": source}

    @cached_property
    def spans(self) -> ProtectedTable:
        """The intervals in codes and minutes, as the chart is drawn from them."""
        rows = []
        for row in self.intervals.to_dict("records"):
            interval = incident_intervals()[row["interval"]]
            verdict = None if pd.isna(row["verdict"]) else row["verdict"]
            row |= {"label": interval.label, "verdict": verdict}
            row |= {"start": f"{interval.start}-1", "end": f"{interval.end}-1"}
            rows.append(row | {"said": _words(verdict) if verdict else None})
        return panel_table(
            self.page,
            "timeline_intervals",
            rows,
            _SPAN,
            title="用时",
            row_label="用时",
            keys=[row["interval"] for row in rows],
            types=_MINUTES,
        )

    def events_block(self) -> Block | None:
        """Each event with when, by whom, what, and in which records."""
        if not self.events:
            return None
        parties = code_list("party").labels
        rows = []
        for number, event in enumerate(self.events, start=1):
            mine = self._accounts(event)
            rows.append(
                {
                    "label": f"{number} {event['label']}",
                    "moment": self._range(event),
                    "party": parties[event["party"]],
                    "what": "；".join(dict.fromkeys(mine["what"].dropna())),
                    "known": "、".join(mine["cited"]),
                }
            )
        table = panel_table(self.page, "events", rows, _EVENT, title="事件经过", row_label="事项")
        return TableBlock(
            table, note=f"{self._undated}记录“大约”的时刻按设置值前后放宽；不一的取最早到最晚。"
        )

    def conflicts_block(self) -> Block | None:
        """Events whose accounts differ, each party's accounts in its own column."""
        split = [one for one in self.events if one["known"] in (CONFLICTING, DISPUTED)]
        if not split:
            return None
        labels, rows = code_list("party").labels, []
        numbers = {one["key"]: n for n, one in enumerate(self.events, start=1)}
        for event in split:
            cited = self._accounts(event).groupby("party", sort=False)["cited"].agg("；".join)
            label = f"{numbers[event['key']]} {event['label']}"
            kind = {"label": label, "known": _TOLD[event["known"]]}
            rows.append(kind | cited.to_dict())
        words = {code: label for code, label in labels.items() if any(code in r for r in rows)}
        table = panel_table(
            self.page,
            "conflicts",
            rows,
            {"known": "不一之处"} | words,
            title="各处记录不一的事项，按记录单位并列",
            row_label="事项",
        )
        return TableBlock(table)

    def intervals_block(self) -> Block | None:
        """Each interval that has a time or a limit, against its rule."""
        if not self.events or self.intervals.empty:
            return None
        rows = []
        for row in self.intervals.to_dict("records"):
            verdict = "" if pd.isna(row["verdict"]) else row["verdict"]
            took = (
                "" if pd.isna(row["low"]) else range_in_minutes(int(row["low"]), int(row["high"]))
            )
            said = marked(verdict, _words(verdict)) if verdict else "未见时限规定"
            rows.append(
                {
                    "label": incident_intervals()[row["interval"]].label,
                    "minutes": took or "不能计算",
                    "limit": self.limit_in_words(row),
                    "said": said,
                    "ends": self._ends(row["interval"]),
                }
            )
        table = panel_table(
            self.page, "intervals", rows, _INTERVAL, title="用时对照时限", row_label="从哪里到哪里"
        )
        return TableBlock(table, note=self._undated)

    def _ends(self, interval: str) -> str:
        """Return when an interval began and ended, as far as the records say."""
        told = {event["key"]: self._range(event) for event in self.events}
        ends = (incident_intervals()[interval].start, incident_intervals()[interval].end)
        return " → ".join(told.get(f"{event}-1", "没有记录") for event in ends)

    @property
    def _undated(self) -> str:
        on = self.page.facts.incident.on
        return f"没有写日期的都是{on.month}月{on.day}日。"

    def _range(self, event: dict[str, Any]) -> str:
        """Return the minutes of an event; the day only where it is not the incident's."""
        if event["known"] in (DENIED, UNTIMED):
            return _TOLD[event["known"]]
        low, high = event["low"], event["high"]
        day = pd.Timestamp(self.page.facts.incident.on)
        begun = f"{low:%H:%M}" if low.normalize() == day else tell_moment(low)
        if low == high:
            return begun
        is_one_day = low.normalize() == high.normalize()
        return f"{begun}–{f'{high:%H:%M}' if is_one_day else tell_moment(high)}"

    def limit_in_words(self, row: dict[str, Any]) -> str:
        """Return an interval's limit, and that it is a setting where it is one."""
        if pd.isna(row["limit"]):
            return ""
        status = rules()[incident_intervals()[row["interval"]].within].status
        return in_minutes(int(row["limit"])) + ("（设置值）" if status == "setting" else "")

    def reading(self) -> Block | None:
        """How to read ranges, and what runs backwards."""
        if not self.events:
            return None
        back = self.page.facts.intervals
        back = back[back["is_backwards"]]["interval"]
        names = "、".join(incident_intervals()[code].label for code in back)
        more = f"先后与应有的相反，请核对：{names}。" if names else ""
        return self.page.run.reading(
            "用时写成范围的，实际用时在范围之内：全在时限以内才算在时限内，全在时限以外才算超过时限，"
            "其余不能判断。起止有一头没有记录的，写“没有记录”，不当作没有做。{more}",
            more=Sentence(more),
        )


def _known(event: dict[str, Any]) -> str:
    if event["is_denied"]:
        return DENIED
    if pd.isna(event["low"]):
        return UNTIMED
    if event["is_disputed"]:
        return DISPUTED
    return CONFLICTING if event["is_conflicting"] else AGREED


def _iso(at: pd.Timestamp | None) -> str | None:
    return None if pd.isna(at) else f"{at:%Y-%m-%d %H:%M}"


def _words(verdict: str) -> str:
    """Return a verdict on a time: within the limit, rather than met."""
    return "在时限内" if verdict == _MET else code_list("duty_verdict").label(verdict)
