"""Match two Parquet files once, in a process of its own.

`python -m bench.match_once FOLDER FILE [decide]` matches left.parquet and right.parquet of a
folder. Columns of the file: left_row, right_row, decision, rule, probability, why.
"""

import sys
from pathlib import Path

from anyuan.linkage import match_parquet


def main(folder: str, into: str, how: str = "") -> None:
    """Match left.parquet and right.parquet of a folder."""
    sides = [Path(folder) / f"{name}.parquet" for name in ("left", "right")]
    found = match_parquet(*sides, decide=how == "decide")
    found.rename(columns={"left": "left_row", "right": "right_row"}).to_parquet(into, index=False)


if __name__ == "__main__":
    main(*sys.argv[1:])
