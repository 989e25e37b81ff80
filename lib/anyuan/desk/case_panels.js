// The tabs of a case. The plan's fields are drawn one by one by the board.
function makeSaid(panel) {
  if (!panel.said.length) return null;
  return make("dl", "ay-said", ...panel.said.map((one) =>
    make("div", "", make("dt", "", one.label), make("dd", "", make("bdi", "", one.text)))));
}

function makeLogs(panel) {
  if (!panel.logs.length) return make("p", "ay-empty", "还没有记录。");
  return make("div", "", ...panel.logs.map((log) => make("section", "", make("h4", "", log.label),
    makeTable("ay-log", log.label, ["日期", ...log.heads, "登记人"], log.rows.map((row) =>
      make("tr", "", make("td", "ay-day", row.day, panel.is_many && make("small", "", `第 ${row.round} 轮`)),
        ...row.cells.map((text) => make("td", "", make("bdi", "", text))), make("td", "", row.by)))))));
}

function makeTimeline(panel) {
  const rows = panel.rows.map((row) => {
    const tr = make("tr", row.undone ? "ay-undone" : "", make("td", "ay-day", row.day),
      make("td", "", make("b", "", row.what), row.undone && make("em", "", `（${row.undone}）`),
        make("small", "", make("bdi", "", row.told))),
      make("td", "ay-day", row.who), make("td", "ay-day", row.at));
    tr.dataset.n = row.n;
    return tr;
  });
  return makeTable("ay-timeline", "时间线", ["发生", "步骤和内容", "经办", "记下"], rows);
}

function makeFiles(panel, pick, take) {
  const rows = panel.rows.map((row) => {
    const get = row.is_there ? makeButton("下载", `file-${row.n}`, () => take(row.n))
      : make("em", "", "文件不见了");
    if (row.is_there) get.setAttribute("aria-label", `下载 ${row.name}`);
    const tr = make("tr", "", make("td", "", make("bdi", "", row.name), make("small", "", row.sha)),
      make("td", "ay-n", sizeOf(row.size)), make("td", "ay-day", row.who), make("td", "ay-day", row.at),
      make("td", "", row.used), make("td", "", get));
    tr.dataset.file = row.n;
    return tr;
  });
  return make("div", "", pick, rows.length
    ? makeTable("ay-attached", "附件", ["文件", "大小", "经办", "附上", "凭证", ""], rows)
    : make("p", "ay-empty", "还没有附件。"));
}

// Who stands behind the pseudonyms: shown for a reason that is written down first.
function makePeople(panel, once) {
  const sheet = makeButton("下载空白对照表（xlsx）", "people-sheet", () => once("people_sheet"));
  if (panel.heads) {
    return make("div", "ay-people", panel.rows.length
      ? makeTable("ay-names", "人员对照", panel.heads, panel.rows.map((cells) =>
        make("tr", "", ...cells.map((text) => make("td", "", make("bdi", "", text))))))
      : make("p", "ay-empty", "学校还没有报来本事件的对照表。"), make("p", "", sheet));
  }
  const reason = makeInput("text", "people-reason", 120);
  reason.placeholder = "如：通知监护人参加认定";
  reason.dataset.then = "people-open";
  const open = makeButton("打开对照表", "people-open", () => once("people", { value: reason.value }));
  open.className = "ay-main";
  return make("div", "ay-people",
    make("p", "", "代号和姓名的对照单独保管。写明这一次为什么要看，与您的姓名、时间一起留痕，再打开。"),
    make("p", "ay-fields", makeLabelled("事由", reason), open),
    make("p", "", sheet, make("small", "", "学校代码、登记编号和代号已填好，请学校补上姓名后由收表台收入。")));
}

function makeSeen(panel) {
  return makeTable("ay-seen", "谁看过", ["时间", "经办", "做了什么", "目的"], panel.rows.map((row) =>
    make("tr", "", make("td", "ay-day", row.at), make("td", "ay-day", row.who), make("td", "", row.what),
      make("td", "", make("bdi", "", row.purpose)))));
}

const sizeOf = (n) => (n < 1 << 20 ? `${Math.max(1, Math.round(n / 1024))} KB`
  : `${(n / (1 << 20)).toFixed(1)} MB`);
