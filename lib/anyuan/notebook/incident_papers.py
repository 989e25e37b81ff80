"""What a review leaves beside its page: the Word report, two notices as drafts, a workbook."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from anyuan.briefing import Block, Sentence
from anyuan.codebook import case_kind, code_list, incident_level
from anyuan.letters.notices import POLICE_ADVICE, STABILITY_ALERT, NoticePaper, write_notice
from anyuan.letters.review_report import ReviewPaper, write_review_report
from anyuan.notebook.incident_report import (
    cause_rows,
    course_rows,
    duty_rows,
    exhibit_rows,
    fix_rows,
    interval_rows,
    loss_rows,
    rescue_words,
    without_codes,
)
from anyuan.notebook.incident_sheets import sheets
from anyuan.notebook.incident_table import tell_since
from anyuan.review.citing import tell_day
from anyuan.review.elsewhere import FAILED

_STOP = "。"
_SIGNED = ("signed", "closed")
_TELLS = {POLICE_ADVICE: "公安建议函", STABILITY_ALERT: "社会稳定风险提示"}


@dataclass(frozen=True)
class Papers:
    """The papers of a review."""

    page: object

    def keep(self) -> Block:
        """Have the papers written with the page; return the block that says which."""
        run, report = self.page.run, self.report
        run.keep_workbook("incident_review", f"{self.page.subject}复盘", sheets(self.page))
        run.keep_letter(lambda folder, made: write_review_report(report, folder, **made))
        names = ["复盘报告（Word，按条例第三十条六部分，会签前每页印“草稿”）"]
        for kind in _TELLS if self.advice and self.problems else ():
            run.keep_letter(self._writer(kind))
            names.append(f"{_TELLS[kind]}（草稿）")
        lacking = (
            "" if len(names) > 1 else "没有未履行的责任或没有整改事项，未起草建议函和风险提示。"
        )
        return run.reading(
            "同目录另存：{names}、incident_review.xlsx（经过、用时、责任事项、事前台账、其他学校）。{more}",
            names=Sentence("、".join(names)),
            more=Sentence(lacking),
        )

    def _writer(self, kind: str) -> Callable[[Path, Mapping[str, Any]], object]:
        paper = self.notice(kind)
        return lambda folder, made: write_notice(kind, paper, folder, **made)

    def notice(self, kind: str) -> NoticePaper:
        """Return one of the notices."""
        county, school = self.page.facts.county.name, self._school
        to_school = f"{school}、{county}教育局"
        to_offices = f"{county}教育局、{county}公安局、学校所在地乡镇人民政府（街道办事处）"
        number = self.page.facts.incident.incident_no
        return NoticePaper(
            addressee=to_school if kind == POLICE_ADVICE else to_offices,
            school=school,
            cause=f"{self.page.subject}（{number}）正在由教育局、公安局、政法委联合复盘。",
            issuer=f"{county}{'公安局' if kind == POLICE_ADVICE else '政法委'}",
            problems=self.problems if kind == STABILITY_ALERT else self.problems[::-1],
            advice=self.advice,
        )

    @property
    def problems(self) -> list[dict[str, str]]:
        """The duties that were late or not met, as a notice lists them."""
        failed = [row for row in duty_rows(self.page) if row["code"] in FAILED]
        return [
            {
                "duty": row["duty"],
                "clause": row["clause"],
                "found": f"{row['verdict']}：{row['evidence']}",
            }
            for row in failed
        ]

    @property
    def advice(self) -> list[dict[str, str]]:
        """The fixes, as a notice lists them."""
        return [{"fix": row["fix"], "owner": row["owner"]} for row in fix_rows(self.page)]

    @property
    def _school(self) -> str:
        return self.page.facts.school_name(self.page.facts.incident.school_code)

    @cached_property
    def report(self) -> ReviewPaper:
        """Return the report in its six parts."""
        facts, fields = self.page.facts, self.page.facts.case.fields
        at = pd.Timestamp(facts.moment)
        kind = code_list("incident_kind").label(facts.incident.kind)
        submitted = facts.case.entries("submission")
        return ReviewPaper(
            subject=str(self.page.subject),
            incident_no=facts.incident.incident_no,
            incident_kind=kind,
            level=self._level,
            happened_at=f"{tell_day(at)}{at:%H:%M}（首报所记）",
            panel=fields.get("reviewers") or "尚未启动复盘",
            version=facts.case.round,
            page_sha=submitted[-1]["page_sha"] if submitted else "",
            overview=self._overview,
            course="".join(f"{fields[name].rstrip(_STOP)}{_STOP}" for name in ("scene", "course")),
            events=course_rows(self.page),
            intervals=interval_rows(self.page),
            rescue=rescue_words(self.page),
            losses=loss_rows(fields),
            loss_note=self._loss_note,
            causes=cause_rows(self.page),
            nature=self._nature(kind),
            duties=without_codes(duty_rows(self.page)),
            known_before=self._before,
            proposals=self._proposals,
            fixes=fix_rows(self.page),
            lessons=self._lessons,
            exhibits=exhibit_rows(self.page),
            signers=[{"agency": told, "role": ""} for told in
                     code_list("review_agency").labels.values()],
            made_on=facts.as_of,
            is_signed=facts.case.status in _SIGNED,
        )  # fmt: skip

    @property
    def _level(self) -> str:
        said, on = self.page.facts.case.fields, self.page.facts.incident.on
        loss = float(said["loss_wan"]) if said.get("loss_wan") else None
        level = incident_level(int(said["n_dead"]), int(said["n_seriously_hurt"]), loss, on=on)
        return f"{code_list('incident_level').label(level)}（参照条例第三条）"

    @property
    def _overview(self) -> str:
        incident, schools = self.page.facts.incident, self.page.facts.ledgers.schools
        kind = code_list("school_kind").label(incident.school_kind)
        mine = schools[schools["school_code"] == incident.school_code].iloc[0]
        pupils = "" if pd.isna(mine["n_pupils"]) else f"，学籍名册{mine['n_pupils']}人"
        boards = {True: "，寄宿", False: "，非寄宿", None: "，是否寄宿没有记录"}
        return f"{self._school}，{kind}{boards[incident.is_boarding]}{pupils}。"

    @property
    def _loss_note(self) -> str:
        settled = self.page.facts.case.fields.get("settled_on")
        if settled:
            return f"{tell_day(pd.Timestamp(settled))}核定，人数不再变化。"
        return "伤亡人数还没有核定。"

    @property
    def _lessons(self) -> str:
        told = "；".join(self.page.lessons.every)
        return f"对其他学校的提示：{told}。" if told else "复盘组没有登记对其他学校的提示。"

    @property
    def _proposals(self) -> str:
        n_failed, n_fixes = len(self.problems), len(self.advice)
        return (
            f"未履行或超过时限的责任 {n_failed} 项，逐项见上表；"
            f"请责任单位按第六部分的 {n_fixes} 项整改，并向复盘组报结果。"
            "没有记录的责任，请责任单位补交记录后再认定。"
        )

    def _nature(self, kind: str) -> str:
        fields = self.page.facts.case.fields
        said = f"事件类别：{kind}。"
        if fields.get("incident_class"):
            told = code_list("incident_class").label(fields["incident_class"])
            said += f"突发事件分类：{told}。"
        status = case_kind(self.page.facts.case.kind).statuses[self.page.facts.case.status].label
        return f"{said}本件写于“{status}”阶段，性质以三方会签的结论为准。"

    @property
    def _before(self) -> list[dict[str, str]]:
        labels = code_list("before_kind").labels
        return [
            {
                "on": f"{one['on']:%Y-%m-%d}",
                "kind": labels[one["kind"]],
                "entry": one["what"] + ("（后来才收到）" if one["is_later"] else ""),
                "known_to": one["parties"] or "没有记录",
                "known_from": tell_since(one["since"]),
            }
            for one in self.page.before.items
        ]
