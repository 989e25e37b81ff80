import pytest

from anyuan.linkage.blocking import blocks
from anyuan.linkage.rules import levels, points, read_rule, rules


def test_every_rule_says_why_in_chinese():
    assert all(any("一" <= c <= "鿿" for c in rule.why) for rule in rules())


def test_rule_names_are_words_of_the_house():
    assert all(rule.name.isascii() and rule.name.isidentifier() for rule in rules())


def test_against_and_unknown_end_every_field():
    for field, entries in levels().items():
        assert list(entries)[-2:] == ["against", "unknown"], field
        assert [level.rank for level in entries.values()] == list(range(len(entries)))
        weights = [level.weight for level in list(entries.values())[:-1]]
        assert weights == sorted(weights, reverse=True), field


def test_a_rule_becomes_a_condition():
    rule = read_rule(
        "x",
        {
            "needs": {"name": "homophone"},
            "one_of": {"phone": "same", "place": "village"},
            "not_against": ["id"],
            "tables": ["field_survey"],
            "unless_twin": "true",
            "why": "因",
        },
    )
    against = levels()["id"]["against"].rank
    assert rule.condition("s") == (
        f"s.name <= 3 AND s.id <> {against} AND (s.phone <= 0 OR s.place <= 0) "
        "AND s.tbl IN ('field_survey') AND NOT s.is_twin"
    )


@pytest.mark.parametrize(
    "entry",
    [
        {"why": "因"},
        {"why": "因", "needs": {"name": "perhaps"}},
        {"why": "因", "needs": {"colour": "same"}},
        {"why": "因", "needs": {"name": "same"}, "not_against": ["colour"]},
        {"why": "因", "needs": {"name": "same"}, "unless": "true"},
    ],
)
def test_an_unknown_word_in_a_rule_is_an_error(entry):
    with pytest.raises(ValueError, match="rule x"):
        read_rule("x", entry)


def test_points_name_every_field():
    assert all(f"[{field} + 1]" in points() for field in levels())


def test_blocks_stand_in_both_directions():
    uneven = {(b.left, b.right) for b in blocks() if b.left != b.right}
    assert uneven == {(right, left) for left, right in uneven}
