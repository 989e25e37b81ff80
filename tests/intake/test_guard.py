"""What is refused before any parser sees it."""

import io
import zipfile

import msoffcrypto
import psutil
import pytest
from intake.made_files import (
    csv_bytes,
    parts_of,
    roll_rows,
    with_parts,
    with_sheet,
    write_xls,
    zip_bytes,
)
from msoffcrypto.format.ooxml import OOXMLFile

from anyuan.intake.guard import check_file, find_kind
from anyuan.intake.refusal import MAX_FILE_BYTES, Refused

BOMB = (
    '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;">]>'
    "<worksheet>&b;</worksheet>"
)
EXTERNAL = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]><sst>&e;</sst>'
)


def code_of(data, suffix=".xlsx"):
    with pytest.raises(Refused) as refused:
        check_file(data, suffix)
    return refused.value.code


def test_a_good_workbook_is_passed_on_with_its_worksheets(plain_xlsx):
    checked = check_file(plain_xlsx.read_bytes(), ".XLSX")
    assert checked.kind == "xlsx"
    assert checked.sheets == {"xl/worksheets/sheet1.xml"}


PARTS = [
    "xl/worksheets/sheet1.xml",
    "xl/sharedStrings.xml",
    "xl/workbook.xml",
    "docProps/core.xml",
    "xl/_rels/workbook.xml.rels",
]


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("xml", [BOMB, EXTERNAL])
def test_a_document_type_in_any_part_is_refused(plain_xlsx, part, xml):
    assert code_of(with_parts(plain_xlsx, {part: xml})) == "dtd"


def test_a_document_type_behind_a_mebibyte_of_blanks_is_found_too(plain_xlsx):
    xml = '<?xml version="1.0"?>' + " \n" * 600_000 + EXTERNAL[21:]
    assert code_of(with_parts(plain_xlsx, {"xl/sharedStrings.xml": xml})) == "dtd"


def test_a_part_that_is_not_utf8_cannot_hide_a_document_type(plain_xlsx):
    for xml in (BOMB.encode("utf-16"), b'<?xml version="1.0" encoding="utf-7"?><sst/>'):
        assert code_of(with_parts(plain_xlsx, {"xl/sharedStrings.xml": xml})) == "xml_form"


@pytest.mark.parametrize(
    "added, code",
    [
        ({"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0"}, "macro"),
        ({"xl/macrosheets/sheet1.xml": b"<a/>"}, "macro"),
        ({"xl/activeX/activeX1.xml": b"<a/>"}, "macro"),
        ({"xl/externalLinks/externalLink1.xml": b"<externalLink/>"}, "external_link"),
        ({"xl/connections.xml": b"<connections/>"}, "external_link"),
        ({"xl/externalLinks/externalLink1.xml": b"<e><ddeLink ddeService='cmd'/></e>"}, "dde"),
        ({"xl/embeddings/inner.xlsx": zip_bytes({"a": b"b"})}, "unpacked_size"),
        ({"xl/media/photo.png": b"\0" * 2**23}, "unpacked_size"),
        ({"[Content_Types].xml": None}, "damaged"),
    ],
)
def test_what_could_act_or_swell_is_refused(plain_xlsx, added, code):
    assert code_of(with_parts(plain_xlsx, added)) == code


def test_a_macro_workbook_is_known_by_its_content_types_too(plain_xlsx):
    types = parts_of(plain_xlsx)["[Content_Types].xml"].replace(
        b"openxmlformats-officedocument.spreadsheetml.sheet.main",
        b"ms-excel.sheet.macroEnabled.main",
    )
    assert code_of(with_parts(plain_xlsx, {"[Content_Types].xml": types}), ".xlsm") == "macro"


