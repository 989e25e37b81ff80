"""How fast is this machine just now, by stock papermill on a small notebook with two charts?

Machines that others use too differ by a third within minutes: seconds of two days can be compared
only beside it. No goal is converted by it.
"""

import statistics
import tempfile
import time
import warnings
from pathlib import Path

import nbformat
import papermill
from nbformat.v4 import new_code_cell, new_notebook

_CELLS = (
    "import numpy as np, pandas as pd, matplotlib.pyplot as plt",
    "table = pd.DataFrame({'a': np.arange(1000), 'b': np.arange(1000) % 7})",
    "sums = table.groupby('b').a.sum()",
    "plt.bar(sums.index, sums); plt.show()",
    "plt.plot(table.a, table.b); plt.show()",
    "sums.to_frame()",
)


def measure_yardstick(n_runs: int = 5) -> float:
    """Return the median seconds of stock papermill for a notebook with two charts."""
    book = new_notebook(
        cells=[new_code_cell(source) for source in _CELLS],
        metadata={"kernelspec": {"name": "python3", "display_name": "", "language": "python"}},
    )
    took = []
    with tempfile.TemporaryDirectory() as name, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        source, made = Path(name) / "small.ipynb", Path(name) / "out.ipynb"
        nbformat.write(book, source)
        for _ in range(n_runs + 1):
            began = time.perf_counter()
            papermill.execute_notebook(str(source), str(made), progress_bar=False)
            took.append(time.perf_counter() - began)
    return statistics.median(took[1:])  # the first reads files that nobody read before
