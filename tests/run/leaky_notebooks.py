"""Fifty ways in which a meeting's notebook tells too much; every name and number is made up.

OUTPUTS    what a cell prints past the blocks       refused as unprotected
BLOCKS     what stands in a block that is ours      refused by the gate
FILES      what lies in the run's folder beside it  refused by the gate
BEHIND     what only the notebook itself knows      never drawn
"""

import base64
import io
import json
import zipfile

import nbformat
import openpyxl
import pandas as pd
from desk.incident_county import GUARDIAN, PUPIL, SHORT
from docx import Document
from openpyxl.comments import Comment
from PIL import Image, PngImagePlugin

from anyuan import briefing as b
from anyuan.briefing.blocks import BLOCK_MIME
from anyuan.briefing.drawing import Chart, canvas, drawing_style, picture_of
from anyuan.disclosure import protect
from anyuan.resident_id import check_character

ID = "14118220130228002" + check_character("14118220130228002")
OLD_ID = "141182130228002"
PHONE = "13800000000"
LINE = "0358-0000000"
WINDOWS, POSIX = "D:\\名册\\roll.xlsx", "/srv/data/roll.xlsx"
SECRETS = (PUPIL, SHORT, GUARDIAN, ID, OLD_ID, PHONE, LINE, WINDOWS, POSIX)
WIDE = ID.translate(str.maketrans("0123456789X", "０１２３４５６７８９Ｘ"))
FRAME = pd.DataFrame({"name": [PUPIL], "resident_id": [ID]})


def png(**texts):
    info = PngImagePlugin.PngInfo()
    for key, text in texts.items():
        info.add_itxt(key, text)
    out = io.BytesIO()
    Image.new("RGB", (2, 2)).save(out, "png", pnginfo=info)
    return out.getvalue()


def mime(kind, content):
    return nbformat.v4.new_output("display_data", data={kind: content})


def stream(text, name="stdout"):
    return nbformat.v4.new_output("stream", name=name, text=text)


def failed():
    return nbformat.v4.new_output(
        "error", ename="KeyError", evalue=PUPIL, traceback=[f"KeyError: {ID}"]
    )


def casework_table(decision):
    frame = pd.DataFrame({"name": [PUPIL]}, index=["1"])
    table = protect(frame, "work_by_unit", decision, title="名单", row_label="", level="casework")
    return nbformat.v4.new_output("display_data", data=b.TableBlock(table)._repr_mimebundle_())


WIDGET = "application/vnd.jupyter.widget-view+json"
ENCODED = base64.b64encode(png(Author=PUPIL)).decode()
# What each prints → the code of the refusal.
OUTPUTS = {
    "a print": (stream(f"{PUPIL}\n"), "unprotected_output"),
    "a warning with a row": (stream(f"UserWarning: {ID}", "stderr"), "unprotected_output"),
    "a frame at the end of a cell": (
        nbformat.v4.new_output("execute_result", data={"text/plain": str(FRAME)}),
        "unprotected_output",
    ),
    "a frame drawn as HTML": (mime("text/html", FRAME.to_html()), "unprotected_output"),
    "a styled frame": (mime("text/html", f"<style></style>{PUPIL}"), "unprotected_output"),
    "markdown that is displayed": (mime("text/markdown", f"**{PUPIL}**"), "unprotected_output"),
    "a picture of matplotlib": (mime("image/png", ENCODED), "unprotected_output"),
    "a photograph": (mime("image/jpeg", ENCODED), "unprotected_output"),
    "an svg": (mime("image/svg+xml", f"<svg>{PUPIL}</svg>"), "unprotected_output"),
    "a pdf": (mime("application/pdf", ENCODED), "unprotected_output"),
    "json": (mime("application/json", {"name": PUPIL}), "unprotected_output"),
    "latex": (mime("text/latex", f"${PUPIL}$"), "unprotected_output"),
    "a script": (mime("application/javascript", f"alert('{PUPIL}')"), "unprotected_output"),
    "a dropdown of names": (mime(WIDGET, {"options": [PUPIL]}), "unprotected_output"),
    "an interactive chart": (
        mime("application/vnd.vegalite.v5+json", {"data": [PUPIL]}),
        "unprotected_output",
    ),
    "an error with a row in it": (failed(), "cell_error"),
    "a block of ours beside a print": (
        nbformat.v4.new_output(
            "display_data", data=b.Reading("好")._repr_mimebundle_() | {BLOCK_MIME: None}
        ),
        "unprotected_output",
    ),
}


def work_table(
    decision, *, title="超期事项", unit="栗家庄乡", step="入户", heading="事项", row="1"
):
    frame = pd.DataFrame({"unit": [unit], "step": [step]}, index=[row])
    return protect(
        frame,
        "work_by_unit",
        decision,
        title=title,
        row_label="序号",
        column_names={"unit": "责任单位", "step": heading},
        row_names={row: row},
    )


def chart(data=None, caption="图", alt="各原因人数", texts=()):
    return b.ChartBlock(Chart(data or png(), caption, alt, "meeting", texts=texts))


