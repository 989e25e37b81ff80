"""Does an attacker with the printed tables place any hidden number within fewer than k values?

Random tables of several kinds, and random school years of totals to date, are protected
by the product and attacked by `disclosure_attacker`. Where exempt totals leave no more even with
everything hidden, that is counted apart. On small tables the hidden cells are compared with
the optimum. Ends with an error where anything is disclosed.

    python -m bench.soak_disclosure [N_TABLES [N_YEARS [FIRST_SEED]]]
"""

import sys
import time
from collections import Counter
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from bench.disclosure_attacker import Attacker, Shape
from bench.disclosure_optimum import fewest_hidden

from anyuan.codebook import read_county
from anyuan.disclosure import ReleasedTable, audit_page, protect
from anyuan.period import Month

N_TABLES, N_YEARS, FIRST_SEED = 2000, 200, 400_000
DECISION = read_county().disclosure
K = DECISION.threshold
PAGE = "soak/county"
_SMALL = 16

ONE_WAY = Shape("out_of_school_by_reason", has_total_row=True)
TWO_WAY = Shape("out_of_school_by_stage", has_total_row=True, total_column="out_of_school")
SPLIT = Shape("out_of_school_by_township_split", True, "out_of_school")
PARTS = {"migrant": "out_of_school", "ex_poverty": "out_of_school"}
OF_WHICH = Shape("out_of_school_by_reason", True, "", PARTS)
SURVEY = Shape("survey_by_form", of_which={"bullied": "answered"})
MONTHS = Shape("newly_found_by_stage", has_total_row=True)
TO_DATE = Shape("newly_found_to_date_by_stage", True, is_to_date=True, months=MONTHS.name)
ALONE = Shape("clocks_of_grave_cases", is_to_date=True)
# What the county's decision prints as it is: by kind the columns of the row of sums, and columns.
EXEMPT = {
    ONE_WAY.name: ({"out_of_school"}, set()),
    TWO_WAY.name: ({"never_enrolled", "dropped_out", "out_of_school"}, set()),
    SPLIT.name: ({"never_enrolled", "dropped_out", "out_of_school"}, {"out_of_school"}),
    SURVEY.name: (set(), set()),
    MONTHS.name: ({"found"}, set()),
    TO_DATE.name: ({"found"}, set()),
    ALONE.name: (set(), set()),
}


@dataclass
class Score:
    """What was asked and what came out."""

    counts: Counter = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)


def main(n_tables: int, n_years: int, first_seed: int) -> None:
    """Attack tables and years, print what came out, end with an error where it fell short."""
    started = time.perf_counter()
    score = Score()
    for n in range(n_tables):
        attack_table(first_seed + n, score)
    say(f"{n_tables} tables, seeds from {first_seed}, {time.perf_counter() - started:.0f} s")
    tell(score)
    started, years = time.perf_counter(), Score()
    for n in range(n_years):
        attack_year(first_seed + n, years)
    say(f"{n_years} years of 12 months, {time.perf_counter() - started:.0f} s")
    tell(years)
    failures = score.failures + years.failures
    if failures:
        raise SystemExit("\n".join(failures[:20]))


def attack_table(seed: int, score: Score) -> None:
    """Protect and attack one random table."""
    rng = np.random.default_rng(seed)
    shape, frame = draw_table(rng, seed)
    table = printed(frame, shape, "2024-09", [])
    cells, truth = cells_of(table), truth_of(frame, shape)
    score.counts["tables"] += 1
    score.counts["cells"] += len(cells)
    score.counts["hidden"] += sum(v is None for v in cells.values())
    hidden = [cell for cell, value in cells.items() if value is None]
    small_rests = [
        (row, f"not {part}")
        for part, whole in shape.of_which.items()
        for row in dict.fromkeys(r for r, _ in cells)
        if part in frame and 0 < truth[row, whole] - truth[row, part] < K
    ]
    goals = {cell: {(0, shape.name, *cell): 1} for cell in [*hidden, *small_rests]}
    ask(goals, [(0, shape, cells, truth)], f"seed {seed}", score)
    if len(cells) <= _SMALL:
        compare_with_optimum(shape, cells, truth, score)


