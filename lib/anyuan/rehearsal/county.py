"""From an orderly county to one in which things happen."""

import numpy as np

from anyuan.codebook import read_county
from anyuan.errors import ShownError
from anyuan.rehearsal.absences import tell_absences
from anyuan.rehearsal.claims import tell_claims
from anyuan.rehearsal.excluded import tell_exclusions
from anyuan.rehearsal.moves import tell_moves
from anyuan.rehearsal.outsiders import tell_outsiders
from anyuan.rehearsal.teller import Teller
from anyuan.rehearsal.truth import judge_all
from anyuan.rehearsal.words import words
from anyuan.rehearsal.world import World, lay_out

FEWEST_CHILDREN = 300


def build_county(seed: int = 20240605, n_children: int = 45_000, profile: str = "default") -> World:
    """Return the made-up county with everything that happens in it, May 2024 to January 2025.

    `n_children` is about the number of compulsory age; `profile` a profile of data/dirt.yaml. The
    same arguments give the same county. Raises ShownError for fewer than 300 children or an
    unknown profile.
    """
    if n_children < FEWEST_CHILDREN:
        raise ShownError(
            f"演练县至少要有 {FEWEST_CHILDREN} 名学龄儿童，给的是 {n_children}。",
            code="rehearsal_size",
            next_step="请改大人数。",
        )
    if profile not in words("dirt")["profiles"]:
        raise ShownError(
            f"没有名为“{profile}”的差错类型。",
            code="rehearsal_profile",
            next_step=f"可用的有：{'、'.join(words('dirt')['profiles'])}。",
        )
    world = lay_out(seed, n_children, profile, read_county())
    used = np.zeros(len(world.children), dtype=bool)
    # The rare fates choose first, so that a small county still has every one of them.
    for name, tell in (
        ("outsiders", tell_outsiders),
        ("exclusions", tell_exclusions),
        ("absences", tell_absences),
        ("moves", tell_moves),
    ):
        tell(Teller(world, name, used))
    world.school[~world.on_roll] = -1
    tell_claims(Teller(world, "claims", used), judge_all(world))
    return world
