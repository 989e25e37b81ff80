"""Charts of a page, drawn from protected tables only.

    waterfall(table, column, caption=…)      the bridge: first row opens, last row closes
    tile_map(table, column, tiles, caption=…)   one tile for each township
    bars(table, column, caption=…)           horizontal bars
    lines(table, caption=…)                  one line for each column over the rows (months)

Each returns a Chart (PNG, alt text, caption) whose alt text is made from the printed values. A
hidden number is drawn as a hatched field with the mark, always of the same size, so it tells
nothing.
"""

from anyuan.briefing.bar_chart import bars, lines
from anyuan.briefing.bridge_chart import waterfall
from anyuan.briefing.drawing import Chart
from anyuan.briefing.tile_chart import tile_map

__all__ = ["Chart", "bars", "lines", "tile_map", "waterfall"]
