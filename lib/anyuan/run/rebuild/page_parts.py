"""A page without what may differ between two makings of it, its pictures apart from its text.

Three places of a page tell of its making and of nothing else, all in its foot: the moment
(生成于 …), the version of the program (安园 …) and the head of the chain (台账链首 …). Nothing else
is set aside.
"""

import hashlib
import re
from dataclasses import dataclass
from html import unescape

_VERSION_AND_MOMENT = re.compile(
    r"(<p>安园 )[^\s<]+( · 生成于 )[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}(</p>)"
)
_CHAIN_HEAD = re.compile(r'(<p>台账链首 <span class="code">)[0-9a-f ]+(</span>)')
_PICTURE = re.compile(r'src="data:image/png;base64,([A-Za-z0-9+/=]*)"')
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True)
class PageParts:
    """`lines` of the page's source, the three places and the pictures taken out; `pictures` are the
    SHA-256 of the pictures' bytes, in order."""

    lines: tuple[str, ...]
    pictures: tuple[str, ...]


def take_apart(html: str) -> PageParts:
    """Return a page's parts; only the first place of each kind in the foot is set aside."""
    body, mark, foot = html.rpartition('<footer class="foot">')
    foot = _VERSION_AND_MOMENT.sub(r"\1\2\3", foot, count=1)
    foot = _CHAIN_HEAD.sub(r"\1\2", foot, count=1)
    whole = body + mark + foot
    pictures = tuple(hashlib.sha256(p.encode()).hexdigest() for p in _PICTURE.findall(whole))
    return PageParts(tuple(_PICTURE.sub('src=""', whole).splitlines()), pictures)


def plain_text(line: str) -> str:
    """Return what a reader sees of a line of a page's source."""
    return " ".join(unescape(_TAG.sub(" ", line)).split())