def test_truncated_and_empty_files_are_refused(plain_xlsx):
    data = plain_xlsx.read_bytes()
    assert code_of(data[: len(data) // 2]) == "damaged"
    assert code_of(b"") == "empty_file"
    assert code_of(b"a" * (MAX_FILE_BYTES + 1), ".csv") == "too_large"
    assert code_of(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, ".xls") == "damaged"


@pytest.mark.parametrize(
    "data, kind",
    [
        (b"<html><body><table><tr><td>1</td></tr></table></body></html>", "html"),
        (b"  <!DOCTYPE HTML><html></html>", "html"),
        (b"\xef\xbb\xbf<table border=1></table>", "html"),
        (b'<?xml version="1.0"?><?mso-application progid="x"?><Workbook></Workbook>', "xml"),
        (b"%PDF-1.7", "pdf"),
        (b"{\\rtf1}", "rtf"),
        (b"Rar!\x1a\x07", "archive"),
        (b"\x89PNG\r\n", "image"),
        (b"MZ\x90\0", "program"),
        (b"a\0b", "binary"),
        (zip_bytes({"a.txt": b"a"}), "archive"),
        (zip_bytes({"word/document.xml": b"<a/>"}), "doc"),
        (zip_bytes({"ppt/presentation.xml": b"<a/>"}), "ppt"),
        (zip_bytes({"xl/workbook.bin": b"a"}), "xlsb"),
        (zip_bytes({"content.xml": b"<a/>"}), "ods"),
    ],
)  # fmt: skip
def test_what_is_no_table_is_refused_with_its_true_type(data, kind):
    for suffix in (".xls", ".xlsx", ".csv"):
        with pytest.raises(Refused) as refused:
            check_file(data, suffix)
        assert (refused.value.code, refused.value.detail) == ("wrong_type", {"type": kind})


@pytest.mark.parametrize("suffix", [".xlsx", ".csv", "", ".xls.exe"])
def test_an_old_workbook_under_a_new_name_is_refused(outbox, suffix):
    data = write_xls(outbox / "a.xls", roll_rows()).read_bytes()
    with pytest.raises(Refused) as refused:
        check_file(data, suffix)
    assert refused.value.detail == {"type": "xls"}
    assert check_file(data, ".xls").kind == "xls"
    assert check_file(data, ".et").kind == "xls"


def test_text_is_told_from_workbooks_whatever_its_encoding():
    for encoding in ("utf-8", "utf-8-sig", "gb18030", "utf-16"):
        data = csv_bytes(roll_rows(), encoding)
        assert find_kind(data) == "csv"
        assert check_file(data, ".csv").kind == "csv"
        assert code_of(data, ".xls") == "wrong_type"


def test_a_workbook_with_a_password_is_named_so(plain_xlsx):
    locked = io.BytesIO()
    with plain_xlsx.open("rb") as file:
        OOXMLFile(file).encrypt("密码", locked)
    assert msoffcrypto.OfficeFile(io.BytesIO(locked.getvalue())).is_encrypted()
    assert code_of(locked.getvalue()) == "encrypted"


def test_an_old_workbook_with_macros_is_refused(outbox):
    """Macros lie in a storage of their own beside the workbook: here one is put into its folder."""
    data = bytearray(write_xls(outbox / "a.xls", roll_rows()).read_bytes())
    workbook = data.index("Workbook\0".encode("utf-16-le"))
    entry = data[workbook : workbook + 128]
    name = "_VBA_PROJECT_CUR\0".encode("utf-16-le")
    entry[: len(name)] = name
    entry[64:66] = len(name).to_bytes(2, "little")
    data[workbook + 128 : workbook + 256] = entry
    data[workbook + 72 : workbook + 76] = (2).to_bytes(4, "little")  # its neighbour is entry 2
    assert code_of(bytes(data), ".xls") == "macro"


def test_a_worksheet_is_known_by_its_root_and_not_by_its_name(plain_xlsx):
    sheet = parts_of(plain_xlsx)["xl/worksheets/sheet1.xml"]
    data = with_parts(plain_xlsx, {"xl/elsewhere.dat": sheet})
    assert "xl/elsewhere.dat" in check_file(data, ".xlsx").sheets


def test_a_plain_sheet_is_what_with_sheet_makes(plain_xlsx):
    data = with_sheet(plain_xlsx, parts_of(plain_xlsx)["xl/worksheets/sheet1.xml"])
    assert check_file(data, ".xlsx").sheets == {"xl/worksheets/sheet1.xml"}


def test_a_member_that_really_unpacks_to_a_gigabyte_and_a_half_is_refused_unread(plain_xlsx):
    out = io.BytesIO(plain_xlsx.read_bytes())
    book = zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED, compresslevel=1)
    with book, book.open("xl/worksheets/sheet9.xml", "w", force_zip64=True) as member:
        for _ in range(1500):
            member.write(bytes(2**20))
    data = out.getvalue()
    assert len(data) < 10 * 2**20
    before = psutil.Process().memory_info().rss
    assert code_of(data) == "unpacked_size"
    assert psutil.Process().memory_info().rss - before < 50 * 2**20
