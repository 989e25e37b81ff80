"""How grave is an incident, by its dead, its seriously hurt and its loss? Dated thresholds."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache

from anyuan.codebook.codes import DATA, code_list
from anyuan.codebook.reading import read_yaml
from anyuan.errors import ShownError

LOWEST = "ordinary"


@dataclass(frozen=True)
class LevelRule:
    """From how much on an incident is of each level, the gravest first; by the day of coming into
    force. `loss_wan` is in units of 10,000 yuan."""

    reference: str
    values: Mapping[date, Mapping[str, Mapping[str, Decimal]]]


@cache
def level_rule() -> LevelRule:
    """Return incident_levels.yaml; ValueError for a level that the codebook does not know."""
    raw = read_yaml(DATA / "incident_levels.yaml")
    levels = code_list("incident_level").labels
    values = {}
    for day, told in raw["values"].items():
        if list(told) != [code for code in levels if code != LOWEST]:
            raise ValueError(f"incident_levels.yaml: {list(told)} are not the levels in order")
        values[date.fromisoformat(day)] = {
            code: {name: Decimal(text) for name, text in least.items()}
            for code, least in told.items()
        }
    return LevelRule(raw["reference"], values)


def incident_level(
    n_dead: int,
    n_seriously_hurt: int,
    loss_wan: Decimal | float | None = None,
    *,
    on: date | None = None,
) -> str:
    """Return the level (a code of incident_level) of an incident of a day.

    The gravest that one of the three numbers reaches, a threshold itself included; a loss that is
    None is not known and counts for nothing. `on` None: by the newest thresholds. Raises ShownError
    `rule_not_in_force` for a day before any; ValueError for a number below nought.
    """
    said = {"n_dead": n_dead, "n_seriously_hurt": n_seriously_hurt, "loss_wan": loss_wan}
    counted = {name: Decimal(str(value)) for name, value in said.items() if value is not None}
    if any(value < 0 for value in counted.values()):
        raise ValueError(f"an incident has no fewer than none: {said}")
    levels = _in_force(on)
    for code, least in levels.items():
        if any(value >= least[name] for name, value in counted.items()):
            return code
    return LOWEST


def _in_force(on: date | None) -> Mapping[str, Mapping[str, Decimal]]:
    values = level_rule().values
    days = [day for day in values if on is None or day <= on]
    if not days:
        raise ShownError(
            f"事故等级的划分在 {on} 尚无有效值。",
            code="rule_not_in_force",
            next_step="请检查发生时间。",
        )
    return values[max(days)]
