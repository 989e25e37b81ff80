"""What answers settle besides the pairs that they were given on."""

from anyuan.desk.pairs import Pair, pair_key
from anyuan.desk.settling import Persons, contradictions, settled_pairs

PERSONS = Persons(
    of_record={"h1": "A", "r1": "B", "r1-aug": "B", "r2": "C", "s1": "D"},
    places={
        "A": frozenset({("household_register", "2024-09")}),
        "B": frozenset({("enrolment_roll", "2024-09"), ("enrolment_roll", "2024-08")}),
        "C": frozenset({("enrolment_roll", "2024-09")}),
        "D": frozenset({("field_survey", "2024-09")}),
    },
)


def settled(pairs, **verdicts):
    given = {pair_key(*names.split("__")): verdict for names, verdict in verdicts.items()}
    given = {tuple(n.replace("_", "-") for n in key): v for key, v in given.items()}
    return settled_pairs([Pair(*pair) for pair in pairs], given, PERSONS)


def test_nothing_is_settled_before_an_answer():
    assert settled([("h1", "r1"), ("h1", "r2"), ("h1", "s1")]) == set()


def test_another_record_of_the_same_two_persons_needs_no_answer_whatever_the_first_was():
    assert settled([("h1", "r1-aug")], h1__r1="same") == {("h1", "r1-aug")}
    assert settled([("h1", "r1-aug")], h1__r1="different") == {("h1", "r1-aug")}


def test_what_follows_from_two_answers_needs_no_third():
    assert settled([("r1", "s1")], h1__r1="same", h1__s1="same") == {("r1", "s1")}
    assert settled([("r1", "s1")], h1__r1="same", h1__s1="different") == {("r1", "s1")}


def test_who_found_his_row_on_a_roll_is_no_other_row_of_that_roll():
    assert settled([("h1", "r2"), ("h1", "s1")], h1__r1="same") == {("h1", "r2")}


def test_what_the_link_step_left_open_is_asked_though_a_table_names_both():
    together = PERSONS.places | {"D": PERSONS.places["A"]}
    persons = Persons(PERSONS.of_record, together)
    pairs = [Pair("h1", "s1"), Pair("h1", "r2")]
    assert settled_pairs(pairs, {("h1", "r1"): "same"}, persons) == {("h1", "r2")}


def test_a_pair_with_an_answer_of_its_own_is_not_said_to_be_settled_by_others():
    assert settled([("h1", "r1")], h1__r1="same") == set()


def test_answers_that_contradict_each_other_join_nobody():
    verdicts = {("h1", "r1"): "same", ("h1", "s1"): "same", ("r1", "s1"): "different"}
    assert contradictions(verdicts, PERSONS) == {("h1", "r1"), ("h1", "s1")}
    assert settled_pairs([Pair("h1", "r2"), Pair("r2", "s1")], verdicts, PERSONS) == set()
    assert contradictions({("h1", "r1"): "same"}, PERSONS) == set()
