"""What do the four rosters of rehearsal schools leave uncovered, by the true rates of the key?

    python -m bench.roster_against_key WORKSPACE MONTH [SCHOOL …]

Each school's rosters are made as on its page, from rates estimated from what the school reported;
then each is measured with the rates with which the rehearsal made incidents happen. Beside them
stands the roster that would be best if those rates were known. Shares of the week's true risk.
Without SCHOOL: every school with a duty roster; the pilots are printed by themselves.
"""

import sys
import time
from dataclasses import replace

import numpy as np
import pandas as pd

from anyuan.bullying.places import PER_HOURS
from anyuan.bullying.roster import ROSTERS, cut_blocks, propose_rosters
from anyuan.bullying.roster_cover import uncovered_by_row
from anyuan.notebook.session import open_run
from anyuan.run.months.bullying_month import BullyingMonth

KEYS = ["place", "slot", "weekday"]
COLUMNS = [*ROSTERS, "knowing"]


def with_true_risk(facts: BullyingMonth, truth: pd.DataFrame) -> pd.DataFrame:
    """Return the page's risk with `true`: incidents a week by the key; 0 where it has no rate."""
    mine = facts.of_school(truth)[[*KEYS, "rate", "pupil_hours"]]
    found = facts.map.risk.merge(mine, on=KEYS, how="left", validate="one_to_one")
    true = found["rate"] * found["pupil_hours"] / PER_HOURS
    return found.assign(true=true.fillna(0.0))[[*facts.map.risk.columns, "true"]]


def measure(facts: BullyingMonth, truth: pd.DataFrame) -> dict[str, object]:
    """Return what each roster of the page's school leaves, the solver's gap and its seconds."""
    risk = with_true_risk(facts, truth)
    tables = facts.map.school_tables
    blocks = cut_blocks(tables, facts.book, facts.as_of)
    begun = time.perf_counter()
    found = propose_rosters(blocks)
    seconds = time.perf_counter() - begun
    known = cut_blocks(
        replace(tables, risk=risk.assign(expected=risk["true"])), facts.book, facts.as_of
    )
    rosters = found.rosters | {"knowing": propose_rosters(known).rosters["optimal"]}
    true = risk["true"].to_numpy()
    left = {
        name: float(uncovered_by_row(blocks, one, len(risk)) @ true)
        for name, one in rosters.items()
    }
    return {
        "school": facts.school_name(facts.school),
        "n_shifts": len(blocks.shifts),
        "true": float(true.sum()),
        **left,
        "gap": found.gap,
        "seconds": seconds,
        "is_cut_short": found.is_cut_short,
    }


def main(workspace: str, month: str, *schools: str) -> None:
    """Print the tables."""
    facts = open_run(
        "bullying_mapping", workspace=workspace, month=month, level="meeting", school="county"
    )
    whole = facts.bullying().facts
    key = whole.holdings.workspace / "rehearsal" / "answer-key" / "bullying_truth.parquet"
    truth = pd.read_parquet(key)
    truth = truth[truth["term"] == max(term for term in set(truth["term"]) if term <= month)]
    asked = schools or sorted(whole.newest_file("duty_roster"))
    rows = []
    for school in asked:
        facts = replace(whole, school=school)
        if facts.map.risk.empty:
            continue
        rows.append({"code": school} | measure(facts, truth))
    table = pd.DataFrame(rows)
    tell(table[table["code"].isin(whole.pilots)])
    tell(table[~table["code"].isin(whole.pilots)])


def tell(table: pd.DataFrame) -> None:
    """Print one line a school and one of all of them together."""
    say = sys.stdout.write
    heads = "".join(f"{name:>14}" for name in COLUMNS)
    say(f"{'school':<20}{'shifts':>7}{'true/wk':>9}{heads}{'gap':>8}{'s':>7}\n")
    for row in table.to_dict("records"):
        shares = "".join(f"{row[name] / row['true']:14.1%}" for name in COLUMNS)
        end = " cut short" if row["is_cut_short"] else ""
        say(f"{row['school']:<20}{row['n_shifts']:>7}{row['true']:>9.2f}{shares}")
        say(f"{row['gap']:>8.2%}{row['seconds']:>7.1f}{end}\n")
    if table.empty:
        return
    shares = "".join(f"{table[name].sum() / table['true'].sum():14.1%}" for name in COLUMNS)
    say(f"{f'all {len(table)}':<20}{table['n_shifts'].sum():>7}{table['true'].sum():>9.2f}{shares}")
    say(f"{table['gap'].max():>8.2%}{table['seconds'].max():>7.1f}\n")
    better = np.mean(table["optimal"] < table["today"])
    say(f"better than today's by the true rates: {better:.0%} of schools\n\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
