"""Words that judge a person, or by hindsight, are marked; the same words used soundly are not."""

import time
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anyuan.codebook import code_list, read_yaml, wording
from anyuan.codebook.codes import DATA
from anyuan.codebook.wording import read_wording
from anyuan.review import wording as checker
from anyuan.review.wording import check_wording

HERE = Path(__file__).parent
WRITTEN = read_yaml(HERE / "wording_sentences.yaml")
# Fixed beforehand by a reader who had not seen the patterns.
UNSEEN = read_yaml(HERE.parent / "spec" / "review_wording.yaml")["sentences"]
TEXT = (DATA / "wording.yaml").read_text(encoding="utf-8")
# What was reached on 2026-11-29 with the second version of the patterns, rounded down a little:
# see docs/decisions/020-wording-help.md.
MIN_FOUND, MAX_FALSE_ALARMS = 0.77, 0.04
MAX_SECONDS = 0.005


def faults_of(text: str) -> set[str]:
    return {remark.fault for remark in check_wording(text)}


def flagged_sound() -> int:
    return sum(bool(check_wording(text)) for text in WRITTEN["sound"])


@pytest.mark.parametrize("fault", ["blame", "hindsight"])
def test_every_written_sentence_with_a_fault_is_marked_with_it(fault):
    assert [text for text in WRITTEN[fault] if fault not in faults_of(text)] == []


def test_no_written_sentence_that_is_sound_is_marked():
    assert {text: faults_of(text) for text in WRITTEN["sound"] if check_wording(text)} == {}


def test_most_flaws_of_sentences_fixed_beforehand_are_found_and_few_sound_ones_marked():
    flawed = [one for one in UNSEEN if one["faults"]]
    sound = [one for one in UNSEEN if not one["faults"]]
    n_found = sum(bool(faults_of(one["says"]) & set(one["faults"])) for one in flawed)
    n_false = sum(bool(check_wording(one["says"])) for one in sound)
    told = (
        f"found {n_found}/{len(flawed)} = {n_found / len(flawed):.1%} (at least {MIN_FOUND:.0%}), "
        f"false alarms {n_false}/{len(sound)} = {n_false / len(sound):.1%} "
        f"(at most {MAX_FALSE_ALARMS:.0%})"
    )
    assert len(flawed) > 100, told
    assert len(sound) > 100, told
    assert n_found / len(flawed) >= MIN_FOUND, told
    assert n_false / len(sound) <= MAX_FALSE_ALARMS, told


def test_a_remark_says_where_what_and_which_question_to_ask_instead():
    text = "值班员21时10分接到电话。保安员责任心不强，学校本应停课。"

    blame, hindsight = check_wording(text)

    assert (blame.fault, blame.words) == ("blame", "责任心不强")
    assert (hindsight.fault, hindsight.words) == ("hindsight", "本应")
    assert text[blame.start : blame.end] == blame.words
    assert blame.advice.endswith("？")
    assert "是什么条件使" in blame.advice
    assert "知道结果" in hindsight.why or "后来" in hindsight.why


@pytest.mark.parametrize(
    "quoted",
    ["“{}”", "‘{}’", "「{}」", "『{}』", '"{}"', "《{}》", "〈{}〉", "“上报‘{}’”"],
)
def test_what_is_quoted_is_not_the_writers(quoted):
    assert check_wording("来信写有" + quoted.format("保安责任心不强，本应拦下") + "一句。") == []


def test_a_quotation_excuses_nothing_outside_it():
    (remark,) = check_wording("来信写有“保安玩忽职守”，值班员责任心不强。")
    assert remark.words == "责任心不强"


def test_a_mark_that_is_not_closed_quotes_nothing():
    assert faults_of("会上提到“保安责任心不强。") == {"blame"}


@pytest.mark.parametrize(
    ("flawed", "sound"),
    [
        ("值班员本应锁门。", "本应急预案自9月1日起施行。"),
        ("保安员无视提醒。", "无视频覆盖的位置有三处。"),
        ("保安员麻痹大意。", "整改有重大意义。"),
        ("学校放任冲突升级。", "教育局下发放任务清单。"),
        ("门卫不负责任。", "门卫不负责任何宿舍区的巡查。"),
        ("当事人懊悔，值班员任由其离开。", "班主任由语文教师兼任。"),
        ("巡查不到位。", "救护车未到位。"),
        ("保安员竟不在岗。", "究竟由谁通知，记录不一致。"),
        ("回头看，当天的安排有问题。", "学校组织隐患回头看。"),
        ("事后看，来信说得对。", "事后2小时告知监护人。"),
        ("学生轻信陌生人。", "减轻信息报送负担。"),
        ("应验了家长的担心。", "设备应验收后使用。"),
    ],
)
def test_a_word_is_told_from_the_same_characters_in_another(flawed, sound):
    assert faults_of(flawed)
    assert faults_of(sound) == set()


def test_one_sentence_does_not_excuse_the_next():
    assert faults_of("今后各校应当防止麻痹思想。值班员思想麻痹。") == {"blame"}


def test_words_that_touch_for_one_reason_are_one_remark():
    (remark,) = check_wording("门卫麻痹大意了。")
    assert remark.words == "麻痹大意"


