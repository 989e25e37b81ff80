"""Do a school's cameras work, and does its roster put somebody where a fix says?"""

from datetime import date
from typing import NamedTuple

import pandas as pd

from anyuan.codebook import code_list, slot_hours
from anyuan.codebook.closure_tests import Post
from anyuan.period import Month
from anyuan.review.citing import tell_day

_SHOWN = 5


class Seen(NamedTuple):
    """What the newest file of a school says: `holds` is None where it says nothing."""

    holds: bool | None
    on: pd.Timestamp | None
    told: str


def see_cameras(
    rows: pd.DataFrame, made_on: pd.Timestamp, since: pd.Timestamp, as_of: pd.Timestamp
) -> Seen:
    """Return whether every camera that a school lists works.

    A camera's state is of the day on which it was tested, else of the first day of the file's
    month: one that was found broken before the fix was said to be made (`since`) and was not tested
    again says nothing. A file of a month that was over when the fix was made says nothing either.
    """
    if rows.empty:
        return Seen(None, None, "没有摄像头点位表")
    first, last = _month_of(rows)
    tested = rows["tested_on"].where(rows["tested_on"] <= as_of)
    said_on = tested.fillna(first)
    broken = ~rows["works"].astype("bool")
    names = "、".join(rows.loc[broken, "camera_no"].sort_values().iloc[:_SHOWN])
    told = f"{Month.of(first).label}的点位表列有{len(rows)}个摄像头"
    if not broken.any():
        if last < made_on:
            return Seen(None, None, f"{told}，是整改以前的")
        return Seen(True, min(last, as_of), f"{told}，全部可用")
    told += f"，{int(broken.sum())}个不可用（{names}{'等' if broken.sum() > _SHOWN else ''}）"
    on = said_on[broken].max()
    if on <= since:
        return Seen(None, None, f"{told}，都是{tell_day(since)}以前测试的")
    return Seen(False, on, told)


def see_posts(rows: pd.DataFrame, post: Post, made_on: pd.Timestamp, as_of: pd.Timestamp) -> Seen:
    """Return whether a roster keeps a post in each of its slots on each of its weekdays.

    Several people, and several places of the post's types, count together; a minute counts once. A
    roster is of the first day of its month; one of a month that was over when the fix was made says
    nothing.
    """
    if rows.empty:
        return Seen(None, None, "没有值守排班表")
    first, last = _month_of(rows)
    told = f"{Month.of(first).label}的排班表"
    if last < made_on:
        return Seen(None, None, f"{told}是整改以前的")
    at_post = rows[rows["place_type"].isin(post.places)]
    days, slots = code_list("weekday").labels, code_list("time_slot").labels
    empty = [
        f"{days[day]}{slots[slot]}"
        for day in post.weekdays
        for slot in post.slots
        if _covered(at_post[at_post["weekday"] == day], slot) < post.minutes
    ]
    if not empty:
        return Seen(True, min(last, as_of), f"{told}上岗位都有人")
    names = "、".join(empty[:_SHOWN])
    told += f"有{len(empty)}个时段岗位无人或不足{post.minutes}分钟（{names}"
    return Seen(False, first, f"{told}{'等' if len(empty) > _SHOWN else ''}）")


def _covered(shifts: pd.DataFrame, slot: str) -> int:
    """Return how many minutes of a slot somebody stands; a shift past midnight ends at midnight."""
    minutes: set[int] = set()
    for starts, ends in zip(shifts["starts"], shifts["ends"], strict=True):
        start, end = _minutes(starts), _minutes(ends)
        minutes.update(range(start, end if end > start else 24 * 60))
    hours = slot_hours()[slot]
    return sum(any(start <= minute < end for start, end in hours) for minute in minutes)


def _minutes(time: str) -> int:
    hours, minutes = time.split(":")
    return int(hours) * 60 + int(minutes)


def _month_of(rows: pd.DataFrame) -> tuple[pd.Timestamp, pd.Timestamp]:
    month = Month.parse(rows["period"].max())
    ends: tuple[date, date] = month.first_day, month.last_day
    return pd.Timestamp(ends[0]), pd.Timestamp(ends[1])
