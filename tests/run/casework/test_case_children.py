"""Whose case it is: the rows of its person and what they say, as known on a day."""

import pytest
from desk.case_county import NAMES, TODAY, make_case_county

from anyuan.run.casework.case_children import Child, locate_children, read_child
from anyuan.run.opened import open_workspace


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    root = tmp_path_factory.mktemp("children")
    make_case_county(root)
    return open_workspace("demo", root)


def read_children(opened, subjects, on):
    found = locate_children(opened, subjects, on)
    return {subject: read_child(opened, where, on) for subject, where in found.items()}


@pytest.fixture(scope="module")
def children(opened):
    subjects = [state.body["subject"] for state in opened.casebook.cases()]
    return read_children(opened, subjects, TODAY.date())


def test_each_case_is_of_one_child_and_all_its_rows_are_named(opened, children):
    names = [child.attributes["name"] for child in children.values()]
    assert len(set(names)) == len(names) and set(names) <= set(NAMES)
    persons = opened.casebook.persons().set_index("record_key")["person_id"]
    for subject, child in children.items():
        assert subject in child.records
        assert set(persons[list(child.records)]) == {persons[subject]}


def test_a_pupil_has_what_the_roll_says_and_one_who_never_enrolled_has_not(children):
    by_name = {child.attributes["name"]: child.attributes for child in children.values()}
    assert by_name["薛雨桐"]["school_code"] == "3141181001"
    assert by_name["薛雨桐"]["guardian_phone"].startswith("138")
    assert by_name["薛雨桐"]["household_place"] == "汾阳市"
    assert not {"school_code", "guardian_phone"} & set(by_name["韩思源"])
    assert by_name["韩思源"]["village"] == "示例村"


def test_a_row_that_nobody_owns_is_a_child_of_whom_nothing_is_known(opened):
    assert read_children(opened, ["unknown"], TODAY.date()) == {"unknown": Child(("unknown",), {})}


def test_what_came_after_the_day_is_not_told(opened, children):
    subject = next(iter(children))
    before = read_children(opened, [subject], TODAY.date().replace(month=8))
    assert before[subject].attributes == {}
    assert before[subject].records == children[subject].records
