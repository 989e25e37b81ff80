"""Which runs does a month have?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from anyuan.codebook import read_yaml
from anyuan.errors import ShownError
from anyuan.paths import checked_code, contained
from anyuan.run.plans.order import in_order
from anyuan.run.plans.params import MODELS, check_parameters

FOR_EACH, AFTER = "for_each", "after"
PILOT = "pilot_school"
# What a run may be spread over, and the parameter in which each code then stands.
UNIT_LISTS = {
    "unit_behind": "unit",
    "unit_open": "unit",
    PILOT: "school",
    "school_mapped": "school",
    "school_with_data": "school",
    "incident": "incident",
    "span_ended": "span",
}
# What stands for a code while the workspace has not been asked, where not any word will do.
_STAND_IN = {"span_ended": "quarter"}


@dataclass(frozen=True)
class RunSpec:
    """One run of one notebook: what it is called, where it goes, with which parameters.

    `after`: notebooks whose meeting-level runs have to be in place before. `spread`: the word of
    `for_each` that it comes from, "" for a run of its own.
    """

    notebook: str
    key: str
    level: str
    title: str
    timeout_seconds: int
    parameters: dict[str, str] = field(hash=False)
    after: tuple[str, ...] = ()
    spread: str = ""

    @property
    def name(self) -> str:
        """The run as tables and manifests name it."""
        return f"{'casework/' if self.level == 'casework' else ''}{self.notebook}/{self.key}"

    @property
    def codes(self) -> frozenset[str]:
        """The codes of whom the page is about: its key, its school, its unit."""
        given = (self.parameters.get(name, "") for name in ("school", "unit"))
        return frozenset({self.key, *given} - {""})

    def folder(self, outputs: Path, month: str) -> Path:
        """Return the folder of the published result."""
        return contained(outputs / month, *self.name.split("/"))


def plan_month(
    root: Path, parameters: dict[str, str], units: Mapping[str, Sequence[str]] | None = None
) -> list[RunSpec]:
    """Return the month's runs, drawn from params/<notebook>.yaml, in the order of making.

    Meeting pages come first, and among those of a level the county's, then the pilots'; a run
    stands behind those of the notebooks that its file names under `after`.

    `parameters` are the shared ones (month, workspace, as_of, known_at); each file adds level and
    key. A run with `for_each` is one run for each of the codes that `units` has under that word,
    which stands in the word's own parameter; none while the workspace has not been asked (units
    None).
    All problems of all files are reported at once, before anything runs.
    """
    specs: list[RunSpec] = []
    problems: list[str] = []
    after: dict[str, tuple[str, ...]] = {}
    for notebook in MODELS:
        path = root / "params" / f"{notebook}.yaml"
        try:
            raw = read_yaml(path)
            after[notebook] = _after(path.name, raw)
            for run in raw["runs"]:
                specs += _spread(notebook, raw, run, parameters, units)
        except KeyError as error:
            problems.append(f"{path.name} 缺少 {error}")
        except ShownError as error:
            problems.append(str(error))
    if problems:
        raise ShownError("；".join(problems), code="bad_plan", next_step="未运行任何笔记本。")
    places = {notebook: n for n, notebook in enumerate(in_order(after))}
    return _line_up(specs, places)


def waits_for(spec: RunSpec, specs: Sequence[RunSpec]) -> list[RunSpec]:
    """Return the runs of a plan that have to be in place before this one."""
    return [s for s in specs if s.level == "meeting" and s.notebook in spec.after]


def _line_up(specs: list[RunSpec], places: Mapping[str, int]) -> list[RunSpec]:
    """Sort by usefulness, and move each run behind those that it waits for."""

    def rank(spec: RunSpec) -> tuple:
        who = 0 if spec.key == "county" else 1 if spec.spread == PILOT else 2
        return spec.level != "meeting", who, spec.name

    # Notebooks that wait are put in last, those that others wait for before them: what a run waits
    # for stands already.
    waiting = [s for s in specs if s.after]
    lined = sorted((s for s in specs if not s.after), key=rank)
    for spec in sorted(waiting, key=lambda s: (places[s.notebook], rank(s))):
        before = {s.name for s in waits_for(spec, lined)}
        first = max((n + 1 for n, s in enumerate(lined) if s.name in before), default=0)
        place = next((n for n in range(first, len(lined)) if rank(lined[n]) > rank(spec)), None)
        lined.insert(len(lined) if place is None else place, spec)
    return lined


def _after(file: str, raw: Mapping[str, Any]) -> tuple[str, ...]:
    named = raw.get(AFTER, ())
    if isinstance(named, str) or not all(isinstance(name, str) for name in named):
        raise ShownError(
            f"params/{file} 的 {AFTER} 应写成列表，如 [dropout_headcount]。",
            code="bad_plan",
            next_step="请改正后重试。",
        )
    unknown = [name for name in named if name not in MODELS]
    if unknown:
        raise ShownError(
            f"params/{file} 的 {AFTER} 里没有这样的笔记本：{'、'.join(unknown)}"
            f"（现有：{'、'.join(MODELS)}）。",
            code="bad_plan",
            next_step="请改正后重试。",
        )
    return tuple(named)


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
    codes = [_STAND_IN.get(word, "any")] if units is None else units.get(word, ())
    made = [
        _spec(notebook, raw, rest | {"key": code, UNIT_LISTS[word]: code}, parameters, word)
        for code in codes
    ]
    return [] if units is None else made  # unasked: only checked


def _spec(
    notebook: str,
    raw: Mapping[str, Any],
    run: Mapping[str, str],
    parameters: dict[str, str],
    spread: str = "",
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
        after=tuple(raw.get(AFTER, ())),
        spread=spread,
    )