def ask(goals: dict, tables: list[tuple], where: str, score: Score, *, is_change=False) -> None:
    """Ask both attackers for every goal; what is too narrow must be so with everything hidden."""
    for minds in (True, False):
        now = attacker(tables, minds=minds)
        full = None
        for name, goal in goals.items():
            low, high = now.range_of(goal)
            score.counts["asked"] += 1
            if high - low + 1 >= K or (is_change and (low >= K or high <= -K or low == high == 0)):
                continue
            full = full or attacker(tables, minds=minds, is_full=True)
            least, most = full.range_of(goal)
            if high - low + 1 >= min(K, most - least + 1):
                score.counts["as many as the exempt totals leave"] += 1
            else:
                score.failures.append(
                    f"{where} {name}: {low}…{high}, with everything hidden {least}…{most}"
                    f" (minds zeros: {minds})"
                )


def attacker(tables: list[tuple], *, minds: bool, is_full: bool = False) -> Attacker:
    """Return one who has read the tables; `is_full`: of the last month, with everything hidden.

    Who minds the zeros takes every mark of a month's page for at least one, where that is true.
    """
    found = Attacker()
    last = max(month for month, *_ in tables)
    if is_full:
        tables = [(m, s, _all_hidden(s, c) if m == last else c, t) for m, s, c, t in tables]
    with_zeros = {m for m, _, c, t in tables if any(v is None and not t[x] for x, v in c.items())}
    for month, shape, cells, _ in tables:
        hidden = [cell for cell, value in cells.items() if value is None]
        if minds and month not in with_zeros:
            found.least.update({(month, shape.name, *cell): 1 for cell in hidden})
        rows, columns = (list(dict.fromkeys(c[n] for c in cells)) for n in (0, 1))
        found.read(month, shape, rows, columns, cells)
    return found


def _all_hidden(shape: Shape, cells: dict) -> dict:
    return {cell: v if is_exempt(shape, cell) else None for cell, v in cells.items()}


def is_exempt(shape: Shape, cell: tuple[str, str]) -> bool:
    """Whether the county's decision prints a cell as it is."""
    totals, columns = EXEMPT[shape.name]
    row, column = cell
    return column in columns or (row == "total" and column in totals)


def compare_with_optimum(shape: Shape, cells: dict, truth: dict, score: Score) -> None:
    """Count the hidden cells beyond the fewest possible, where zeros need not be hidden."""
    places = {cell: n for n, cell in enumerate(cells)}
    values = [truth[cell] for cell in cells]
    sums = [
        (places[whole[2:]], [places[p[2:]] for p in parts])
        for whole, parts in attacker([(0, shape, cells, truth)], minds=False).sums
        if not any(str(p[3]).startswith("not ") for p in parts)
    ]
    hidden = {places[c] for c, v in cells.items() if v is None}
    may_hide = {places[c] for c in cells if not is_exempt(shape, c)}
    primary = {p for p in may_hide if 0 < values[p] < K}
    if shape.of_which or not hidden or any(values[p] == 0 for p in hidden):
        return
    best = fewest_hidden(values, sums, primary, may_hide, K)
    if best is not None:
        score.counts["compared with the optimum"] += 1
        score.counts["hidden there"] += len(hidden)
        score.counts["hidden by the optimum"] += best
        score.counts["tables that hide more than the optimum"] += len(hidden) > best


def attack_year(seed: int, score: Score) -> None:
    """Protect a school year month by month, audit each page, and attack after each release."""
    rng = np.random.default_rng(seed)
    is_pair = seed % 2 == 0
    n_rows = int(rng.integers(3, 6))
    rows = [f"r{i}" for i in range(n_rows)]
    columns = ["found"] if is_pair else ["met", "late"]
    so_far = pd.DataFrame(0, index=rows, columns=columns)
    earlier, tables, last_truth, months = [], [], {}, []
    for n in range(12):
        month = str(Month(2024, 9).plus(n))
        rise = pd.DataFrame(
            rng.poisson(rng.choice([0.7, 3.0, 9.0]), (n_rows, len(columns))), rows, columns
        )
        if not is_pair and n == 5:
            so_far, tables, last_truth = so_far * 0, [], {}
        so_far = so_far + rise
        page = [(MONTHS, rise), (TO_DATE, so_far)] if is_pair else [(ALONE, so_far)]
        made = {}
        at = n if is_pair or n < 5 else n - 5
        for shape, frame in page:
            so_many = [ReleasedTable.of(month, PAGE, name, t) for name, t in made.items()]
            table = printed(frame, shape, month, [*earlier, *so_many], past=months[-2:], n=shape)
            made[shape.name] = table
            tables.append((at, shape, cells_of(table), truth_of(frame, shape)))
        found = audit_page(made, month, PAGE, earlier, DECISION)
        score.counts["audits"] += 1
        score.failures += [f"year {seed} {month}: audit: {d.message}" for d in found]
        earlier += [ReleasedTable.of(month, PAGE, name, t) for name, t in made.items()]
        months.append({shape.name: frame.copy() for shape, frame in page})
        last_truth = attack_month(tables, at, last_truth, f"year {seed} {month}", score)


