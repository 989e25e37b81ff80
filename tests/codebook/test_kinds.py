"""Every kind of case reads, and a word in one that nothing else bears is named."""

import pytest

from anyuan.codebook import case_kind, case_kinds, code_list
from anyuan.codebook.codes import DATA
from anyuan.codebook.kind_reading import read_kind

BULLYING = (DATA / "kinds" / "bullying.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("was", "now", "told"),
    [
        ("choices: [expulsion]", "choices: [expelled]", "field measures: expelled"),
        ("grade: bully_grade", "grade: age", "field measures: age"),
        ("rule: bullying.senior_from", "rule: bullying.none", "bullying.none"),
        ("only_when: {determination: [bullying]}", "only_when: {determination: x}", "severity: x"),
        ("clears: [reviewed_on, appeal_result", "clears: [nothing", "move appeal: nothing"),
        ("settled: {review: appeal}", "settled: {review: none}", "move archive: none"),
        ("counting: {is_safe: \"true\"}", "counting: {is_safe: x}", "move archive: x"),
        ("more: {is_extended: bullying.extend_days}", "more: {is_extended: x.y}", "x.y"),
        ("done: stopped_at", "done: never", "limit stop: never"),
        ("needs: [stopped_at]", "neds: [stopped_at]", "move stop"),
        ("past: \"true\"", "passt: x", "field reported_at"),
        ("type: moment", "type: instant", "instant"),
        ("steps: {reported: checked}\n", "steps: {reported: checked}\n    beside: x\n", "beside"),
        ("needs: [school_code, register_no", "needs: [school, register_no", "move open: school"),
    ],
)  # fmt: skip
def test_a_word_that_nothing_bears_is_named(was, now, told, tmp_path):
    path = tmp_path / "bullying.yaml"
    assert was in BULLYING
    path.write_text(BULLYING.replace(was, now, 1), encoding="utf-8")
    with pytest.raises(ValueError, match=told):
        read_kind(path)


INCIDENT = (DATA / "kinds" / "incident.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("was", "now", "told"),
    [
        ("signs_for: agency", "signs_for: scene", "move sign: scene"),
        ("signs_for: agency", "signs_for: incident_kind", "move sign: incident_kind"),
        ("repeats: [page_sha]", "repeats: [page]", "move sign: page"),
        ("each: {signature: agency}", "each: {signatures: agency}", "move conclude: signatures"),
        ("each: {signature: agency}", "each: {signature: scene}", "move conclude: scene"),
        ("    log: signature\n", "", "move conclude: signature"),
        ("type: count", "type: number", "field n_dead: number"),
        ("step: open}", "step: opened}", "limit first_report: opened"),
    ],
)
def test_a_word_about_signing_that_nothing_bears_is_named(was, now, told, tmp_path):
    path = tmp_path / "incident.yaml"
    assert was in INCIDENT
    path.write_text(INCIDENT.replace(was, now, 1), encoding="utf-8")
    with pytest.raises(ValueError, match=told):
        read_kind(path)


def test_who_signs_needs_a_role():
    sign = case_kind("incident").moves["sign"]
    assert sign.approver_roles == {"approver", "lead"} and sign.signs_for == "agency"


@pytest.mark.parametrize("kind", case_kinds().values(), ids=lambda kind: kind.name)
def test_every_status_says_which_line_of_duty_owes_the_next_step(kind):
    lines = set(code_list("line_of_duty").labels)
    owed = {one.owes for one in kind.statuses.values() if one.is_open}
    owed |= {limit.owes for limit in kind.limits.values() if limit.owes}
    assert owed <= lines


def test_kinds_have_prefixes_of_their_own():
    prefixes = [kind.prefix for kind in case_kinds().values()]
    assert len(set(prefixes)) == len(prefixes)


def test_every_open_status_of_bullying_can_be_left():
    kind = case_kind("bullying")
    for status in kind.statuses:
        assert any(move.steps[status] != status for move in kind.moves_from(status))
