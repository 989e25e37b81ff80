"""Where a worker process works: the batch's outputs, environment and folder."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Workplace:
    """What a worker is set up with: the outputs folder, and its surroundings as the batch's."""

    outputs: Path
    environment: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))
    folder: Path = field(default_factory=Path.cwd)
