"""Judgements, links and persons: append-only, the latest word counts, as known then."""

import pandas as pd
import pytest
from sqlalchemy.exc import IntegrityError

from anyuan.casebook import mint_person_ids


def pairs(*rows):
    return pd.DataFrame(rows, columns=["left_key", "right_key", "rule", "why"])


def people(**given):
    return pd.DataFrame({"record_key": list(given), "person_id": list(given.values())})


def test_the_latest_judgement_on_a_pair_counts_in_either_order(book, at):
    book.add_judgement("b", "a", "same", actor="E01", at=at(1), why="同住")
    book.add_judgement("a", "c", "unsure", actor="E01", at=at(2))
    book.add_judgement("a", "b", "different", actor="E02", at=at(3), why="双胞胎")
    now = book.judgements()
    assert now[["left_key", "right_key", "verdict"]].values.tolist() == [
        ["a", "c", "unsure"],
        ["a", "b", "different"],
    ]
    assert now.iloc[1][["why", "actor", "recorded_at"]].tolist() == ["双胞胎", "E02", at(3)]
    then = book.judgements(at(2))
    assert then["verdict"].tolist() == ["same", "unsure"]
    assert len(book.events(kind="judged")) == 3


def test_a_judgement_is_about_two_records_and_of_three_kinds(book, at):
    with pytest.raises(ValueError, match="two records"):
        book.add_judgement("a", "a", "same", actor="E01", at=at())
    with pytest.raises(IntegrityError):
        book.add_judgement("a", "b", "perhaps", actor="E01", at=at())
    assert len(book.judgements()) == 0


def test_links_say_their_rule_and_when_they_were_accepted(book, at):
    first = pairs(
        ["a", "b", "id_exact", "身份证号一致"], ["c", "d", "name_birth", "姓名、生日一致"]
    )
    assert book.add_links(first, actor="system", at=at(1)) == 2
    assert book.add_links(pairs(["e", "f", "id_exact", ""]), actor="system", at=at(2)) == 1
    links = book.links()
    assert links["left_key"].tolist() == ["a", "c", "e"]
    assert links.iloc[0].tolist() == ["a", "b", "id_exact", "身份证号一致", "system", at(1)]
    assert book.links(at(1))["left_key"].tolist() == ["a", "c"]
    assert book.links(at(0)).dtypes.equals(links.dtypes)


def test_no_links_make_no_event(book, at):
    assert book.add_links(pairs(), actor="system", at=at()) == 0
    assert book.assign_persons(people(), actor="system", at=at()) == 0
    assert len(book.events()) == 1


def test_a_record_belongs_to_its_latest_person_as_known(book, at):
    book.assign_persons(people(r1="P1", r2="P2"), actor="system", at=at(1))
    book.assign_persons(people(r2="P1", r3="P3"), actor="E01", at=at(2))
    now = book.persons()
    assert dict(zip(now["record_key"], now["person_id"], strict=True)) == {
        "r1": "P1",
        "r2": "P1",
        "r3": "P3",
    }
    assert now.set_index("record_key")["since"].to_dict() == {"r1": at(1), "r2": at(2), "r3": at(2)}
    then = book.persons(at(1))
    assert then["person_id"].tolist() == ["P1", "P2"]
    assert book.persons(at(0)).dtypes.equals(now.dtypes)


def test_one_record_cannot_be_two_persons_at_once(book, at):
    frame = pd.DataFrame({"record_key": ["r1", "r1"], "person_id": ["P1", "P2"]})
    with pytest.raises(ValueError, match="twice"):
        book.assign_persons(frame, actor="system", at=at())
    assert len(book.persons()) == 0


@pytest.mark.parametrize(
    "frame",
    [
        pd.DataFrame({"record_key": ["r1"]}),
        pd.DataFrame({"record_key": ["r1"], "person_id": [None]}),
        pd.DataFrame({"record_key": ["r1"], "person_id": [7]}),
    ],
)
def test_persons_are_text_without_nulls(book, at, frame):
    with pytest.raises(ValueError, match="columns"):
        book.assign_persons(frame, actor="system", at=at())


def test_person_ids_are_random_and_never_alike():
    ids = mint_person_ids(5000)
    assert len(set(ids)) == 5000
    assert all(len(one) == 17 and one[0] == "P" for one in ids)
    assert not set(ids) & set(mint_person_ids(5000))
    assert mint_person_ids(0) == []


def test_thousands_at_once_are_one_event_and_still_verified(book, at):
    keys = [f"{n:032x}" for n in range(5000)]
    frame = pd.DataFrame({"record_key": keys, "person_id": mint_person_ids(5000)})
    assert book.assign_persons(frame, actor="system", at=at()) == 5000
    links = pd.DataFrame({"left_key": keys, "right_key": keys[::-1], "rule": "x", "why": "示例"})
    assert book.add_links(links, actor="system", at=at()) == 5000
    assert len(book.events()) == 3
    assert book.persons()["record_key"].tolist() == keys
    assert book.links()["right_key"].tolist() == keys[::-1]
    assert book.verify().is_ok
