"""A sitting on a real workspace: recorded first, shown after; nobody overwritten unawares."""

import pytest
from desk.doubtful_county import DOUBTFUL
from desk.made_workspace import PIN

from anyuan import clock
from anyuan.casebook import Casebook
from anyuan.desk.choice import Choice
from anyuan.desk.entry import enter
from anyuan.desk.room import open_room
from anyuan.desk.sitting import BAD, GOOD, Sitting
from anyuan.errors import ShownError


def quiet(text):
    assert text


@pytest.fixture
def sitting(room, entry, loaded):
    made = Sitting(room, entry, loaded)
    made.open()
    return made


def answer(sitting, verdict, why=""):
    notice = sitting.judge(verdict, why)
    sitting.open()
    return notice


def verdicts(room):
    return room.casebook.judgements()["verdict"].tolist()


class TestEntering:
    def test_a_wrong_pin_does_not_enter(self, room):
        with pytest.raises(ShownError, match="PIN 不正确"):
            enter(room, "E01", "另一个口令啊", "比对")

    def test_nobody_enters_without_a_purpose_or_a_pin_or_a_name(self, room):
        for code, purpose, problem in (
            ("E01", " 比 ", "no_purpose"),
            ("E02", "比对", "no_pin"),
            ("X99", "比对", "person_unknown"),
        ):
            with pytest.raises(ShownError) as caught:
                enter(room, code, PIN, purpose)
            assert caught.value.code == problem

    def test_a_workspace_that_is_not_there_is_named(self, home):
        with pytest.raises(ShownError, match="nowhere"):
            open_room("nowhere", "2024-09")


class TestOpening:
    def test_every_pair_shown_is_in_the_record_of_access_with_who_and_why(self, room, sitting):
        pair = sitting.queue.current
        opened = room.casebook.accesses()
        assert set(opened["record"]) == set(pair.key)
        assert set(opened["purpose"]) == {"9月控辍保学比对"}
        assert set(opened["actor"]) == {"E01"}
        assert set(opened["case_id"]) == {"identity-2024-09"}
        sitting.open()
        assert len(room.casebook.accesses()) == 2
        answer(sitting, "unsure")
        assert len(room.casebook.accesses()) == 4

    def test_where_access_cannot_be_recorded_nothing_is_open(self, sitting, monkeypatch):
        sitting.judge("same")
        monkeypatch.setattr(Casebook, "record_access", _refuse)
        with pytest.raises(ShownError, match="办案库正忙"):
            sitting.open()
        assert sitting.opened is None
        with pytest.raises(ValueError, match="no pair is open"):
            sitting.judge("same")


class TestJudging:
    def test_an_answer_is_in_the_casebook_with_its_reason_before_the_next_pair(self, room, sitting):
        pair = sitting.queue.current
        notice = sitting.judge("same", "电话核实")
        assert notice.tone == GOOD and "已保存于" in notice.text
        stored = room.casebook.judgements().iloc[0]
        assert (stored["left_key"], stored["right_key"]) == pair.key
        assert (stored["verdict"], stored["why"], stored["actor"]) == ("same", "电话核实", "E01")
        assert sitting.queue.current != pair

    def test_where_it_cannot_be_stored_the_pair_stays(self, room, sitting, monkeypatch):
        pair = sitting.queue.current
        monkeypatch.setattr(Casebook, "add_judgement", _refuse)
        with pytest.raises(ShownError):
            sitting.judge("same")
        assert sitting.queue.current == pair
        assert sitting.opened == pair.key
        assert verdicts(room) == []

    def test_a_new_sitting_goes_on_where_the_last_one_was_left(self, room, entry, sitting):
        for verdict in ("same", "different", "unsure"):
            answer(sitting, verdict)
        following = sitting.queue.current
        again = Sitting(room, entry, room.load(quiet))
        assert again.open().key == following.key
        assert (again.queue.n_judged, again.queue.n_left, again.queue.n_unsure) == (2, 4, 1)
        assert again.n_today == 3
        assert again.queue.left()[-1].key in again.queue.standing

    def test_taking_back_is_one_more_judgement(self, room, sitting):
        pair = sitting.queue.current
        answer(sitting, "same")
        notice = sitting.undo()
        assert "已撤销" in notice.text
        assert sitting.open() == pair
        assert verdicts(room) == ["unsure"]
        assert len(room.casebook.events(kind="judged")) == 2
        assert "没有可撤销" in sitting.undo().text

    def test_every_answer_leaves_the_chain_whole(self, room, sitting):
        answer(sitting, "same")
        sitting.undo()
        assert room.casebook.verify().is_ok


