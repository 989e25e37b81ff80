"""A month's facts from a story, as the pages and the desk are given them."""

from dataclasses import replace

from dropout.story import CALENDAR, count, doubt

from anyuan import clock
from anyuan.codebook import read_county
from anyuan.dropout import due_notifications
from anyuan.run.months.dropout_month import DropoutMonth

WHY = "姓名相同"


def facts_of(story) -> DropoutMonth:
    """Return the facts of a story: its first month, no files behind it."""
    people, county = count(story), replace(read_county(), calendar=CALENDAR)
    pairs = story.open_pairs[["left_key", "right_key", "probability"]].assign(why=WHY)
    return DropoutMonth(
        month=story.month,
        as_of=story.as_of,
        known_at=clock.from_text("2024-10-20"),
        headcount=people,
        bridge=None,
        notifications=due_notifications(people.people, county.province),
        gaps=[],
        holdings=None,
        evidence=story,
        pairs=pairs,
        doubt=doubt(story),
        county=county,
    )
