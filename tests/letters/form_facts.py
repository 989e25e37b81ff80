"""Small made-up forms: a mapping, values with sources, and offices' templates."""

from datetime import date

from openpyxl import Workbook

from anyuan import clock
from anyuan.codebook.forms import Form, FormCell, forms
from anyuan.letters.form_values import FilledForm, FormCheck, FormSource, FormValue
from anyuan.period import Month

AT = clock.from_text("2024-10-20T10:00:00+08:00")
SOURCE = FormSource("护校安园公安工作月报数", "2024-09", "0123abcd")
HOSTILE = '=HYPERLINK("x")'


def value(said, blank=""):
    return FormValue(said, blank, (SOURCE,))


def form_1(**changed) -> FilledForm:
    form = forms()["1"]
    cells = {name: value(n) for n, name in enumerate(form.cells)}
    said = {"form": form, "period": Month(2024, 9), "unit": "示例市公安局", "filled_at": AT}
    said |= {"cells": cells, "checks": [FormCheck("没有测试", ("甲校", "乙校"), "某条")]}
    return FilledForm(**(said | changed))


def form_4(n: int = 3, **changed) -> FilledForm:
    form = forms()["4"]
    rows = [row_4(form, k) for k in range(1, n + 1)]
    said = {"form": form, "period": Month(2024, 6), "unit": "示例市公安局", "filled_at": AT}
    return FilledForm(**(said | {"cells": {}, "rows": rows} | changed))


def row_4(form: Form, k: int) -> dict[str, FormValue]:
    said = dict.fromkeys(form.columns, "")
    said |= {"station": "甲派出所", "deputy_name": "示例甲", "post": HOSTILE}
    said |= {"deputy_phone": "013800000000", "school_code": f"S{k:03d}", "n_lessons": k}
    said |= {"school_name": f"{k}校", "is_vice_principal": k == 1}
    said |= {"appointed_until": date(2026, 8, 31)}
    return {name: value(said[name]) for name in form.columns}


def office_book(cells: dict[str, str]) -> Workbook:
    book = Workbook()
    for address, text in cells.items():
        book.active[address] = text
    return book


def small_form(folder, template="form_9.xlsx") -> Form:
    cell = FormCell("n", "数", "", "次", "typed", "lessons", "none", "某条", "proposal")
    column = FormCell("code", "码", "", "", "item", "school_code", "none", "某条", "proposal")
    total = FormCell("pupils", "生", "", "", "item", "n_pupils", "sum", "某条", "proposal")
    return Form(
        "form_9", "9", "小表", "附件9", "police", "monthly", template, "某条", "proposal", "样表",
        "campus", {"n": cell}, {"code": column, "pupils": total}, folder,
    )  # fmt: skip


def small(folder, template="form_9.xlsx", n=3) -> FilledForm:
    rows = [{"code": value(f"S{k}"), "pupils": value(10 * k)} for k in range(1, n + 1)]
    form = small_form(folder, template)
    return FilledForm(form, Month(2024, 9), "示例市", AT, {"n": value(7)}, rows)
