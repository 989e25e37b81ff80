from anyuan.period import Month
from anyuan.rehearsal import build_county, write_answer_key, write_month

OCTOBER, SEPTEMBER = Month(2024, 10), Month(2024, 9)


def _bytes(folder):
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_the_same_county_writes_the_same_bytes_in_whatever_order(tmp_path):
    first, second = build_county(seed=4, n_children=300), build_county(seed=4, n_children=300)
    one = write_month(first, SEPTEMBER, tmp_path / "a")
    write_month(second, OCTOBER, tmp_path / "other")
    two = write_month(second, SEPTEMBER, tmp_path / "b")
    assert _bytes(tmp_path / "a") == _bytes(tmp_path / "b")
    assert [d.delivered_at for d in one] == [d.delivered_at for d in two]


def test_the_answer_key_is_the_same_whether_the_files_were_written_or_not(tmp_path):
    written, planned = build_county(seed=4, n_children=300), build_county(seed=4, n_children=300)
    write_month(written, SEPTEMBER, tmp_path / "files")
    write_answer_key(written, [SEPTEMBER], tmp_path / "a")
    write_answer_key(planned, [SEPTEMBER], tmp_path / "b")
    assert _bytes(tmp_path / "a") == _bytes(tmp_path / "b")


def test_another_seed_makes_other_people():
    one, two = build_county(seed=4, n_children=300), build_county(seed=5, n_children=300)
    assert not set(one.children["resident_id"]) & set(two.children["resident_id"])


def test_a_profile_changes_the_errors_but_not_the_people():
    one = build_county(seed=4, n_children=300)
    two = build_county(seed=4, n_children=300, profile="worse")
    assert one.children.equals(two.children) and one.facts == two.facts
