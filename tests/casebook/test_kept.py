"""What was worked out of a casebook is kept until something is recorded, and no longer."""

from datetime import timedelta

from anyuan.casebook import Casebook


class Asked:
    """Something to be worked out, which counts how often it was."""

    def __init__(self):
        self.n = 0

    def __call__(self):
        self.n += 1
        return self.n


def test_it_is_worked_out_once_for_whoever_opens_the_casebook(book, workspace):
    asked = Asked()
    first = book.kept("this", asked)
    assert Casebook.open(workspace).kept("this", asked) is first
    assert asked.n == 1


def test_each_thing_asked_is_kept_for_itself(book):
    one, other = Asked(), Asked()
    book.kept(("cases", None), one)
    book.kept(("cases", "2024-09-30"), other)
    book.kept(("cases", None), one)
    assert (one.n, other.n) == (1, 1)


def test_anything_recorded_ends_it(book, at):
    asked = Asked()
    assert book.kept("this", asked) == 1
    book.append_event("noted", {}, actor="E01", at=at(1))
    assert book.kept("this", asked) == 2


def test_a_casebook_at_another_place_keeps_its_own(book, workspace, tmp_path, at):
    other = Casebook.create(tmp_path / "casework" / "other", at=at() + timedelta(hours=1))
    assert book.kept("this", lambda: "mine") == "mine"
    assert other.kept("this", lambda: "theirs") == "theirs"
    assert book.kept("this", lambda: "mine again") == "mine again"


def test_only_the_latest_are_kept(book):
    asked = Asked()
    book.kept("first", asked)
    for n in range(40):
        book.kept(n, Asked())
    book.kept("first", asked)
    assert asked.n == 2