class TestTwoPeople:
    def other_says(self, room, pair, verdict):
        room.casebook.add_judgement(*pair.key, verdict, actor="P01", at=clock.now())

    def test_what_another_judged_meanwhile_is_told_and_not_overwritten(self, room, sitting):
        pair = sitting.queue.current
        self.other_says(room, pair, "different")
        notice = sitting.judge("same")
        assert notice.tone == BAD
        assert "没有保存" in notice.text and "示例丁" in notice.text and "不是同一人" in notice.text
        assert verdicts(room) == ["different"]
        assert sitting.queue.current == pair

    def test_who_still_disagrees_answers_again_and_knows_it(self, room, sitting):
        pair = sitting.queue.current
        self.other_says(room, pair, "different")
        sitting.judge("same")
        assert sitting.judge("same").tone == GOOD
        assert verdicts(room) == ["same"]

    def test_who_agrees_goes_on(self, room, sitting):
        pair = sitting.queue.current
        self.other_says(room, pair, "different")
        sitting.judge("same")
        sitting.forward()
        assert sitting.queue.current != pair
        assert verdicts(room) == ["different"]

    def test_what_another_judged_on_pairs_to_come_is_not_asked_again(self, room, sitting):
        following = sitting.queue.left()[1]
        self.other_says(room, following, "same")
        sitting.judge("same")
        assert following not in sitting.queue.left()

    def test_taking_back_does_not_overwrite_a_later_answer_of_another(self, room, sitting):
        pair = sitting.queue.current
        answer(sitting, "same")
        self.other_says(room, pair, "different")
        assert sitting.undo().tone == BAD
        assert verdicts(room) == ["different"]

    def test_an_answer_of_the_same_moment_is_told(self, room, sitting, monkeypatch):
        pair = sitting.queue.current
        stored = Casebook.add_judgement

        def crossed(book, *row, actor, at, why=""):
            stored(book, *row[:2], "different", actor="P01", at=at.replace(microsecond=0))
            return stored(book, *row, actor=actor, at=at, why=why)

        monkeypatch.setattr(Casebook, "add_judgement", crossed)
        notice = sitting.judge("same")
        assert notice.tone == BAD and "同一刻" in notice.text
        assert sitting.queue.standing[pair.key].verdict == "same"


class TestChoosing:
    def test_a_township_shows_its_pairs_only(self, sitting):
        assert [name for name, _ in sitting.options()[0]] == ["冀村镇", "三泉镇"]
        sitting.choose(Choice(township="T08"))
        shown = {sitting.sides(pair)[0].township for pair in sitting.queue.left()}
        assert shown == {"T08"}
        assert len(sitting.queue.left()) == 3
        assert sitting.queue.n_left == len(DOUBTFUL)

    def test_a_pair_of_tables_shows_its_pairs_only(self, sitting):
        ((words, code),) = sitting.options()[1]
        assert words == "户籍适龄人口表 × 学籍名册"
        sitting.choose(Choice(tables=code))
        assert len(sitting.queue.left()) == len(DOUBTFUL)
        sitting.choose(Choice(tables="schools+schools"))
        assert sitting.open() is None


class TestLinkingAgain:
    def test_answers_join_and_part_and_the_numbers_move(self, room, sitting):
        same, different = sitting.queue.left()[:2]
        answer(sitting, "same")
        answer(sitting, "different")
        before = sitting.figures["out_of_school"]
        notice = sitting.link_again(quiet)
        persons = room.casebook.persons().set_index("record_key")["person_id"]
        assert persons[same.left_key] == persons[same.right_key]
        assert persons[different.left_key] != persons[different.right_key]
        assert sitting.figures["out_of_school"] == before + 1
        assert f"{before} → {before + 1} 名" in notice.text
        assert "没有可撤销" in sitting.undo().text
        assert sitting.queue.n_judged == 2

    def test_what_was_joined_is_parted_by_different_and_not_by_unsure(self, room, sitting):
        pair = sitting.queue.current
        answer(sitting, "same")
        sitting.link_again(quiet)
        sitting.back()
        assert sitting.open().key == pair.key
        notice = sitting.judge("unsure")
        assert notice.tone == BAD and "早已合并" in notice.text
        sitting.back()
        sitting.open()
        assert sitting.judge("different").tone == GOOD
        sitting.link_again(quiet)
        persons = room.casebook.persons().set_index("record_key")["person_id"]
        assert persons[pair.left_key] != persons[pair.right_key]


def _refuse(*_, **__):
    raise ShownError("办案库正忙。", code="casebook_busy")
