"""What stands on the board, as plain data: texts, and runs of text with a mark. No markup."""

from anyuan import clock
from anyuan.codebook import label
from anyuan.desk.closed import FAILED, closed_view, tell_entry
from anyuan.desk.differences import mark_differences
from anyuan.desk.pairs import Pair, words
from anyuan.desk.record import Record
from anyuan.desk.room import Room
from anyuan.desk.sitting import PLAIN, Notice, Sitting

# Signs and words of a compared field; signs survive grey printing, words are for who cannot see.
_SIGNS = {"same": "＝", "differs": "≠", "one_blank": "○", "blank": ""}
_STATES = {"same": "相同", "differs": "不同", "one_blank": "一方未填", "blank": "都未填"}
# From which probability on which words are used.
_LIKELY = (
    (0.9, "很可能是同一人"),
    (0.7, "较可能是同一人"),
    (0.3, "两可之间"),
    (0.1, "较可能不是同一人"),
    (0.0, "很可能不是同一人"),
)
HINT = "请逐项核对后判定：键 1、2、3；先写备注的，写完按回车再按键。"
NEARLY_ONE, NEARLY_NONE = 0.99, 0.01


def draw_pair(sitting: Sitting, pair: Pair | None, notice: Notice | None) -> dict:
    """Return the board with a pair whose opening is recorded, or the end of the list."""
    board = {
        "head": _head(sitting),
        "progress": _progress(sitting),
        "notice": _notice(notice or Notice(PLAIN, HINT)),
        "saved": saved_line(sitting),
    }
    if pair is None:
        return board | {"stage": "done", "told": _end(sitting)}
    left, right = sitting.sides(pair)
    return board | {
        "stage": "pair",
        "pair": "+".join(pair.key),
        "tag": _tag(sitting, pair),
        "chance": tell_chance(pair.probability),
        "why": pair.why or "（本对已不在待判之列，不再列证据。）",
        "moves": pair.moves or _moves_nothing(pair),
        "sides": [_side(left), _side(right)],
        "rows": [_row(name, left, right) for name in words()["fields"]],
    }


def draw_closed(told: str, room: Room) -> dict:
    """Return the board with a sentence only: before entering, and while working."""
    return closed_view(told, room, f"{room.month.label} 身份核对台")


def draw_failed(told: str, room: Room, saved: str = "") -> dict:
    """Return the board with the reason why nothing of a pair is shown, and a way to try again."""
    return draw_closed(told, room) | FAILED | {"saved": saved}


def _head(sitting: Sitting) -> dict:
    return draw_closed("", sitting.room)["head"] | {"who": tell_entry(sitting.entry)}


def _progress(sitting: Sitting) -> dict:
    queue = sitting.queue
    n_all = queue.n_judged + queue.n_left
    n_shown = len(queue.left())
    left = f"还剩 {queue.n_left} 对"
    if n_shown != queue.n_left:
        left += f"（所选范围内 {n_shown} 对）"
    parts = [f"已判 {queue.n_judged} / 共 {n_all} 对", f"今日 {sitting.n_today} 对", left]
    if queue.n_unsure:
        parts.append(f"其中暂不能定 {queue.n_unsure} 对")
    if queue.n_settled:
        parts.append(f"随之解决 {queue.n_settled} 对")
    figures = "　".join(f"{label(name)} {n} 名" for name, n in sitting.figures.items())
    return {
        "share": queue.n_judged / n_all if n_all else 1.0,
        "text": "　".join(parts),
        "figures": f"载入时人数：{figures}",
    }


def _notice(notice: Notice) -> dict:
    return {"tone": notice.tone, "text": notice.text}


def saved_line(sitting: Sitting) -> str:
    """Return when the sitting's last answer was recorded."""
    if sitting.saved_at is None:
        return "本次尚无判定"
    return f"已保存于 {sitting.saved_at.astimezone(clock.CHINA):%H:%M:%S}"


def _end(sitting: Sitting) -> str:
    queue = sitting.queue
    if queue.left():
        return (
            f"其余都已判完，还有 {len(queue.left())} 对判为“暂不能定”。"
            "按 → 再看一遍，或点“重新比对”让判定生效。"
        )
    if queue.n_left:
        return f"所选范围内已全部判完，其他范围还有 {queue.n_left} 对。"
    return "全部判完。请点“重新比对”，让判定生效、数字更新。"


def _tag(sitting: Sitting, pair: Pair) -> str:
    standing = sitting.queue.standing.get(pair.key)
    if standing is None or standing.is_withdrawn:
        return ""
    local = standing.at.astimezone(clock.CHINA)
    said = f"{words()['verdicts'][standing.verdict]}　{sitting.who(standing.actor)}"
    said += f" {local.month}月{local.day}日 {local:%H:%M}"
    return said + (f"（{standing.why}）" if standing.why else "")


def tell_chance(probability: float | None) -> dict | None:
    """Return a probability in words and as a number that is never 0 or 100 %; None for none."""
    if probability is None:
        return None
    told = next(text for least, text in _LIKELY if probability >= least)
    number = f"{probability:.0%}"
    if probability >= NEARLY_ONE:
        number = "99% 以上"
    elif probability < NEARLY_NONE:
        number = "不足 1%"
    return {"words": told, "number": number, "share": probability}


def _moves_nothing(pair: Pair) -> str:
    return "不影响任何印出的数字" if pair.probability is not None else "—"


def _side(record: Record) -> dict:
    return {"table": record.table_label, "month": record.month, "place": list(record.place)}


def _row(name: str, left: Record, right: Record) -> dict:
    texts = left.fields[name], right.fields[name]
    runs = mark_differences(*texts)
    if not any(texts):
        state = "blank"
    elif not all(texts):
        state = "one_blank"
    else:
        state = "same" if texts[0] == texts[1] else "differs"
    return {
        "name": name,
        "label": words()["fields"][name],
        "state": state,
        "sign": _SIGNS[state],
        "state_label": _STATES[state],
        "is_name": name in words()["names"],
        "cells": [
            {"runs": marked, "note": side.notes.get(name, "")}
            for marked, side in zip(runs, (left, right), strict=True)
        ],
    }
