"""Two lists as offices really keep them, all made up: which rows are one child is known."""

from datetime import date

from intake.made_files import csv_bytes, made_id, write_book

# Row in the workbook → line in the text table.
TRUE_PAIRS = {4: 6, 5: 2, 6: 3, 8: 4, 9: 5, 10: 8}
ID_4, ID_9, ID_11 = made_id("20120229", 20), made_id("20110908", 41), made_id("20141111", 50)
# One digit of the sequence is mistyped: the check character gives it away.
SLIP_9 = ID_9[:15] + ("7" if ID_9[15] != "7" else "3") + ID_9[16:]
NUMBER_6 = int(made_id("20130506", 31)[:15] + "000")  # as Excel leaves it

LEFT = [
    [],
    ["填表单位：示例街道办", None, None, "填表日期：2024年9月30日"],
    ["序号", "儿童姓名", "性别", "生日", "身份证号", "家长", "手机", "乡镇", "备注"],
    [1, "单小雨", "女", "2012-02-29", ID_4, "单大山", "13800000004", "文峰街道", None],
    [2, "买买提·艾力", "男", "2013.4.5", None, "艾力·肉孜", "13800000005", None, None],
    [3, "张建国", "男", None, NUMBER_6, "张大伟", "13800000006", None, "见原件"],
    [4, None, "女", "2014-01-01", None, "李四", "13800000007", "冀村", None],
    [5, "王晓明", "男", "2012年3月4日", "1.41E+17", "王刚", "13800000008", "外县某镇", None],
    [6, "刘洋洋", "男", 20110908, SLIP_9, "刘一", "13800000009", "冀村镇", None],
    [7, "曾丽", "女", "２０１３／０６／０７", None, "曾国", "13800000010", "冀村镇", None],
    [8, "赵独一", "女", "2014-11-11", ID_11, "赵二", "13800000011", "冀村镇", None],
    ["合计", "8人"],
    ["填表人：某某"],
]
RIGHT = [
    ["学生姓名", "公民身份号码", "出生年月日", "家长姓名", "联系电话", "就读学校"],
    ["買買提．艾力", "", "2013/4/5", "艾力．肉孜", "13800000005", "甲校"],
    ["张建国", "", "2013年5月6日", "张大伟", "13800000006", "乙校"],
    ["王小明", "", "2012/4/3", "王刚", "13800000008", "乙校"],
    ["刘洋洋", ID_9, "20110908", "刘一", "", "甲校"],
    ["单小雨", ID_4.lower(), "2012-02-29", "单大山", "", "甲校"],
    ["陈只此", "", "2012.4.9", "陈三", "13900000001", "乙校"],
    ["曾莉", "", "2013-06-07", "曾国", "13800000010", "甲校"],
    ["", "", "2013-06-08", "某某", "13900000002", "甲校"],
]


def write_left(path):
    """Write the workbook: a merged title, the heading on row 3, a cover and an old list beside."""
    sheets = {"封面": [["请看下一张"]], "名单": LEFT, "旧名单": [["姓名", "性别"], ["旧人", "男"]]}
    return write_book(path, sheets, dress=_dress)


def write_right(path):
    """Write the text table in GBK."""
    path.write_bytes(csv_bytes(RIGHT, "gbk"))
    return path


def _dress(book, sheet):
    if sheet.name != "名单":
        return
    sheet.merge_range("A1:I1", "示例街道2024年9月适龄儿童名单（合成示例数据）")
    sheet.merge_range("H4:H6", "文峰街道")
    form = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.write_datetime("D6", date(2013, 5, 6), form)
