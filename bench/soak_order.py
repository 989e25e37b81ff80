"""Does the desk's order of judging beat "closest to 0.5 first"?

How many judgements with true answers until the headcount's 90 % band is half as wide: on simulated
counties with poor registers, and on doubt drawn from its own probabilities, in which half to nine
tenths of the pairs move no printed number. Both orders know what earlier answers imply. Ends with
an error if the desk's order ever takes more, or, where half or more of the pairs move nothing, more
than half as many over all seeds.

    python -m bench.soak_order [N_SEEDS [N_CHILDREN]]
"""

import sys

from anyuan.dropout import OpenDoubt
from anyuan.rehearsal.race import (
    closest_to_even,
    draw_doubt,
    judgements_to_half,
    most_useful,
    share_moving_nothing,
    truth_of,
)
from anyuan.rehearsal.simulated import simulate_month

N_SEEDS, N_CHILDREN, FIRST_SEED = 20, 1200, 800_000
N_PAIRS, SHARES_IDLE = 60, (0.5, 0.7, 0.9)
LEVEL = 90


def main(n_seeds: int, n_children: int) -> None:
    """Print the judgements by either order; end with an error where the desk loses."""
    runs = []
    for n in range(n_seeds):
        month = simulate_month(FIRST_SEED + n, n_children, "poor")
        runs.append(race(f"county {FIRST_SEED + n}", month.doubt, truth_of(month)))
        share = SHARES_IDLE[n % len(SHARES_IDLE)]
        runs.append(race(f"drawn {n}", *draw_doubt(n, N_PAIRS, share)))
    runs = [run for run in runs if run is not None]
    say(f"{len(runs)} of {2 * n_seeds} have a band to narrow")
    fell_short = [f"desk {ours}, closest {theirs}" for ours, theirs, _ in runs if ours > theirs]
    idle = [(ours, theirs) for ours, theirs, share in runs if share >= 0.5]
    ours, theirs = (sum(column) for column in zip(*idle, strict=True))
    say(f"where half or more move nothing ({len(idle)}): desk {ours}, closest {theirs}")
    if 2 * ours > theirs:
        fell_short.append("more than half as many where half or more move nothing")
    if fell_short:
        raise SystemExit("; ".join(fell_short))


def race(name: str, doubt: OpenDoubt, is_same: dict) -> tuple[int, int, float] | None:
    """Return the judgements of the desk's order and of the other, and the share moving nothing."""
    ours = judgements_to_half(doubt, is_same, LEVEL, most_useful)
    theirs = judgements_to_half(doubt, is_same, LEVEL, closest_to_even)
    if ours is None or theirs is None:
        return None
    share = share_moving_nothing(doubt)
    n_pairs = len(doubt.pairs)
    say(f"  {name}: {n_pairs} pairs, {share:.0%} move nothing: desk {ours}, closest {theirs}")
    return ours, theirs, share


def say(text: str) -> None:
    """Print a line at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:]]
    main(*given, *[N_SEEDS, N_CHILDREN][len(given) :])
