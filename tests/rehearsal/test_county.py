import pytest

from anyuan.codebook import code_list
from anyuan.errors import ShownError
from anyuan.rehearsal import build_county
from anyuan.rehearsal.facts import MONTHS
from anyuan.rehearsal.teller import REASONS
from anyuan.rehearsal.truth import find_transitions, is_of_age, judge_all
from anyuan.resident_id import parse_id


def test_about_as_many_children_are_of_age_as_were_asked_for(world):
    for place in (0, len(MONTHS) - 1):
        of_age = is_of_age(world.children["birth_on"], MONTHS[place].last_day, world.book).sum()
        assert of_age == pytest.approx(1500, rel=0.08)


def test_every_identity_number_is_valid_and_belongs_to_one_child(world):
    numbers = world.children["resident_id"]
    assert numbers.is_unique
    for number, born, sex in zip(
        numbers, world.children["birth_on"], world.children["sex"], strict=True
    ):
        read = parse_id(number)
        assert read.is_valid and read.born_on == born.date() and read.sex == sex


def test_locals_mostly_have_the_countys_own_number_and_migrants_never(world):
    is_home = world.children["resident_id"].str.startswith(world.county.code)
    migrant = world.children["is_migrant"]
    assert not is_home[migrant].any()
    assert 0.9 < is_home[~migrant].mean() < 1


def test_the_two_pilot_schools_are_there_with_pupils(world):
    for name in world.county.pilot_schools:
        row = world.schools.index[world.schools["school_name"] == name]
        assert len(row) == 1
        assert (world.school[:, 0] == row[0]).sum() > 20


def test_a_county_of_full_size_has_85_compulsory_schools(world):
    from anyuan.rehearsal.schools import make_schools

    kinds = make_schools(1, 45_000, world.county)["kind"].value_counts()
    assert kinds[["primary", "teaching_point", "junior", "nine_year"]].sum() == 85
    assert kinds["senior"] == kinds["vocational"] == 2 and kinds["special"] == 1
    assert kinds["kindergarten"] == 80


def test_children_of_one_family_have_different_names(world):
    children = world.children
    assert not children.duplicated(["household", "name"]).any()


def test_there_are_twins_and_names_with_a_middle_dot_and_former_names():
    children = build_county(seed=3, n_children=4000).children
    assert children.duplicated(["household", "birth_on"]).sum() > 10
    assert children["name"].str.contains("·").sum() > 3
    assert children["former_name"].notna().sum() > 10
    assert children["name"].str.contains("[𠮷𬭊䶮㛃]").any()


@pytest.mark.parametrize("n_children", [300, 1500])
def test_even_a_small_county_has_a_child_of_every_way_in_and_out(n_children):
    world = build_county(seed=5, n_children=n_children)
    found = set(find_transitions(world, judge_all(world))["transition"])
    assert found == {
        "new",
        "re_dropout",
        "exclusion_lapsed",
        "returned",
        "found_elsewhere",
        "handed_over",
        "excluded",
        "aged_out",
    }


def test_every_reason_of_the_codebook_occurs(world):
    assert set(REASONS) == set(code_list("absence_reason").labels)
    given = {a.reason for a in world.facts.absences} | set(world.facts.reasons.values())
    assert given == set(REASONS)


def test_every_kind_of_exclusion_of_the_codebook_occurs(world):
    kinds = {e.kind for e in world.facts.exclusions}
    assert kinds == set(code_list("exclusion_kind").labels)


def test_too_small_a_county_and_an_unknown_profile_are_refused():
    with pytest.raises(ShownError, match="300"):
        build_county(n_children=299)
    with pytest.raises(ShownError, match="worse"):
        build_county(n_children=300, profile="best")
