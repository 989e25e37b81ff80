"""How often is a value borne by others? A rare name that agrees says more than a common one."""

from functools import cache
from pathlib import Path

from anyuan.codebook.reading import read_yaml

# Each frequency, and the match key whose values it counts.
VALUES = {
    "name": "name_key",
    "guardian": "guardian_s",
    "phone": "phone",
    "township": "township",
    "sound": "sound",
    "surname": "surname",
}
# A value that nobody else bears is still taken to be borne by so many of all.
_UNSEEN = 0.3


@cache
def _expected() -> dict[str, float]:
    raw = read_yaml(Path(__file__).with_name("weights.yaml"))["frequencies"]
    return {name: float(raw[name]) for name in VALUES}


def share_of_others(name: str, own: int, n_all: str) -> str:
    """Return SQL `… AS f_<name>`: the share of others who bear a pair's value.

    Reads `<name>.n`, how many bear it, of whom `own` are the pair itself, and `n_all` in all. In a
    short list, where counting says little, it is drawn to what weights.yaml expects.
    """
    drawn = _UNSEEN / _expected()[name]
    return (
        f"(greatest(coalesce({name}.n, {own}) - {own}, 0) + {_UNSEEN}) / ({n_all} + {drawn:.1f}) "
        f"AS f_{name}"
    )
