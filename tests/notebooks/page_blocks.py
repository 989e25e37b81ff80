"""Every block that a notebook would show of a page, topic by topic."""


def blocks_of(page, topics, names, more=None):
    """Yield the page's blocks; `names` of a topic's own, `more(topic, room)` further ones of it."""
    yield page.run.headline("{what}", what=page.headline, lede=page.lede)
    yield page.key_figures()
    for topic in topics:
        room = getattr(page, topic)
        if room is None:
            continue
        yield page.run.finding("{what}", what=room.finding)
        made = [getattr(room, name)() for name in names if hasattr(room, name)]
        made += more(topic, room) if more else []
        yield from (block for block in made if block is not None)
    yield page.run.gaps(page.gap_rows())
