"""Load once what every notebook and every page needs, so that each fork of this process has it.

    preload()

Nothing is started: a process that has threads cannot be forked safely.
"""

import atexit
import gc
import importlib
import inspect
import os
import sys
import warnings

from anyuan.run.engine import fresh_process

# What notebooks, pages and the engine use. Modules that look at the running shell when they are
# imported (matplotlib's inline backend) are imported anew by each kernel.
_MODULES = (
    "numpy",
    "numpy.random",
    "pandas",
    "pandas.core.arrays.arrow.extension_types",
    "pandas.io.formats.csvs",
    "pandas.io.formats.style",
    "pyarrow",
    "pyarrow.compute",
    "pyarrow.dataset",
    "pyarrow.parquet",
    "duckdb",
    "openpyxl",
    "xlsxwriter",
    "sqlalchemy.dialects.sqlite",
    "docxtpl",
    "matplotlib.backends.backend_agg",
    "matplotlib.font_manager",
    "matplotlib._constrained_layout",
    "IPython.core.pylabtools",
    "IPython.core.completer",
    "IPython.core.completerlib",
    "IPython.core.logger",
    "IPython.core.oinspect",
    "ipykernel.eventloops",
    "ipykernel.inprocess",
    "jinja2",
    "nbformat",
    "nbconvert.exporters",
    "papermill",
    "tornado.platform.asyncio",
    "anyuan.briefing",
    "anyuan.disclosure",
    "anyuan.letters",
    "anyuan.notebook",
    "anyuan.run.engine.papermill_engine",
    "anyuan.run.release.page",
)
# One thread each: the batch runs as many processes as it may, and a pool of threads in each would
# only have them wait for each other. Arrow reads its own when it is imported.
_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


def preload() -> None:
    """Import what runs share, read the codebook, draw once what pages draw, begin no thread.

    Called once in a process that will fork, as early as can be: thread pools are kept to one
    thread only where their library was not yet imported.
    """
    if "numpy" not in sys.modules:
        for name in _THREADS:
            os.environ.setdefault(name, "1")
    with warnings.catch_warnings():
        fresh_process.plain_filters()
        for name in _MODULES:
            # imported here: by name, for notebooks; the runner itself uses none of them
            importlib.import_module(name)
        fresh_process.keep_filters()
    _read_once()
    gc.collect()
    gc.freeze()  # a fork's collector would else copy every page of what is shared
    atexit.register(gc.unfreeze)  # or some libraries complain of leaks at the end


def _read_once() -> None:
    """Fill what is kept of files that are part of the program, and of fonts and templates."""
    # imported here: after the thread pools were kept small
    from anyuan import codebook

    # imported here: as above
    from anyuan.briefing.first_use import use_once

    # imported here: as above
    from anyuan.codebook.figures import define_figure

    # imported here: as above
    from anyuan.disclosure.kinds import kinds

    # imported here: as above
    from anyuan.run.results.fingerprint import code_digest, library_versions

    readers = [one for one in vars(codebook).values() if hasattr(one, "cache_clear")]
    define_figure("")
    for read in (kinds, code_digest, library_versions, *readers):
        if not inspect.signature(read).parameters:
            read()
    use_once()
