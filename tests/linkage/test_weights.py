"""How much a level weighs: expected at first, learnt from what was counted, rarer names more."""

import numpy as np
import pandas as pd
import pytest

from anyuan.linkage.rules import levels
from anyuan.linkage.weights import CHILD, FAMILY, KINDS, STRANGER, expected, learn

FREQUENT = {"name": 1e-4, "sound": 3e-4, "surname": 0.035}
RARE = {"guardian": 3e-4, "phone": 2e-5, "township": 0.08}


def pair(**said: str) -> pd.DataFrame:
    """One compared pair; what is not said is unknown. f_name=… sets a frequency."""
    ranks = {field: entries["unknown"].rank for field, entries in levels().items()}
    shares = {f"f_{name}": value for name, value in (FREQUENT | RARE).items()}
    for field, level in said.items():
        if field in shares:
            shares[field] = level
        else:
            ranks[field] = levels()[field][level].rank
    return pd.DataFrame([ranks | shares | {"one_surname": said.get("name") == "half"}])


def ratio(weights=None, n_others=1000, **said) -> float:
    return float((weights or expected()).ratio(pair(**said), n_others)[0])


@pytest.mark.parametrize("kind", KINDS)
def test_the_levels_of_a_field_cover_every_case(kind):
    skipped = {("id", "foreign")}
    for field, entries in levels().items():
        names = [n for n in entries if n != "unknown" and (field, n) not in skipped]
        total = sum(expected().chance[kind][field][entries[n].rank] for n in names)
        assert total == pytest.approx(1, abs=0.01), field


def test_what_is_unknown_says_nothing():
    assert ratio() == pytest.approx(1)


def test_agreement_speaks_for_one_child_and_contradiction_against():
    assert ratio(name="same") > 100 > 1 > ratio(name="half") > ratio(name="against")
    assert ratio(id="same") > 1e4 and ratio(id="against") < 0.01


def test_a_rare_name_says_more_than_a_common_one():
    assert ratio(name="same", f_name=1e-6) > 10 * ratio(name="same", f_name=1e-3)


def test_one_surname_says_less_where_many_bear_it():
    rare, common = ratio(name="one_off", f_surname=0.001), ratio(name="one_off", f_surname=0.1)
    assert rare > common


def test_guardian_and_telephone_tell_no_child_from_its_brother():
    said = {"guardian": "same", "phone": "same", "place": "village", "name": "half"}
    assert ratio(birth="against", **said) < 0.01


def test_twins_have_near_numbers_and_are_two():
    twins = {"name": "half", "birth": "same", "guardian": "same", "phone": "same"}
    alone, near = ratio(id="unknown", **twins), ratio(id="near", **twins)
    assert (
        near < alone
    )  # next to a twin's number a slip of the same number is not the likelier tale


def test_counted_pairs_outweigh_what_was_expected():
    slips = levels()["birth"]["slip"].rank
    seen = np.zeros(len(levels()["birth"]))
    seen[[levels()["birth"]["same"].rank, slips]] = 9000, 1000
    learnt = learn({(CHILD, "birth"): seen})
    assert learnt.chance[CHILD]["birth"][slips] == pytest.approx(0.1, abs=0.01)
    assert learnt.chance[STRANGER]["birth"][slips] == expected().chance[STRANGER]["birth"][slips]


def test_a_number_that_does_not_fit_its_own_row_weighs_as_the_same_number():
    foreign, same = (levels()["id"][name].rank for name in ("foreign", "same"))
    seen = np.zeros(len(levels()["id"]))
    seen[foreign] = 500
    learnt = learn({(CHILD, "id"): seen, (FAMILY, "id"): np.zeros(len(seen))})
    for kind in KINDS:
        assert learnt.chance[kind]["id"][foreign] == learnt.chance[kind]["id"][same]
    assert learnt.chance[CHILD]["id"][same] > expected().chance[CHILD]["id"][same]


def test_guardians_of_one_surname_say_little_of_two_children_who_share_it():
    kin = ratio(name="half", guardian="kin") / ratio(name="half")
    assert kin < 0.1
    assert ratio(name="half", guardian="other_parent") / ratio(name="half") < 0.2
