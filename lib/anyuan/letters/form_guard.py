"""Is an office's form template a plain workbook: no macro, no link, nothing embedded?"""

import io
import re
import zipfile
from pathlib import Path

from anyuan.errors import ShownError
from anyuan.letters.guard import MAX_FILE_BYTES, MAX_MEMBERS, MAX_UNPACKED_BYTES
from anyuan.letters.guard import read_package as read_document

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ACTIVE = re.compile(
    r"vba(?:project|data)|externallinks|(?:^|/)(?:activex|embeddings|ctrlprops|macrosheets"
    r"|connections|querytables)",
    re.IGNORECASE,
)
_OUTSIDE = re.compile(rb"TargetMode\s*=\s*[\"']External", re.IGNORECASE)
_SAVE_AGAIN = "请在 Excel 中打开，另存为“Excel 工作簿（*.xlsx）”，再放回模板文件夹。"


def refuse_template(path: Path, problem: str, next_step: str = _SAVE_AGAIN) -> ShownError:
    """Return the error that names an office's template of a form and what is wrong with it."""
    return ShownError(
        f"表格模板 {path.parent.name}/{path.name}：{problem}。",
        code="form_template",
        next_step=f"{next_step}把它和同名的对照文件移开，则用安园自带的样表。",
    )


def read_template(path: Path) -> bytes:
    """Return a template's bytes if it is a plain .xlsx or .docx.

    Raises ShownError `form_template` (`letter_template` for a document) for anything that could
    run, load something from outside, or hide something.
    """
    if path.suffix.casefold() == ".docx":
        return read_document(path)
    try:
        size = path.stat().st_size
        data = path.read_bytes() if 0 < size <= MAX_FILE_BYTES else b""
    except OSError:
        raise refuse_template(path, "读不出来", "请检查文件是否被占用、有无权限。") from None
    if not data:
        raise refuse_template(path, "是空文件，或超过 20 MB")
    if data.startswith(_OLE):
        raise refuse_template(path, "加了密码，或是旧的 .xls 格式")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check(path, archive)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError):
        raise refuse_template(path, "文件已损坏，或不是 Excel 工作簿") from None
    return data


def _check(path: Path, archive: zipfile.ZipFile) -> None:
    members = archive.infolist()
    names = [member.filename for member in members]
    if len(members) > MAX_MEMBERS or sum(m.file_size for m in members) > MAX_UNPACKED_BYTES:
        raise refuse_template(path, "展开后过大")
    if "xl/workbook.xml" not in names:
        raise refuse_template(path, "不是 Excel 工作簿")
    if any(_ACTIVE.search(name) for name in names):
        raise refuse_template(path, "带有宏、嵌入的对象或外部链接")
    for name in names:
        if not name.casefold().endswith((".xml", ".rels", ".vml")):
            continue
        part = archive.read(name)
        if b"<!DOCTYPE" in part or b"<!ENTITY" in part or b"macroEnabled" in part:
            raise refuse_template(path, "部件写法异常，或带有宏")
        if name.casefold().endswith(".rels") and _OUTSIDE.search(part):
            raise refuse_template(path, "链接了文件以外的内容")
