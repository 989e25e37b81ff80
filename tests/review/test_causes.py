"""What the causes of a review lack is said; nothing is refused and no entry is dropped."""

import pandas as pd
import pytest

from anyuan.codebook import factors
from anyuan.review.causes import (
    look_at_causes,
    missing_levels,
    remarks_on,
    say_what_causes_lack,
)

WHOLE = {
    "cause_level": "direct",
    "factor": "several_tasks",
    "cause_events": ["sign", "detected"],
    "cause_duties": ["visitor_control"],
    "cause_text": "上学高峰时一人同时疏导车辆和查验来访人员",
    "sensible_then": "车多人多，先疏导车辆可以避免拥堵",
}
MANAGED = WHOLE | {"cause_level": "management", "factor": "upkeep_unplanned"}
SYSTEM = WHOLE | {"cause_level": "system", "factor": "between_offices"}
ALL = [WHOLE, MANAGED, SYSTEM]
LACKS = ["lacks_event", "lacks_duty", "lacks_sensible_then", "is_outside_level"]


def test_causes_that_are_whole_lack_nothing():
    frame = look_at_causes(ALL)

    assert not frame[[*LACKS, "n_blame", "n_hindsight"]].to_numpy().any()
    assert missing_levels(ALL) == []
    assert say_what_causes_lack(ALL) == []


def test_a_cause_is_one_row_in_the_order_of_the_log():
    frame = look_at_causes(ALL)

    assert list(frame["cause"]) == [1, 2, 3]
    assert list(frame["cause_level"]) == ["direct", "management", "system"]
    assert list(frame["events"]) == ["sign;detected"] * 3
    assert frame["cause"].dtype == "int64"
    assert frame["n_blame"].dtype == "int64"


@pytest.mark.parametrize("blank", ["", "  ", None, [], float("nan"), pd.NA])
def test_a_blank_tie_is_none_however_it_is_written(blank):
    row = look_at_causes([WHOLE | {"cause_events": blank, "cause_duties": blank}]).iloc[0]
    assert (row["events"].strip(), row["duties"].strip()) == ("", "")


@pytest.mark.parametrize("blank", ["", None, [], float("nan"), pd.NA])
def test_a_cause_tied_to_no_event_or_no_duty_says_so(blank):
    frame = look_at_causes([WHOLE | {"cause_events": blank}, WHOLE | {"cause_duties": blank}])
    assert frame[LACKS[:2]].to_numpy().tolist() == [[True, False], [False, True]]


def test_codes_come_as_a_list_or_joined_and_mean_the_same():
    joined = WHOLE | {"cause_events": "sign;detected", "cause_duties": "visitor_control"}
    pd.testing.assert_frame_equal(look_at_causes([joined]), look_at_causes([WHOLE]))


@pytest.mark.parametrize(
    ("answer", "lacks"),
    [
        ("", True),
        (None, True),
        ("不清楚", True),
        ("照常做法。", True),
        ("照平时做法。", False),
        ("   不  ", True),
    ],
)
def test_an_answer_shorter_than_six_characters_is_none(answer, lacks):
    (found,) = look_at_causes([WHOLE | {"sensible_then": answer}])["lacks_sensible_then"]
    assert found == lacks


def test_a_factor_at_a_level_where_it_does_not_stand_is_asked_about_and_an_unknown_one_is_not():
    at_system = WHOLE | {"cause_level": "system"}
    unknown = WHOLE | {"factor": "weather"}

    assert list(look_at_causes([at_system, unknown])["is_outside_level"]) == [True, False]
    assert any("通常属于直接原因" in said for said in say_what_causes_lack([at_system]))


def test_a_level_without_a_cause_is_named_in_the_order_of_the_levels():
    assert missing_levels([]) == ["direct", "management", "system"]
    assert missing_levels([MANAGED]) == ["direct", "system"]
    assert say_what_causes_lack([MANAGED])[:2] == ["还没有写直接原因。", "还没有写系统原因。"]


def test_no_causes_make_an_empty_frame_with_its_columns_and_types():
    for frame, whole in ((look_at_causes([]), look_at_causes(ALL)), (remarks_on([]), _remarks())):
        assert frame.empty
        assert list(frame.columns) == list(whole.columns)
        assert frame.dtypes.to_dict() == whole.dtypes.to_dict()


def _remarks() -> pd.DataFrame:
    blaming = WHOLE | {
        "cause_text": "保安员责任心不强",
        "sensible_then": "事后看，本应先查验来访人员",
    }
    return remarks_on([WHOLE, blaming])


def test_remarks_name_the_cause_the_field_and_the_place():
    found = _remarks()

    assert list(found["cause"]) == [2] * len(found)
    assert list(found["field"])[:2] == ["cause_text", "sensible_then"]
    first = found.iloc[0]
    assert (first["fault"], first["start"], first["end"]) == ("blame", 3, 8)
    assert first["words"] == "责任心不强"


def test_remarks_of_both_fields_are_counted_by_fault():
    blaming = WHOLE | {
        "cause_text": "保安员责任心不强",
        "sensible_then": "事后看，本应先查验来访人员",
    }
    row = look_at_causes([blaming]).iloc[0]
    assert (row["n_blame"], row["n_hindsight"]) == (1, 2)


def test_a_sentence_on_a_missing_answer_asks_the_question_of_its_factor():
    said = say_what_causes_lack([WHOLE | {"sensible_then": ""}, MANAGED, SYSTEM])
    assert said == [
        "第 1 条原因没有写明当时这样做为什么合理。请回答：" + factors()["several_tasks"].asks
    ]


def test_a_sentence_on_a_missing_duty_proposes_those_of_the_factor():
    (said,) = say_what_causes_lack([WHOLE | {"cause_duties": []}, MANAGED, SYSTEM])
    assert "来访人员和物品查验登记" in said


def test_a_sentence_on_the_wording_quotes_the_words_and_puts_a_question():
    (said,) = say_what_causes_lack([WHOLE | {"cause_text": "门卫麻痹大意了"}, MANAGED, SYSTEM])
    assert said.startswith("第 1 条原因中“麻痹大意”")
    assert said.endswith("？")


def test_an_unknown_factor_is_asked_the_general_question():
    said = say_what_causes_lack([WHOLE | {"factor": "", "sensible_then": ""}, MANAGED, SYSTEM])
    assert "当时看到、知道的是什么" in said[0]