def drawn(*labels):
    """A chart with a bar for each label, which neither caption nor alternative text repeats."""
    with drawing_style():
        figure, axes = canvas(4, 2)
        axes.barh(range(len(labels)), range(len(labels)))
        axes.set_yticks(range(len(labels)), labels)
        picture = picture_of(figure)
    return chart(picture.png, texts=picture.texts)


# What stands in the block, made with the county's decision.
def lay_file(path, text):
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")


BLOCKS = {
    "a name with a blank": lambda d: b.Finding(f"{PUPIL[0]} {PUPIL[1:]}已复学"),
    "a short name before 同学": lambda d: b.Finding(f"{SHORT}同学已复学"),
    "an identity number as a float": lambda d: b.Finding(f"证号 {float(ID[:17]) * 10:.16e}"),
    "a line with brackets": lambda d: b.Finding("联系（0358）7222222"),
    "a name in the headline": lambda d: b.Headline(f"{PUPIL}等已复学"),
    "a phone number under it": lambda d: b.Headline("本月情况", f"联系 {PHONE}"),
    "an identity number in a finding": lambda d: b.Finding(f"证号{ID}已核实"),
    "an identity number in wide digits": lambda d: b.Finding(f"证号{WIDE}已核实"),
    "an identity number with blanks": lambda d: b.Finding(f"{ID[:6]} {ID[6:14]} {ID[14:]}"),
    "an identity number with dashes": lambda d: b.Reading(f"{ID[:6]}-{ID[6:14]}-{ID[14:]}"),
    "an identity number, mistyped": lambda d: b.Reading(f"证号{ID[:17]}{(int(ID[16]) + 1) % 10}"),
    "an identity number of 15 digits": lambda d: b.Reading(f"旧证 {OLD_ID}"),
    "a student number": lambda d: b.Reading(f"学籍号 G{ID}"),
    "invisible marks inside a name": lambda d: b.Reading("\u200b".join(PUPIL)),
    "a short name between commas": lambda d: b.Reading(f"有两名，{SHORT}、另一名"),
    "a phone number in parts": lambda d: b.Reading(f"电话 {PHONE[:3]}-{PHONE[3:7]}-{PHONE[7:]}"),
    "a telephone with its area code": lambda d: b.Reading(f"家里电话 {LINE}"),
    "a cell of a table": lambda d: b.TableBlock(work_table(d, step=f"家访{PUPIL}")),
    "a short name that fills a cell": lambda d: b.TableBlock(work_table(d, step=SHORT)),
    "a row's heading": lambda d: b.TableBlock(work_table(d, row=GUARDIAN)),
    "a column's heading": lambda d: b.TableBlock(work_table(d, heading=PUPIL)),
    "a table's title": lambda d: b.TableBlock(work_table(d, title=f"{PUPIL}的劝返")),
    "a caption": lambda d: b.TableBlock(work_table(d), caption=f"{PUPIL}案"),
    "a note below a table": lambda d: b.TableBlock(work_table(d), note=f"详询 {PHONE}"),
    "a chart's caption": lambda d: chart(caption=f"{PUPIL}的缺课"),
    "a chart's alternative text": lambda d: chart(alt=f"{PUPIL}缺课十天"),
    "the author of a picture": lambda d: chart(png(Author=PUPIL)),
    "a file behind a picture's end": lambda d: chart(png() + FRAME.to_csv().encode()),
    "a picture that is none": lambda d: chart(FRAME.to_csv().encode()),
    "a name as a bar's label": lambda d: drawn("缺课", PUPIL),
    "a short name as a bar's label": lambda d: drawn(SHORT),
    "a name broken over two lines of a label": lambda d: drawn(f"{PUPIL[:1]}\n{PUPIL[1:]}"),
    "an identity number as a bar's label": lambda d: drawn(ID),
    "a phone number as a bar's label": lambda d: drawn(PHONE),
    "a name in a chart beside another": lambda d: b.Columns2(b.Reading("左"), [drawn(PUPIL)]),
    "a picture whose words nobody collected": lambda d: chart(texts=None),
    "a key figure's label": lambda d: b.KeyFigures([b.KeyFigure(PUPIL, "1")]),
    "a key figure's note": lambda d: b.KeyFigures([b.KeyFigure("超期", "1", note=PUPIL)]),
    "a question to the meeting": lambda d: b.Asks([b.Ask(f"{PUPIL}由谁督办？", "")]),
    "a text beside another": lambda d: b.Columns2(b.Reading("左"), [b.Reading(GUARDIAN)]),
    "a path in the gaps": lambda d: b.Gaps([("未收到", f"见 {POSIX}")]),
    "a path in the sources": lambda d: b.Sources([], [(WINDOWS, "2024-09", "a31f09c2", "10")], []),
    "a web address": lambda d: b.Reading("见 https://example.org/roll"),
    "a run's parameters": lambda d: b.Reading("workspace=demo known_at=2024-10-08"),
}


