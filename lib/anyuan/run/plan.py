"""Which runs does a month have?"""

from dataclasses import dataclass, field
from pathlib import Path

from anyuan.codebook import read_yaml
from anyuan.errors import ShownError
from anyuan.paths import checked_code, contained
from anyuan.run.params import MODELS, check_parameters


@dataclass(frozen=True)
class RunSpec:
    """One run of one notebook: what it is called, where it goes, with which parameters."""

    notebook: str
    key: str
    level: str
    title: str
    timeout_seconds: int
    parameters: dict[str, str] = field(hash=False)

    @property
    def name(self) -> str:
        """The run as tables and manifests name it."""
        return f"{'casework/' if self.level == 'casework' else ''}{self.notebook}/{self.key}"

    def folder(self, outputs: Path, month: str) -> Path:
        """Return the folder of the published result."""
        return contained(outputs / month, *self.name.split("/"))


def plan_month(root: Path, parameters: dict[str, str]) -> list[RunSpec]:
    """Return the month's runs, drawn from params/<notebook>.yaml, meeting pages first.

    `parameters` are the shared ones (month, workspace, as_of, known_at); each file adds level and
    key. All problems of all files are reported at once, before anything runs.
    """
    specs: list[RunSpec] = []
    problems: list[str] = []
    for notebook in MODELS:
        path = root / "params" / f"{notebook}.yaml"
        try:
            raw = read_yaml(path)
            for run in raw["runs"]:
                extra = {k: v for k, v in run.items() if k != "key"}
                checked = check_parameters(notebook, parameters | extra)
                specs.append(
                    RunSpec(
                        notebook=notebook,
                        key=checked_code(run["key"], "运行代码"),
                        level=checked["level"],
                        title=raw["title"],
                        timeout_seconds=int(raw["timeout_seconds"]),
                        parameters=checked,
                    )
                )
        except KeyError as error:
            problems.append(f"{path.name} 缺少 {error}")
        except ShownError as error:
            problems.append(str(error))
    if problems:
        raise ShownError("；".join(problems), code="bad_plan", next_step="未运行任何笔记本。")
    return sorted(specs, key=lambda spec: (spec.level != "meeting", spec.name))
