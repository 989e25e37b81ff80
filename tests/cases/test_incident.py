"""An incident's case: it tells of roles only, and is signed by three agencies or not at all."""

from datetime import date, datetime, time, timedelta
from random import Random

import pytest
from cases.incident_story import (
    KIND,
    PAGE_SHA,
    REPORT,
    REVIEW,
    ledger_of,
    new_incident,
    on_day,
    open_incident,
    send_for_signature,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from spec.case_questions import PEOPLE

from anyuan import clock
from anyuan.cases import Case, CaseLedger, NewCase, Proposal, Step, fold, read_values, refusals
from anyuan.cases.moves import day_of
from anyuan.codebook import RuleBook, case_kind
from anyuan.errors import ShownError

SIGNERS = {"E03": "education", "P02": "police", "L02": "political_legal"}
OTHER_SHA = "b" * 64


@pytest.fixture
def ledger(book):
    return ledger_of(book)


def sign(ledger, case, code, day=26, page_sha=PAGE_SHA):
    fields = {"agency": PEOPLE[code].agency, "page_sha": page_sha}
    return ledger.move(case, "sign", fields, on_day(day, code), PEOPLE[code])


class TestFlashReport:
    def test_it_opens_under_its_number_on_the_day_of_the_report(self, ledger):
        case = open_incident(ledger)
        assert (case.case_id, case.subject, case.status) == ("S2024-0001", "2024-001", "reported")
        assert case.opened_on == date(2024, 10, 14)
        assert case.fields["n_dead"] == "0"

    def test_one_incident_gets_no_second_case(self, ledger):
        open_incident(ledger)
        with pytest.raises(ShownError) as told:
            open_incident(ledger)
        assert told.value.code == "case_there"
        assert open_incident(ledger, incident_no="2024-002").case_id == "S2024-0002"

    @pytest.mark.parametrize("name", [n for n, f in KIND.fields.items() if f.names_nobody])
    def test_a_number_of_a_person_in_any_text_is_refused_and_not_repeated(self, name):
        number = "141182201302280026"
        with pytest.raises(ShownError) as told:
            read_values(KIND, {name: f"学生 {number} 受伤"})
        assert told.value.code == "case_value"
        said = str(told.value)
        assert KIND.fields[name].label in said and "…0026" in said and number not in said

    def test_a_report_that_names_somebody_by_number_opens_no_case(self, ledger):
        said = new_incident(course="打电话 13800000000 给家长")
        with pytest.raises(ShownError, match="手机号 …0000"):
            ledger.open_cases([said], on_day(14))
        assert ledger.cases() == []

    def test_every_text_of_the_kind_is_guarded(self):
        texts = {f.name for f in KIND.fields.values() if f.type in ("text", "long_text")}
        assert texts == {f.name for f in KIND.fields.values() if f.names_nobody}
        assert {"scene", "course", "reporter", "cause_text", "lesson_text", "why"} <= texts


class TestFollowUp:
    def test_a_follow_up_changes_what_it_says_and_is_kept_with_its_moment(self, ledger):
        case = open_incident(ledger)
        said = {"followed_up_at": "2024-10-14T16:30", "n_seriously_hurt": "1", "n_hurt": "0"}
        case = ledger.move(case, "follow_up", said, on_day(15))
        assert case.status == "reported" and case.since == date(2024, 10, 14)
        assert case.fields["n_seriously_hurt"] == "1" and case.fields["n_dead"] == "0"
        (entry,) = case.entries("follow_up")
        assert entry["day"] == "2024-10-14" and "n_dead" not in entry

    def test_as_of_the_day_before_the_counts_are_the_first_ones(self, ledger):
        case = open_incident(ledger)
        said = {"followed_up_at": "2024-10-16T09:00", "n_dead": "1"}
        case = ledger.move(case, "follow_up", said, on_day(16))
        assert fold(case.case_id, case.steps, as_of=date(2024, 10, 15)).fields["n_dead"] == "0"


class TestSigning:
    def test_three_agencies_sign_the_same_page_and_then_it_is_concluded(self, ledger):
        case = send_for_signature(ledger, open_incident(ledger))
        for code in SIGNERS:
            with pytest.raises(ShownError) as told:
                ledger.move(case, "conclude", {}, on_day(26))
            assert told.value.code == "not_by_all"
            case = sign(ledger, case, code)
        case = ledger.move(case, "conclude", {}, on_day(26))
        assert case.status == "signed"
        signed = {(one["agency"], one["page_sha"]) for one in case.entries("signature")}
        assert signed == {(agency, PAGE_SHA) for agency in SIGNERS.values()}
        by = {s.actor: s.body["approver"] for s in case.steps if s.body.get("move") == "sign"}
        assert by == {code: code for code in SIGNERS}

    def test_it_is_not_closed_while_a_fix_that_it_asked_for_is_open(self, book, ledger):
        case = send_for_signature(ledger, open_incident(ledger))
        for code in SIGNERS:
            case = sign(ledger, case, code)
        case = ledger.move(case, "conclude", {}, on_day(26))
        fixes = CaseLedger(book, case_kind("corrective_action"), RuleBook())
        asked = {
            "source": "review",
            "gap": "晚自习后没有人值守",
            "school_code": case.fields["school_code"],
        }
        asked |= {"duty_code": "gate_manned", "direction": "do", "closure_test": "inspection_met"}
        mine, other = fixes.open_cases(
            [
                NewCase("fix-1", "opened", date(2024, 10, 26), asked | {"incident_no": number})
                for number in ("2024-001", "2024-002")
            ],
            on_day(26),
        )
        said = {"closed_on": "2024-10-28", "why": "整改都已验收"}
        with pytest.raises(ShownError, match=f"还有 1 件未办结：{mine.case_id}") as told:
            ledger.move(case, "close", said, on_day(28), PEOPLE["E02"])
        assert told.value.code == "others_open" and other.case_id not in str(told.value)
        fixes.move(mine, "withdraw", {"why": "与另一项重复"}, on_day(28), PEOPLE["E02"])
        assert ledger.move(case, "close", said, on_day(28), PEOPLE["E02"]).status == "closed"

    def test_what_is_lacking_is_named(self, ledger):
        case = sign(ledger, send_for_signature(ledger, open_incident(ledger)), "P02")
        with pytest.raises(ShownError, match="还缺：教育局、政法委"):
            ledger.move(case, "conclude", {}, on_day(26))

    def test_after_a_revision_all_sign_again_and_the_old_signatures_are_still_there(self, ledger):
        case = send_for_signature(ledger, open_incident(ledger))
        for code in SIGNERS:
            case = sign(ledger, case, code)
        case = ledger.move(case, "revise", {"why": "时间线有一处不准"}, on_day(27))
        assert case.status == "reviewing" and "page_sha" not in case.fields
        said = {"submitted_on": "2024-10-28", "page_sha": OTHER_SHA}
        case = ledger.move(case, "submit_joint", said, on_day(28))
        assert case.entries("signature") == [] and len(case.logs["signature"]) == 3
        with pytest.raises(ShownError) as told:
            sign(ledger, case, "E03", 28)  # the page of the round before
        assert told.value.code == "not_repeated"
        case = sign(ledger, case, "E03", 28, OTHER_SHA)
        with pytest.raises(ShownError, match="公安局、政法委"):
            ledger.move(case, "conclude", {}, on_day(28))

    def test_of_two_who_sign_at_once_the_second_signs_what_the_first_left(self, ledger):
        case = send_for_signature(ledger, open_incident(ledger))
        after = sign(ledger, case, "E03")
        with pytest.raises(ShownError) as told:
            sign(ledger, case, "P02")
        assert told.value.code == "case_changed"
        assert len(sign(ledger, after, "P02").entries("signature")) == 2

    def test_a_signature_taken_back_does_not_count(self, ledger):
        case = send_for_signature(ledger, open_incident(ledger))
        case = sign(ledger, case, "E03")
        (case,) = ledger.undo([case], on_day(26, "E03"))
        assert case.entries("signature") == []
        assert sign(ledger, case, "E03").entries("signature")

    def test_nobody_takes_back_the_signature_of_another(self, ledger):
        case = sign(ledger, send_for_signature(ledger, open_incident(ledger)), "E03")
        with pytest.raises(ShownError) as told:
            ledger.undo([case], on_day(26))
        assert told.value.code == "undo_of_another"

    def test_the_list_says_what_the_steps_say(self, ledger):
        case = send_for_signature(ledger, open_incident(ledger))
        case = ledger.move(case, "revise", {"why": "补一份记录"}, on_day(26))
        (listed,) = ledger.cases()
        again = ledger.case(case.case_id)
        assert (listed.fields, dict(listed.logs), listed.round) == (
            again.fields,
            dict(again.logs),
            2,
        )

    def test_judgements_outlive_a_revision(self, ledger):
        case = ledger.move(open_incident(ledger), "begin_review", REVIEW, on_day(16))
        said = {"duty": "gate_manned", "verdict": "not_met", "judged_by": "police"}
        said |= {"evidence_note": "监控索引第3条：校门无人"}
        case = ledger.move(case, "judge_duty", said, on_day(17))
        submitted = {"submitted_on": "2024-10-18", "page_sha": PAGE_SHA}
        case = ledger.move(case, "submit_joint", submitted, on_day(18))
        case = ledger.move(case, "revise", {"why": "补一份记录"}, on_day(19))
        assert [one["verdict"] for one in case.logs["judgement"]] == ["not_met"]


START = date(2024, 10, 14)
SHAS = (PAGE_SHA, OTHER_SHA)


def walk(rng: Random, n_tries: int = 60) -> list[Case]:
    """Every state of one case, at which somebody tries one move after another."""
    body = {"kind": KIND.name, "status": "reported", "subject": "2024-001", "fields": REPORT}
    today, states = START, [fold("S2024-0001", [step(1, "case_opened", START, body, "E01")])]
    for _ in range(n_tries):
        today += timedelta(days=rng.choice([0, 0, 1]))
        after = tried(states[-1], today, rng)
        states += [after] if after else []
    return states


def tried(case: Case, today: date, rng: Random) -> Case | None:
    actor = rng.choice(list(PEOPLE))
    if rng.random() < 0.1:
        last = case.steps[-1]
        if last.kind == "case_opened" or last.actor != actor:
            return None
        undone = step(case.n + 1, "case_undone", today, {"n": last.n}, actor)
        return fold(case.case_id, [undone], before=case)
    moves = KIND.moves_from(case.status)
    move = rng.choices(moves, [8 if m.name in ("sign", "conclude") else 1 for m in moves])[0]
    fields = {name: value(name, today, rng) for name in move.needs}
    approver = PEOPLE[rng.choice([actor, actor, "E02"])] if move.approver_roles else None
    if move.name == "sign" and rng.random() < 0.8:
        fields["agency"] = PEOPLE[actor].agency
    proposal = Proposal(move.name, actor, today, fields, approver, RuleBook())
    if refusals(KIND, case, proposal):
        return None
    body = {"move": move.name, "to": move.steps[case.status], "fields": fields}
    body |= {"approver": approver.code} if approver else {}
    moved = step(case.n + 1, "case_moved", day_of(move, proposal), body, actor)
    return fold(case.case_id, [moved], before=case)


def value(name: str, today: date, rng: Random):
    field = KIND.fields[name]
    if field.choices is not None:
        return rng.choice(list(field.choices.labels))
    said = {"day": str(today), "moment": f"{today}T10:05", "yes_no": rng.choice(["true", "false"])}
    said |= {"sha256": rng.choice(SHAS), "count": "1"}
    return said.get(field.type, "示例")


def step(n: int, kind: str, day: date, body: dict, actor: str) -> Step:
    return Step(n, n, kind, day, datetime.combine(day, time(9), tzinfo=clock.CHINA), actor, body)


def check(case: Case) -> None:
    """Whatever was tried: who signed did so for their own agency, once, the page of that round."""
    signs, sha = [], None
    for one in case.steps:
        move = one.body.get("move")
        if move == "submit_joint":
            signs, sha = [], one.body["fields"]["page_sha"]
        if move == "sign":
            person, said = PEOPLE[one.actor], one.body["fields"]
            assert one.body["approver"] == one.actor
            assert person.roles & {"approver", "lead"}
            assert (said["agency"], said["page_sha"]) == (person.agency, sha)
            signs.append(said["agency"])
            assert len(set(signs)) == len(signs)
        if move == "conclude":
            assert set(signs) == set(SIGNERS.values())
    if case.status != "reported":
        assert case.fields["no_interest"] == "true"
    if case.status in ("signed", "closed"):
        assert {one["agency"] for one in case.entries("signature")} == set(SIGNERS.values())


@settings(max_examples=40)
@given(st.randoms(use_true_random=False))
def test_no_walk_signs_for_another_or_concludes_without_all(rng):
    check(walk(rng)[-1])


def test_the_walks_reach_every_status():
    states = [case for seed in range(80) for case in walk(Random(seed), 120)]
    assert {case.status for case in states} == set(KIND.statuses)
    for case in states[:: len(states) // 50]:
        check(case)
