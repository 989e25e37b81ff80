"""Which Chinese font do charts use? A setting, else the system's, else the one installed with us.

    with chinese_fonts(): draw…

ANYUAN_FONT names a font file or a family. Fonts after the first one serve for characters that it
lacks (rare characters of Unicode's extensions); a character that none has is an error, not a box.
"""

import logging
import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import matplotlib as mpl
import pylopdf_fonts_zh_cn
from matplotlib import font_manager

from anyuan.errors import ShownError

# A .ttc asked for by path gives its Japanese face, so system fonts are asked for by family name.
SYSTEM_FAMILIES = ("Noto Sans CJK SC", "Source Han Sans SC", "Noto Sans SC")
# They hold all that the fonts installed with us do. Whatever stands in the row is opened by every
# process that draws.
_WHOLE_SANS, _WHOLE_SERIF = {"Noto Sans CJK SC", "Source Han Sans SC"}, {"Noto Serif CJK SC"}
# Families that hold characters beyond the basic plane, in the order in which they are tried.
RARE_FAMILIES = ("Noto Serif CJK SC", "SimSun-ExtB", "Noto Serif SC")


@cache
def families(setting: str = "") -> tuple[str, ...]:
    """Return the families to use, best first, all of them known to matplotlib.

    setting: a font file's path or a family name ("" for none); ShownError no_font for one that is
    not to be had.
    """
    known = {entry.name for entry in font_manager.fontManager.ttflist}
    found = [_from_setting(setting, known)] if setting else []
    found += [f for f in SYSTEM_FAMILIES if f in known]
    ours = []
    if not known & _WHOLE_SANS:
        ours.append(pylopdf_fonts_zh_cn.sans_path())
    if not known & _WHOLE_SERIF:
        ours.append(pylopdf_fonts_zh_cn.serif_path())
    for path in ours:
        family = font_manager.FontProperties(fname=path).get_name()
        if family not in known:
            font_manager.fontManager.addfont(path)
            known.add(family)
        found.append(family)
    found += [f for f in RARE_FAMILIES if f in known]
    return tuple(dict.fromkeys(found))


def _from_setting(setting: str, known: set[str]) -> str:
    if setting in known:
        return setting
    if Path(setting).is_file():
        font_manager.fontManager.addfont(setting)
        return font_manager.FontProperties(fname=setting).get_name()
    raise ShownError(
        f"环境变量 ANYUAN_FONT 指定的字体“{Path(setting).name}”找不到。",
        code="no_font",
        next_step="请写字体文件的完整路径或字体名称，或取消该变量。",
    )


@contextmanager
def chinese_fonts() -> Iterator[None]:
    """Draw with Chinese fonts, plain text only; a character without a glyph raises ShownError."""
    settings = {
        "font.family": list(families(os.environ.get("ANYUAN_FONT", ""))),
        "axes.unicode_minus": False,
        "text.parse_math": False,
        "text.usetex": False,
    }
    # It speaks up whenever a font in the row has no bold; the families themselves were checked.
    logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)
    with mpl.rc_context(settings), warnings.catch_warnings():
        warnings.filterwarnings("error", message="Glyph .* missing from", category=UserWarning)
        try:
            yield
        except UserWarning as warning:
            raise ShownError(
                f"图中有字体没有的字（{_missing(str(warning))}）。",
                code="no_glyph",
                next_step="请安装 Noto Sans CJK 字体，或用 ANYUAN_FONT 指定含该字的字体。",
            ) from None


def _missing(message: str) -> str:
    number = message.split()[1]
    return f"U+{int(number):04X}" if number.isdecimal() else "未知"
