// The lists of the intake desk: the files that came, the issues of one by cell, its corrections.
const ANY = { code: "", label: "全部" };

function makeFiles(list, send) {
  const filter = (change) => send("filter", {
    month: list.month, table: list.table, is_on: list.is_odd_only, ...change });
  const odd = make("input", "");
  odd.type = "checkbox";
  odd.checked = list.is_odd_only;
  odd.dataset.key = "odd";
  odd.addEventListener("change", () => filter({ is_on: odd.checked }));
  const rows = list.rows.map((row) => {
    const open = makeButton(row.name, `open-${row.id}`, () => send("open", { id: row.id }));
    open.className = "ay-link";
    const counts = row.counts.length ? row.counts : ["—", "—", "—"];
    const tr = make("tr", row.is_open ? "ay-open" : "", make("td", "", open),
      make("td", "", row.table), make("td", "", row.month), make("td", "", row.covers),
      make("td", `ay-is-${row.tone}`, row.result,
        row.pending && make("small", "ay-pending", row.pending)),
      ...counts.map((n, place) => make("td", `ay-n${place && n > 0 ? " ay-some" : ""}`, String(n))),
      make("td", "", row.total), make("td", "", row.when, make("small", "", row.who)));
    tr.dataset.file = row.id;
    if (row.is_open) open.setAttribute("aria-current", "true");
    return tr;
  });
  const heads = ["文件", "表种", "月份", "学校", "结果", "接受", "退回", "存疑", "合计核对", "收到"];
  const table = makeTable("ay-files", "收到的文件", heads, rows);
  return make("section", "", make("h3", "", "收到的文件"),
    make("div", "ay-fields",
      makeLabelled("月份", makeSelect([ANY, ...list.months], list.month, "by-month",
        (code) => filter({ month: code }))),
      makeLabelled("表种", makeSelect([ANY, ...list.tables], list.table, "by-table",
        (code) => filter({ table: code }))),
      makeLabelled("只看有问题的", odd), makePager(list.page, "page", send)),
    rows.length ? table : make("p", "ay-empty", "没有文件。"));
}

function makeIssues(file, begin, makeForm) {
  const rows = file.rows.flatMap((issue) => {
    const mend = issue.can && makeButton("更正", `begin-${issue.n}`, () => begin(issue.n));
    if (mend) mend.setAttribute("aria-label", `更正 ${issue.cell} ${issue.column}`);
    const row = make("tr", issue.is_open ? "ay-open" : "",
      make("td", "", issue.sheet && make("small", "", issue.sheet), make("b", "", issue.cell)),
      make("td", "", issue.column), make("td", "ay-value", make("bdi", "", issue.value || "—")),
      make("td", "", issue.wrong), make("td", "", issue.do),
      make("td", `ay-is-${issue.tone}`, issue.severity),
      make("td", "", issue.is_mended && make("small", "ay-pending", "本行有更正"), mend));
    row.dataset.cell = issue.cell;
    if (!issue.is_open) return [row];
    const cell = make("td", "", makeForm(file.form));
    cell.colSpan = 7;
    return [row, make("tr", "ay-form-row", cell)];
  });
  const heads = ["单元格", "列", "原值（遮掩）", "问题", "请这样处理", "处理", ""];
  return makeTable("ay-issues", "问题", heads, rows);
}

function makeEntered(file, send) {
  const rows = file.entered.map((one) => {
    const back = one.can && makeButton("撤回", `withdraw-${one.seq}`,
      () => send("withdraw", { id: one.seq }));
    if (back) back.setAttribute("aria-label", `撤回 ${one.place} ${one.column} 的更正`);
    const row = make("tr", "", make("td", "", one.place), make("td", "", one.column),
      make("td", "", make("bdi", "", one.was)), make("td", "", make("bdi", "", one.now)),
      make("td", "", make("bdi", "", one.reason)), make("td", "", one.who),
      make("td", "", one.state), make("td", "", back));
    row.dataset.seq = one.seq;
    return row;
  });
  const heads = ["位置", "列", "原值", "更正为", "理由", "登记", "状态", ""];
  return makeTable("ay-entered", "这份文件的更正", heads, rows);
}