def attack_month(tables: list, at: int, before: dict, where: str, score: Score) -> dict:
    """Attack marks and changes of the newest month; return its true numbers."""
    goals, changes, truths = {}, {}, {}
    for month, shape, cells, truth in tables:
        if month != at:
            continue
        score.counts["cells"] += len(cells)
        score.counts["hidden"] += sum(v is None for v in cells.values())
        for cell, value in cells.items():
            key = (at, shape.name, *cell)
            truths[key[1:]] = truth[cell]
            if value is None:
                goals[key] = {key: 1}
            last = before.get(key[1:])
            small = last is not None and 0 < abs(truth[cell] - last) < K
            if small and not is_exempt(shape, cell):
                changes[f"change of {key}"] = {key: 1, (at - 1, *key[1:]): -1}
    ask(goals, tables, where, score)
    ask(changes, tables, where, score, is_change=True)
    return truths


def draw_table(rng: np.random.Generator, seed: int) -> tuple[Shape, pd.DataFrame]:
    """Return a random table: small counts mostly, some large, some zero."""
    shape = (ONE_WAY, TWO_WAY, SPLIT, OF_WHICH, SURVEY)[seed % 5]
    n = 40 if seed % 97 == 0 else int(rng.integers(2, 9))
    rows = [f"r{i:02d}" for i in range(n)]

    def some() -> np.ndarray:
        return rng.poisson(rng.choice([0.0, 1.0, 4.0, 12.0, 30.0], n))

    if shape is ONE_WAY:
        frame = pd.DataFrame({"out_of_school": some()}, rows)
    elif shape in (TWO_WAY, SPLIT):
        frame = pd.DataFrame({"never_enrolled": some(), "dropped_out": some()}, rows)
        frame["out_of_school"] = frame.sum(axis=1)
    elif shape is OF_WHICH:
        whole = some()
        parts = {name: rng.binomial(whole, rng.uniform(0, 1)) for name in PARTS}
        frame = pd.DataFrame({"out_of_school": whole, **parts}, rows)
    else:
        whole = some() * 2
        parts = rng.binomial(whole, rng.uniform(0, 1))
        frame = pd.DataFrame({"answered": whole, "bullied": parts}, rows)
    return shape, frame.astype("int64")


def printed(frame, shape: Shape, month: str, earlier: list, past=(), n=None):
    """Return a frame as the product prints it."""
    behind = pd.DataFrame(9, index=frame.index, columns=frame.columns)
    return protect(
        frame.astype("int64"),
        shape.name,
        DECISION,
        title="表",
        row_label="行",
        name=shape.name,
        contributors=behind,
        month=month,
        page=PAGE,
        earlier=earlier,
        past=[one[n.name] for one in past] if n else (),
    )


def cells_of(table) -> dict[tuple[str, str], int | None]:
    """Return the cells as printed; None for the mark."""
    keys = [c.key for c in table.columns]
    return {
        (row.key, key): None if cell.is_hidden else cell.value
        for row, line in zip(table.rows, table.cells, strict=True)
        for key, cell in zip(keys, line, strict=True)
    }


def truth_of(frame: pd.DataFrame, shape: Shape) -> dict[tuple[str, str], int]:
    """Return the true counts with the row of sums."""
    if shape.has_total_row:
        frame = pd.concat([frame, frame.sum().to_frame("total").T])
    return {(row, c): int(frame.at[row, c]) for row in frame.index for c in frame.columns}


def tell(score: Score) -> None:
    """Print the counts."""
    for name, n in score.counts.items():
        say(f"  {name}: {n}")
    say(f"  disclosed: {len(score.failures)}")


def say(text: str) -> None:
    """Print a line at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:]]
    defaults = [N_TABLES, N_YEARS, FIRST_SEED]
    main(*given, *defaults[len(given) :])
