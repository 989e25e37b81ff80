"""Are these parameters a notebook's own, complete and well formed? Asked before any kernel starts.

One validator for tests, the batch and the notebook itself. Everything comes in as text and stays
text: codes keep their zeros, nothing is guessed. No name and no identity number is a parameter.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    field_validator,
)

from anyuan import clock
from anyuan.codebook import code_list
from anyuan.errors import ShownError
from anyuan.paths import checked_code
from anyuan.period import Month


def _month(text: str) -> str:
    return str(_or_value_error(Month.parse, text))


def _code(text: str) -> str:
    if re.search(r"[0-9]{15}", text, re.ASCII):
        raise ValueError("参数里不能有身份证号码")
    return _or_value_error(lambda t: checked_code(t, "代码"), text)


def _day_or_blank(text: str) -> str:
    try:
        return text and date.fromisoformat(text).isoformat()
    except ValueError:
        raise ValueError("应写成 2024-09-30 的样子，或留空") from None


def _moment_or_blank(text: str) -> str:
    try:
        return text and clock.to_text(clock.from_text(text))
    except ValueError:
        raise ValueError("应写成 2024-10-08 或 2024-10-08T09:12:00+08:00 的样子，或留空") from None


def _party_or_blank(text: str) -> str:
    parties = code_list("party").labels
    if text and text not in parties:
        raise ValueError(f"应为 {'、'.join(f'{code}（{told}）' for code, told in parties.items())}")
    return text


def _minute_or_blank(text: str) -> str:
    try:
        is_minute = not text or f"{datetime.fromisoformat(text):%Y-%m-%dT%H:%M}" == text
    except ValueError:
        is_minute = False
    if not is_minute:
        raise ValueError("应写成 2024-09-12T07:50 的样子，或留空")
    return text


def _or_value_error(read, text):
    try:
        return read(text)
    except ShownError as error:
        raise ValueError(error.message) from None


class SharedParameters(BaseModel):
    """What every notebook takes; `as_of` and `known_at` blank mean their defaults."""

    model_config = ConfigDict(extra="forbid", strict=True)

    month: Annotated[str, AfterValidator(_month)]
    workspace: Annotated[str, AfterValidator(_code)]
    level: Literal["meeting", "casework"] = "meeting"
    as_of: Annotated[str, AfterValidator(_day_or_blank)] = ""
    known_at: Annotated[str, AfterValidator(_moment_or_blank)] = ""


class DropoutHeadcount(SharedParameters):
    """Parameters of dropout_headcount: the shared ones."""


class HeadcountSpans(SharedParameters):
    """Parameters of headcount_spans: the shared ones and which span ends with the month.

    Its page is for the meeting alone.
    """

    level: Literal["meeting"] = "meeting"
    span: Literal["quarter", "term"]


class ReturnPlans(SharedParameters):
    """Parameters of return_plans: the shared ones and whose page it is, a unit's for casework."""

    unit: Annotated[str, AfterValidator(_code)] = "county"

    @field_validator("unit")
    @classmethod
    def _named_pages_are_casework(cls, unit: str, info: ValidationInfo) -> str:
        if unit != "county" and info.data.get("level") == "meeting":
            raise ValueError("单位的页面含姓名，level 应为 casework")
        return unit


class BullyingMapping(SharedParameters):
    """Parameters of bullying_mapping: the shared ones and whose page it is.

    A school's casework page is for its own committee; the county has a meeting's page alone.
    """

    school: Annotated[str, AfterValidator(_code)] = Field("county", validate_default=True)

    @field_validator("school")
    @classmethod
    def _the_county_has_no_cases_of_its_own(cls, school: str, info: ValidationInfo) -> str:
        if school == "county" and info.data.get("level") == "casework":
            raise ValueError("全市的页面不列个案，level 应为 meeting；个案级页面请写学校代码")
        return school


class IncidentReview(SharedParameters):
    """Parameters of incident_review: the shared ones and the number of the incident.

    A casework page is for the review's own panel. `seen_by` and `seen_at`: the page as it would
    have looked to a party (its code) at a moment, local, to the minute; both blank for the whole.
    """

    incident: Annotated[str, AfterValidator(_code)]
    seen_by: Annotated[str, AfterValidator(_party_or_blank)] = ""
    seen_at: Annotated[str, AfterValidator(_minute_or_blank)] = Field("", validate_default=True)

    @field_validator("seen_at")
    @classmethod
    def _party_and_moment_go_together(cls, seen_at: str, info: ValidationInfo) -> str:
        if bool(seen_at) != bool(info.data.get("seen_by")):
            raise ValueError("seen_by 和 seen_at 要么都写，要么都留空")
        if seen_at and info.data.get("level") == "meeting":
            raise ValueError("某一方当时所见的页面只给复盘组，level 应为 casework")
        return seen_at


class JointMeeting(SharedParameters):
    """Parameters of the joint meeting's page: it is for the meeting alone."""

    level: Literal["meeting"] = "meeting"


MODELS: dict[str, type[SharedParameters]] = {
    "dropout_headcount": DropoutHeadcount,
    "headcount_spans": HeadcountSpans,
    "return_plans": ReturnPlans,
    "bullying_mapping": BullyingMapping,
    "incident_review": IncidentReview,
    "joint_meeting": JointMeeting,
}


def check_parameters(notebook: str, given: Mapping[str, object]) -> dict[str, str]:
    """Return the parameters of a notebook with defaults filled in, all text.

    Raises ShownError (`bad_parameters`) that lists every unknown, missing or ill-formed one.
    """
    if notebook not in MODELS:
        raise ShownError(
            f"没有名为“{notebook}”的笔记本，现有：{'、'.join(MODELS)}。",
            code="unknown_notebook",
            next_step="请核对名称。",
        )
    try:
        return MODELS[notebook].model_validate(dict(given)).model_dump()
    except ValidationError as error:
        problems = "；".join(_in_words(notebook, e) for e in error.errors())
        raise ShownError(
            f"{notebook} 的参数有误：{problems}。",
            code="bad_parameters",
            next_step="请改正后重试。",
        ) from None


def _in_words(notebook: str, error: Mapping) -> str:
    name = ".".join(str(part) for part in error["loc"])
    kind = error["type"]
    if kind == "extra_forbidden":
        return f"没有参数“{name}”（可用：{'、'.join(MODELS[notebook].model_fields)}）"
    if kind == "missing":
        return f"缺少参数“{name}”"
    if kind == "literal_error":
        return f"“{name}”的值“{error['input']}”应为 {error['ctx']['expected']}"
    if kind == "value_error":
        return f"“{name}”的值“{error['input']}”：{error['ctx']['error']}"
    return f"“{name}”应为文字，得到的是 {type(error['input']).__name__}"