def csv_file(folder, _):
    text = "\ufeff原因,人数\r\n" + PUPIL + ",3\r\n"
    (folder / "tables" / "extra.csv").write_text(text, encoding="utf-8")


def unprotected(name):
    """A cell's own to_csv: counts that were never protected, and no name in them."""

    def write(folder, _):
        counts = pd.DataFrame({"township": ["T01", "T02"], "n": [1, 2]})
        counts.to_csv(folder / name, index=False)

    return write


def rewritten(folder, opened):
    path = folder / "tables" / "reason.csv"
    path.write_bytes(path.read_bytes().replace(b",13", b",12"))


def formula(folder, _):
    text = f'原因,人数\r\n"=HYPERLINK(""{PHONE}"")",3\r\n'
    (folder / "tables" / "extra.csv").write_text(text, encoding="utf-8")


def workbook(change):
    def write(folder, _):
        book = openpyxl.Workbook()
        book.properties.creator = None
        book.active["A1"] = "原因"
        change(book)
        book.save(folder / "extra.xlsx")

    return write


def hide(book):
    sheet = book.create_sheet("底稿")
    sheet["A1"], sheet.sheet_state = PUPIL, "veryHidden"


def comment(book):
    book.active["A1"].comment = Comment(f"核对{PUPIL}", "x")


def paper(folder, _):
    document = Document()
    document.core_properties.author = PUPIL
    document.add_paragraph("情况").add_run(SHORT).font.hidden = True
    document.save(folder / "extra.docx")


def archive(folder, _):
    with zipfile.ZipFile(folder / "extra.zip", "w") as out:
        out.writestr("roll.csv", FRAME.to_csv())


# What is put into the run's folder before its page is made → a code that the refusal is for.
FILES = {
    "a name in a saved table": csv_file,
    "counts saved beside the tables": unprotected("tables/extra.csv"),
    "counts saved beside the page": unprotected("x.csv"),
    "counts saved over a registered table": unprotected("tables/reason.csv"),
    "counts saved under a registered name elsewhere": unprotected("reason.csv"),
    "a registered table with a number changed": rewritten,
    "a clean workbook": workbook(lambda book: None),
    "a clean picture": lambda f, _: (f / "x.png").write_bytes(png()),
    "a file named after a child": lambda f, _: lay_file(f / f"{PUPIL}.csv", "原因\r\n"),
    "one of an unknown kind": lambda f, _: lay_file(f / f"{PUPIL}.parquet", "x"),
    "a list saved as json": lambda f, _: lay_file(f / "roll.json", f'["{PUPIL}"]'),
    "a copy of the notebook": lambda f, _: lay_file(f / "tables" / "draft.ipynb", "{}"),
    "a log": lambda f, _: lay_file(f / "run.log", PUPIL),
    "a formula in a saved table": formula,
    "a hidden sheet": workbook(hide),
    "a remark at a cell": workbook(comment),
    "the maker of a workbook": workbook(lambda book: setattr(book.properties, "creator", PUPIL)),
    "hidden words in a letter": paper,
    "a picture with an author": lambda f, _: (f / "x.png").write_bytes(png(Author=PUPIL)),
    "an svg saved beside the page": lambda f, _: (f / "x.svg").write_text(f"<svg>{PUPIL}</svg>"),
    "a frame in Parquet": lambda f, _: FRAME.to_parquet(f / "x.parquet"),
    "an archive": archive,
    "a second page": lambda f, _: (f / "old.html").write_text(f"<p>{PUPIL}</p>"),
}


def _source(notebook):
    notebook.cells[-1].source += f"  # {PUPIL} {ID}"


def _markdown(notebook):
    picture = f"![{PUPIL}](../secret.png) <script>{ID}</script>"
    notebook.cells.append(nbformat.v4.new_markdown_cell(picture))


def _attachment(notebook):
    cell = nbformat.v4.new_markdown_cell("![x](attachment:x.png)")
    cell["attachments"] = {f"{PUPIL}.png": {"image/png": ENCODED}}
    notebook.cells.append(cell)


def _raw(notebook):
    notebook.cells.append(nbformat.v4.new_raw_cell(json.dumps({"name": PUPIL})))


# What only the notebook knows: none of it reaches the page.
BEHIND = {
    "a remark in the code": _source,
    "a picture in a markdown cell": _markdown,
    "an attachment": _attachment,
    "a raw cell": _raw,
    "a cell's tag": lambda n: n.cells[-1].metadata.update(tags=[PUPIL]),
    "an output's metadata": lambda n: n.cells[-1].outputs[0].metadata.update(note=ID),
    "a second form of a block": lambda n: (
        n.cells[-1].outputs[0].data.update({"text/html": PUPIL, "text/plain": ID})
    ),
    "the state of widgets": lambda n: n.metadata.update(widgets={"state": {"options": [PUPIL]}}),
    "papermill's parameters": lambda n: n.metadata.update(
        papermill={"parameters": {"child": PUPIL}, "input_path": POSIX}
    ),
    "the notebook's author": lambda n: n.metadata.update(authors=[{"name": PUPIL}]),
}
