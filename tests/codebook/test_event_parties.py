"""In whose lane does an event stand?"""

import pytest

from anyuan.codebook import code_list
from anyuan.codebook.codes import DATA
from anyuan.codebook.event_parties import event_parties, read_event_parties


def test_who_arrives_acts_and_what_anybody_may_do_has_no_party():
    found = event_parties()
    assert found["police_arrived"] == "police"
    assert found["medical_arrived"] == "medical"
    assert found["head_told"] == "school"
    assert {"began", "detected", "stopped", "other"}.isdisjoint(found)
    assert set(found.values()) <= set(code_list("party").labels)


@pytest.mark.parametrize(
    ("was", "now", "words"),
    [
        ("sign: none", "signal: none", "event sign; event signal"),
        ("police_arrived: police", "police_arrived: army", "police_arrived: party army"),
    ],
)
def test_an_event_or_a_party_that_nothing_else_bears_is_refused(tmp_path, was, now, words):
    text = (DATA / "event_parties.yaml").read_text(encoding="utf-8")
    assert was in text
    path = tmp_path / "event_parties.yaml"
    path.write_text(text.replace(was, now), encoding="utf-8")
    with pytest.raises(ValueError, match=words):
        read_event_parties(path)
