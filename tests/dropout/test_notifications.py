"""Which education office must be told of each child, by the plan's routes?"""

from dropout.story import count, evidence

from anyuan.dropout import due_notifications


def routes(story):
    due = due_notifications(count(story).people, "shanxi")
    return sorted(zip(due["person_id"], due["route"], strict=True))


def test_a_child_of_this_place_goes_to_the_home_area():
    assert routes(evidence(household="name\n甲")) == [("甲", "home_area")]


def test_a_migrant_pupil_goes_to_the_area_of_its_roll():
    story = evidence(
        roll="name | is_migrant\n丙 | 是",
        attendance="name | first_absent_on\n丙 | 2024-05-06",
    )
    assert routes(story) == [("丙", "receiving_area")]


def test_whoever_left_the_province_goes_to_both():
    story = evidence(
        household="name\n甲\n乙",
        survey="name | finding | destination\n甲 | never_enrolled | 陕西省西安市\n"
        "乙 | never_enrolled | 山西省太原市",
    )
    assert routes(story) == [("乙", "home_area"), ("甲", "both")]


def test_the_police_that_found_a_child_get_an_answer_too():
    story = evidence(
        household="name\n甲",
        police="name | situation | notice_no | current_place\n"
        "甲 | never_enrolled | 1 | 内蒙古呼和浩特",
    )
    assert routes(story) == [("甲", "both"), ("甲", "police_feedback")]


def test_a_child_that_is_only_suspected_is_not_notified():
    story = evidence(
        household="name\n甲", roll="name\n甲", attendance="name | first_absent_on\n甲 | 2024-09-02"
    )
    assert routes(story) == []
