"""What a letter is given: complete, of the right shape, printable."""

import pytest
from letters.letter_facts import FACTS, facts_for

from anyuan.errors import ShownError
from anyuan.letters import kinds, prepare_values, removed_characters
from anyuan.letters.values import as_printed


def prepared(kind, **changes):
    return prepare_values(kinds()[kind], facts_for(kind, **changes))


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("2024-09-20", "2024年9月20日"),
        (" 2024-09-20 ", "2024年9月20日"),
        ("2024-02-30", "2024-02-30"),
        ("９月中旬", "９月中旬"),
        ("2024年9月", "2024年9月"),
        ("", ""),
    ],
)
def test_a_day_is_printed_in_chinese_and_what_is_no_day_as_it_was_written(written, printed):
    assert as_printed(written, "day") == printed


def test_a_day_in_a_text_stays_as_it_is():
    assert as_printed("2024-09-20") == "2024-09-20"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\v", "\f", "\x85", "\u2028", "\u2029"])
def test_every_kind_of_line_end_is_one_line_break(end):
    assert as_printed(f"甲{end}乙") == "甲\n乙"


def test_all_that_is_missing_is_told_at_once_by_label():
    changes = {"name": "", "measures": " \n", "target_on": "\x00"}
    with pytest.raises(ShownError) as caught:
        prepared("plan", **changes)
    assert caught.value.code == "letter_values"
    assert "《一人一案工作方案》还缺：学生姓名、拟采取的措施、目标复学日期。" in str(caught.value)


def test_a_value_that_is_not_given_at_all_is_missing_too():
    facts = facts_for("plan")
    del facts["guardian_name"]
    with pytest.raises(ShownError, match="家长或监护人姓名"):
        prepare_values(kinds()["plan"], facts)


def test_a_missing_cell_is_told_with_its_row():
    rows = [FACTS["persuasions"][0], FACTS["persuasions"][1] | {"situation": "", "round": ""}]
    with pytest.raises(ShownError, match="劝返记录第2行的次数、劝返记录第2行的就读情况记录"):
        prepared("persuasion_record", persuasions=rows)


def test_a_record_of_no_persuasion_is_missing_its_rows():
    with pytest.raises(ShownError, match="还缺：劝返记录。"):
        prepared("persuasion_record", persuasions=[])


def test_what_is_optional_and_not_given_is_blank():
    facts = facts_for("plan")
    del facts["sex"]
    assert prepare_values(kinds()["plan"], facts)["sex"] == ""


def test_an_unknown_name_is_a_mistake_of_the_program():
    with pytest.raises(ValueError, match="plan does not know nmae"):
        prepare_values(kinds()["plan"], {"nmae": "甲"})
    with pytest.raises(ValueError, match="persuasions does not know when"):
        prepared("persuasion_record", persuasions=[{"when": "甲"}])


@pytest.mark.parametrize("wrong", [7, None, ["甲"]])
def test_a_value_that_is_no_text_is_a_mistake_of_the_program(wrong):
    with pytest.raises(TypeError, match="name must be text"):
        prepared("plan", name=wrong)


@pytest.mark.parametrize("wrong", ["甲", ["甲"]])
def test_rows_that_are_no_rows_are_a_mistake_of_the_program(wrong):
    with pytest.raises(TypeError, match="persuasions must be rows"):
        prepared("persuasion_record", persuasions=wrong)


def test_what_word_cannot_hold_is_left_out_and_told_with_its_place():
    rows = [FACTS["persuasions"][0] | {"situation": "答应\x07返校"}]
    facts = facts_for(
        "persuasion_record", name="王\x00小\u202e禾\ud800\ufffe", persuasions=rows, reasons="甲\v乙"
    )
    kind = kinds()["persuasion_record"]
    assert prepare_values(kind, facts)["name"] == "王小禾"
    assert removed_characters(kind, facts) == [
        "“学生姓名”中有 4 个无法写入 Word 的控制字符，已去掉，请核对。",
        "“劝返记录第1行的就读情况记录”中有 1 个无法写入 Word 的控制字符，已去掉，请核对。",
    ]


@pytest.mark.parametrize("field", ["facts", "work_done", "school"])
@pytest.mark.parametrize("text", ["逾期处罚款五百元", "逾期依法强制执行", "将予 以 罚\n款"])
def test_no_word_of_penalty_gets_into_the_order(field, text):
    with pytest.raises(ShownError) as caught:
        prepared("schooling_order", **{field: text})
    assert caught.value.code == "letter_forbidden_word"
    assert "《中华人民共和国义务教育法》第五十八条" in caught.value.message


def test_other_letters_may_say_what_a_family_said_of_fines():
    assert prepared("plan", reasons="家长称曾被罚款")["reasons"] == "家长称曾被罚款"
