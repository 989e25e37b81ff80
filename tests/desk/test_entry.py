"""Who stands behind a code of the casebook, as a desk names them."""

from anyuan.casebook import Person
from anyuan.desk.entry import tell_code, tell_person

ONE = Person("E01", "示例甲", "education", "教育局", frozenset({"analyst"}))


def test_a_person_is_named_with_code_and_agency():
    assert tell_person(ONE) == "示例甲（E01，教育局）"


def test_a_code_is_a_persons_name_the_program_or_itself():
    assert [tell_code(code, {"E01": ONE}) for code in ("E01", "system", "E09")] == [
        *("示例甲", "程序", "E09"),
    ]
