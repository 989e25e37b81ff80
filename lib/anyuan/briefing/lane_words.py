"""What a timeline says, in words: for who cannot see the picture."""

from collections.abc import Mapping

from anyuan.briefing.lane_events import (
    DENIED,
    DISPUTED,
    Happening,
    Range,
    Span,
)


def in_words(
    title: str, happenings: list[Happening], spans: list[Span], parties: Mapping[str, str]
) -> str:
    """Return party by party what happened when, then the times between and their verdicts."""
    said, day = [], None
    for party, label in parties.items():
        own = [one for one in happenings if one.party == party]
        told = []
        for one in sorted(own, key=lambda h: (not h.ranges, h.low if h.ranges else 0, h.number)):
            if one.ranges and one.low.date() != day:
                day = one.low.date()
                told.append(f"{day.month}月{day.day}日")
            told.append(_event(one))
        if told:
            said.append(f"{label}：{'，'.join(told)}")
    said += [_span(span) for span in spans]
    return f"{title}：{'；'.join(said)}。".replace("日，", "日")


def _event(one: Happening) -> str:
    if not one.ranges:
        return f"记录写明没有{one.label}" if one.known == DENIED else f"{one.label}时间不明"
    doubt = "（另有记录写没有）" if one.known == DISPUTED else ""
    if one.is_split:
        accounts = "，".join(_account(told) for told in one.ranges)
        return f"{one.label}的记录不一（{accounts}）{doubt}"
    return f"{one.ranges[0].said}{one.label}{doubt}"


def _account(told: Range) -> str:
    return f"{told.source}{told.said}"


def _span(span: Span) -> str:
    return f"{span.words}，{span.said}" if span.said else span.words
