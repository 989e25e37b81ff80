"""The duties of an incident: of whom, since when, by which clause, and what decides over them."""

from datetime import date

import pytest

from anyuan.codebook import Judged, code_list, duties, rules
from anyuan.codebook.codes import DATA
from anyuan.codebook.duties import read_duties

TEXT = (DATA / "duties.yaml").read_text(encoding="utf-8")


def test_every_duty_of_the_code_list_is_described_in_its_order():
    assert list(duties()) == list(code_list("duty").labels)


def test_a_duty_says_whose_it_is_since_when_and_what_decides():
    duty = duties()["call_police"]
    assert (duty.side, duty.group, duty.basis) == ("school", "mandatory_report", "law")
    assert duty.clause == "《中华人民共和国未成年人保护法》第三十七条、第十一条"
    assert (duty.since, duty.judged) == (date(2021, 6, 1), Judged("interval", "to_police"))
    assert (duty.kinds, duty.is_for_boarding, duty.is_for_minors_case) == (set(), False, False)
    assert "food" not in duty.incidents and "injury" in duty.incidents


@pytest.mark.parametrize(
    ("code", "judged"),
    [
        ("patrol", Judged("standing", "")),
        ("alarm_test", Judged("tested", "review.alarm_test_days")),
        ("keep_samples", Judged("entry", "samples_kept")),
        ("bullying_patrol", Judged("mechanism", "15")),
        ("know_family", Judged("panel", "")),
    ],
)
def test_each_way_of_judging_is_read(code, judged):
    assert duties()[code].judged == judged


def test_what_of_a_source_could_not_be_read_is_said_behind_it():
    assert duties()["ram_posts"].clause.endswith("（GB/T 29315-2022）（条号未能核对）")
    assert "（非生产安全事故参照）；《中华" in duties()["head_reports"].clause


def test_the_basis_is_the_strongest_of_several_sources():
    bases = {
        code: duties()[code].basis for code in ("guard_age", "legal_lessons", "bullying_patrol")
    }
    assert bases == {"guard_age": "law", "legal_lessons": "plan", "bullying_patrol": "guidance"}


def test_only_dormitories_are_for_boarding_schools_and_only_the_seven_checks_for_minors_cases():
    assert [d.code for d in duties().values() if d.is_for_boarding] == ["dorm_night_duty"]
    asked = [d.code for d in duties().values() if d.is_for_minors_case]
    assert asked == [code for code in duties() if code.startswith(("know_", "check_"))]
    assert len(asked) == 7  # 三知四查


def test_no_duty_is_owed_before_the_rule_that_decides_over_it():
    for duty in duties().values():
        if duty.judged.how == "standing":
            assert min(rules()["review.standing_days"].values) <= duty.since, duty.code


@pytest.mark.parametrize(
    ("was", "now", "what"),
    [
        ("  patrol:", "  patroll:", "not those of the code list"),
        ("side: regulator", "side: regulars", "duty escort_post: side regulars"),
        ("group: people", "group: folk", "duty guard_number: group folk"),
        ("basis: plan", "basis: wish", "source city_plan: basis wish"),
        ("guard_rules: 第十六条", "guard_law: 第十六条", "guard_law is not described"),
        ('vice_principal_rules: ""', 'food_rules: ""', "vice_principal_rules is not used"),
        ('{standard: ""}', "{}", "duty ram_posts: without source"),
        ('from: "2024-06-05"', 'from: "2024-06-31"', "duty guard_age: from 2024-06-31"),
        ("incidents: [food]", "incidents: [fod]", "duty food_samples: incidents fod"),
        ("kinds: [primary", "kinds: [primery", "duty bullying_patrol: kinds primery"),
        ('boarding: "true"', 'boarding: "false"', "duty dorm_night_duty: boarding false"),
        ('boarding: "true"', 'dorms: "true"', "applies to .'dorms'"),
        ("judged: panel", "judged: panels", "duty know_family: judged panels"),
        ("judged: standing", "judged: interval", "duty guard_number: judged interval"),
        ("{interval: to_police}", "{interval: to_stop}", "to_stop, which has no limit"),
        ("{interval: to_police}", "{interval: x}", "interval x, which has no limit"),
        ("{interval: to_police}", "{standing: x}", "duty call_police: judged"),
        ("{entry: samples_kept}", "{entry: samples}", "judged by event samples"),
        ('{mechanism: "15"}', '{mechanism: "21"}', "judged by item 21"),
        ("special]}, judged: {m", "kindergarten]}, judged: {m", "which does not bind"),
        ("review.alarm_test_days", "review.no_days", "review.no_days, which is no rule"),
        ("judged: {tested", "juged: {tested", "duty alarm_test: has"),
        ('"2004-12-01"', '"1999-12-01"', "owed before review.standing_days is in force"),
    ],
)
def test_a_word_that_nothing_else_bears_is_refused(tmp_path, was, now, what):
    assert was in TEXT
    path = tmp_path / "duties.yaml"
    path.write_text(TEXT.replace(was, now, 1), encoding="utf-8")
    with pytest.raises(ValueError, match=what):
        read_duties(path)


def test_all_faults_are_named_at_once(tmp_path):
    path = tmp_path / "duties.yaml"
    text = TEXT.replace("group: people", "group: folk", 1).replace("judged: panel", "judged: p", 1)
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match="group folk.*judged p"):
        read_duties(path)
