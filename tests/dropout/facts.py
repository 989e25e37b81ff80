"""A month's facts from a story, as the pages and the desk are given them."""

from dataclasses import replace

import pandas as pd
from dropout.story import CALENDAR, count, doubt

from anyuan import clock
from anyuan.codebook import read_county
from anyuan.run.dropout_month import DropoutMonth

WHY = "姓名相同"


def facts_of(story) -> DropoutMonth:
    """Return the facts of a story: its first month, no files behind it."""
    pairs = story.open_pairs[["left_key", "right_key", "probability"]].assign(why=WHY)
    return DropoutMonth(
        month=story.month,
        as_of=story.as_of,
        known_at=clock.from_text("2024-10-20"),
        headcount=count(story),
        bridge=None,
        notifications=pd.DataFrame({"route": []}),
        gaps=[],
        holdings=None,
        evidence=story,
        pairs=pairs,
        doubt=doubt(story),
        county=replace(read_county(), calendar=CALENDAR),
    )
