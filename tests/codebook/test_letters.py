"""The kinds of letters as the codebook describes them."""

import pytest

from anyuan.codebook.letters import letter_kinds, read_letter_kinds

ONE = """
note_home:
  label: 便条
  issuer: 学校
  addressee: 家长
  clause: 《某规定》
  note: 无
  values:
    name: {label: 姓名, required: "yes"}
"""


def described(tmp_path, text):
    (tmp_path / "a.yaml").write_text(text, encoding="utf-8")
    return read_letter_kinds(tmp_path)


def labels_about(what):
    return [kind.label for kind in letter_kinds().values() if kind.about == what]


def test_the_five_letters_stand_in_the_order_in_which_a_case_needs_them():
    assert labels_about("return_to_school") == [
        "失学辍学情况通报函",
        "一人一案工作方案",
        "劝返记录",
        "责令接受义务教育通知书",
        "复学反馈函",
    ]


def test_about_a_roster_there_is_a_proposal_and_its_annex():
    assert labels_about("roster") == ["值守调整建议单", "值守调整建议单附表"]


def test_every_letter_cites_a_titled_source_and_says_who_issues_it_to_whom():
    for kind in letter_kinds().values():
        assert "《" in kind.clause and "http" not in kind.clause
        assert kind.issuer and kind.addressee and kind.note


def test_only_the_order_refuses_words_of_penalty_and_with_the_notices_is_a_stamped_draft():
    stamped = {name for name, kind in letter_kinds().items() if kind.stamp}
    refusing = {name for name, kind in letter_kinds().items() if kind.forbidden}
    order = letter_kinds()["schooling_order"]
    assert stamped == {"schooling_order", "police_advice", "stability_alert"}
    assert refusing == {"schooling_order"}
    assert order.stamp.startswith("草稿") and "罚款" in order.forbidden
    assert not {"letter_no", "issuer", "issued_on"} & set(order.values)


def test_the_feedback_to_the_police_knows_no_address_phone_number_or_reason_of_a_family():
    feedback = letter_kinds()["return_feedback"]
    private = {"home_address", "guardian_phone", "resident_id", "reasons", "guardian_name"}
    assert not private & set(feedback.values)


def test_a_letter_takes_from_many_facts_those_that_it_asks_for(tmp_path):
    kind = described(tmp_path, ONE)["note_home"]
    assert kind.pick({"name": "甲", "phone": "1"}) == {"name": "甲"}


@pytest.mark.parametrize(
    ("was", "now", "told"),
    [
        ('required: "yes"', 'required: "maybe"', "required is yes or no"),
        ('required: "yes"', 'required: "yes", type: number', "unknown type"),
        ('required: "yes"', 'required: "yes", type: rows', "columns without rows"),
        (
            'required: "yes"',
            'required: "yes", type: rows, columns: {items: {label: 项, required: "no"}}',
            "no column may be called items",
        ),
    ],
)
def test_a_description_that_no_template_could_use_is_refused(tmp_path, was, now, told):
    with pytest.raises(ValueError, match=told):
        described(tmp_path, ONE.replace(was, now))


def test_a_letter_described_twice_is_refused(tmp_path):
    (tmp_path / "b.yaml").write_text(ONE, encoding="utf-8")
    with pytest.raises(ValueError, match="twice"):
        described(tmp_path, ONE)
