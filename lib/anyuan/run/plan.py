"""Which runs does a month have?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from anyuan.codebook import read_yaml
from anyuan.errors import ShownError
from anyuan.paths import checked_code, contained
from anyuan.run.params import MODELS, check_parameters

FOR_EACH = "for_each"
# What a run may be spread over, and the parameter in which each code then stands.
UNIT_LISTS = {
    "unit_behind": "unit",
    "unit_open": "unit",
    "pilot_school": "school",
    "school_mapped": "school",
    "school_with_data": "school",
}


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


def plan_month(
    root: Path, parameters: dict[str, str], units: Mapping[str, Sequence[str]] | None = None
) -> list[RunSpec]:
    """Return the month's runs, drawn from params/<notebook>.yaml, meeting pages first.

    `parameters` are the shared ones (month, workspace, as_of, known_at); each file adds level and
    key. A run with `for_each` is one run for each of the codes that `units` has under that word,
    which stands in the word's own parameter; none while the workspace has not been asked (units
    None).
    All problems of all files are reported at once, before anything runs.
    """
    specs: list[RunSpec] = []
    problems: list[str] = []
    for notebook in MODELS:
        path = root / "params" / f"{notebook}.yaml"
        try:
            raw = read_yaml(path)
            for run in raw["runs"]:
                specs += _spread(notebook, raw, run, parameters, units)
        except KeyError as error:
            problems.append(f"{path.name} 缺少 {error}")
        except ShownError as error:
            problems.append(str(error))
    if problems:
        raise ShownError("；".join(problems), code="bad_plan", next_step="未运行任何笔记本。")
    return sorted(specs, key=lambda spec: (spec.level != "meeting", spec.name))


def _spread(
    notebook: str,
    raw: Mapping[str, Any],
    run: Mapping[str, str],
    parameters: dict[str, str],
    units: Mapping[str, Sequence[str]] | None,
) -> list[RunSpec]:
    """Return the run, or one for each unit that it asks for."""
    if FOR_EACH not in run:
        return [_spec(notebook, raw, run, parameters)]
    word = run[FOR_EACH]
    if word not in UNIT_LISTS:
        raise ShownError(
            f"params/{notebook}.yaml 的 {FOR_EACH} “{word}”不认识，可用：{'、'.join(UNIT_LISTS)}。",
            code="bad_plan",
            next_step="请改正后重试。",
        )
    rest = {k: v for k, v in run.items() if k != FOR_EACH}
    codes = ["any"] if units is None else units.get(word, ())
    made = [
        _spec(notebook, raw, rest | {"key": code, UNIT_LISTS[word]: code}, parameters)
        for code in codes
    ]
    return [] if units is None else made  # unasked: only checked


def _spec(
    notebook: str, raw: Mapping[str, Any], run: Mapping[str, str], parameters: dict[str, str]
) -> RunSpec:
    extra = {k: v for k, v in run.items() if k != "key"}
    checked = check_parameters(notebook, parameters | extra)
    return RunSpec(
        notebook=notebook,
        key=checked_code(run["key"], "运行代码"),
        level=checked["level"],
        title=raw["title"],
        timeout_seconds=int(raw["timeout_seconds"]),
        parameters=checked,
    )
