"""A verdict's mark and tone, so that it is told apart in black and white too.

Codes are those of the code list `duty_verdict`.
"""

# Mark and tone (as of key figures) of each verdict; the gravest first.
VERDICTS = {
    "not_met": ("×", "due"),
    "late": ("▲", "due"),
    "unclear": ("？", "plain"),
    "no_record": ("○", "plain"),
    "met": ("●", "good"),
    "not_applicable": ("－", "plain"),
}


def marked(verdict: str, label: str) -> str:
    """Return a verdict's words behind its mark: ▲ 超过时限; a code without one only its words."""
    mark, _ = VERDICTS.get(verdict, ("", ""))
    return f"{mark} {label}".strip()
