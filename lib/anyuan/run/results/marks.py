"""What a runner and a notebook agree on: where to write, and how the end is told."""

# The environment variable by which the runner tells a notebook its folder.
RUN_DIR = "ANYUAN_RUN_DIR"
# The environment variable that tells it the folder of all outputs; <project>/outputs without it.
OUTPUTS = "ANYUAN_OUTPUTS"
# The file that the last cell writes; whoever does not find it complete has no result.
END_MARK = "figures.json"
COMPLETE = "complete"
# The notebook with its outputs, as the engine leaves it.
EXECUTED = "executed.ipynb"