def test_of_two_remarks_with_one_fault_in_one_place_the_first_and_longest_stands():
    remarks = [one for one in check_wording("学校安全管理工作不到位。") if one.fault == "blame"]
    assert [one.words for one in remarks] == ["管理工作不到位"]


@pytest.mark.parametrize("text", ["", "。", "“”", "\n\n", "好"])
def test_a_text_without_sentences_has_no_remarks(text):
    assert check_wording(text) == []


@given(
    st.text(
        alphabet="值班员保安没有未能不到位责任心本应早就如果就会“”《》，。；：\n应当防止的",
        max_size=60,
    )
)
def test_every_remark_lies_in_its_text_in_order_and_without_overlap(text):
    remarks = check_wording(text)

    assert all(text[one.start : one.end] == one.words != "" for one in remarks)
    assert [one.start for one in remarks] == sorted(one.start for one in remarks)
    for fault in code_list("wording_fault").labels:
        mine = [one for one in remarks if one.fault == fault]
        assert all(a.end <= b.start for a, b in zip(mine, mine[1:], strict=False))


@given(st.sampled_from(WRITTEN["blame"] + WRITTEN["hindsight"]), st.sampled_from(WRITTEN["sound"]))
def test_a_paragraph_is_marked_as_its_sentences_are(flawed, sound):
    before = f"{sound.rstrip('。？')}。\n"
    shifted = [(one.start + len(before), one.words) for one in check_wording(flawed)]
    assert [(one.start, one.words) for one in check_wording(before + flawed)] == shifted


def test_a_sentence_is_read_in_a_blink():
    spent = []
    for text in WRITTEN["sound"]:
        begun = time.perf_counter()
        check_wording(text)
        spent.append(time.perf_counter() - begun)
    assert sorted(spent)[len(spent) // 2] < MAX_SECONDS


@pytest.mark.parametrize("piece", ["如果", "没有", "值班员", "管理工作", "早就", "保安员没有"])
def test_a_form_filled_with_one_word_takes_no_longer_than_its_length(piece):
    begun = time.perf_counter()
    check_wording(piece * (4000 // len(piece)))
    assert time.perf_counter() - begun < 4000 * MAX_SECONDS / 10


@pytest.mark.parametrize("group", wording().groups, ids=lambda group: group.name)
def test_every_group_marks_some_written_sentence(monkeypatch, group):
    monkeypatch.setattr(checker, "wording", lambda: replace(wording(), groups=(group,)))
    assert any(check_wording(text) for text in WRITTEN[group.fault])


@pytest.mark.parametrize(
    "name", sorted({one.name for group in wording().groups for one in group.unless})
)
def test_every_context_excuses_some_sound_sentence(monkeypatch, name):
    without = [
        replace(group, unless=tuple(one for one in group.unless if one.name != name))
        for group in wording().groups
    ]
    monkeypatch.setattr(checker, "wording", lambda: replace(wording(), groups=tuple(without)))
    assert flagged_sound() > 0


@pytest.mark.parametrize(
    "name", [group.name for group in wording().groups if group.innocent is not None]
)
def test_the_innocent_words_of_every_group_excuse_some_sound_sentence(monkeypatch, name):
    without = [
        replace(group, innocent=None) if group.name == name else group for group in wording().groups
    ]
    monkeypatch.setattr(checker, "wording", lambda: replace(wording(), groups=tuple(without)))
    assert flagged_sound() > 0


def test_every_group_says_why_and_asks_a_question():
    assert all(group.why and group.ask.endswith("？") for group in wording().groups)
    assert {group.fault for group in wording().groups} == set(code_list("wording_fault").labels)


@pytest.mark.parametrize(
    ("was", "now", "what"),
    [
        ("    fault: blame", "    fault: blam", "trait: fault blam"),
        ("ask: condition", "ask: wish", "trait: asks wish"),
        ("    unless: [usual]", "    unless: [usul]", "trait: unless usul"),
        ("place: clause_after", "place: behind", "denied_after: place behind"),
        ("usual: [topic", "usual: [tropic", "usual: tropic"),
        ("quotes: ['“”'", "quotes: ['“'", "quotes “ are no pair"),
        ("words: '今后|", "words: '(今后|", "future: .* is no pattern"),
        ("words: '今后|", "words: '|今后|", "future: .* fits the empty text"),
        ("words: '今后|", "words: '%tomorrow%|今后|", "future: names tomorrow"),
        ("\nusual:", "\nother: x\nusual:", "has other parts"),
        ("    why: 转述", "    because: 转述", "told: has"),
        ("  habit:\n", "  hobby:\n", "context hobby is not used"),
        ("  seen: ", "  sight: x\n  seen: ", "question sight is not asked"),
        ("  if: ", "  iff: 若\n  if: ", "word iff is not used"),
    ],
)
def test_a_word_that_nothing_else_bears_is_refused(tmp_path, was, now, what):
    assert was in TEXT
    path = tmp_path / "wording.yaml"
    path.write_text(TEXT.replace(was, now, 1), encoding="utf-8")
    with pytest.raises(ValueError, match=what):
        read_wording(path)
