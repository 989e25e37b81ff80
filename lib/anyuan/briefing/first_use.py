"""Do once, for nobody, what every page does first, so that each fork of this process has it.

Fonts are looked up and templates compiled at their first use, and matplotlib looks for backends in
every package that is installed.
"""

from contextlib import suppress

from matplotlib import font_manager
from matplotlib.backends.registry import backend_registry

from anyuan.briefing.blocks import Headline
from anyuan.briefing.drawing import canvas, drawing_style, hatched, picture_of
from anyuan.briefing.html import preview
from anyuan.errors import ShownError

_SAMPLE = "示例 1"


def use_once() -> None:
    """Draw a block and a small chart; of a font that is not to be had a page will tell."""
    preview(Headline(_SAMPLE).record())
    backend_registry.list_all()
    with suppress(ShownError), drawing_style():
        figure, axes = canvas(4, 2)
        axes.barh([_SAMPLE], [1])
        axes.add_patch(hatched((0, 0), 1, 1))
        axes.text(0, 0, _SAMPLE, fontweight="bold")
        picture_of(figure)
    # matplotlib has each fork throw its open fonts away: none are left for it to do so.
    font_manager._get_font.cache_clear()
