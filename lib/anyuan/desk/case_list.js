// The worklist: filters, counts, one line a case, several at once.
const COUNTS = [["overdue", "超期"], ["week", "本周到期"], ["all", "未办结"]];

function makeFilters(list, filter) {
  const { filters } = list;
  const find = makeInput("search", "find", 40);
  find.value = filters.find;
  find.placeholder = "编号、学校、状态";
  let timer = null;
  const seek = () => filter({ find: find.value.trim() });
  find.addEventListener("input", (event) => {
    clearTimeout(timer);
    if (!event.isComposing) timer = setTimeout(seek, 180);
  });
  find.addEventListener("compositionend", () => { timer = setTimeout(seek, 60); });
  const flag = (name, text) => {
    const box = makeInput("checkbox", name, 0);
    box.removeAttribute("maxlength");
    box.checked = filters[name];
    box.addEventListener("change", () => filter({ [name]: box.checked }));
    return make("label", "ay-flag", box, text);
  };
  const select = (text, options, name) => makeLabelled(text,
    makeSelect(options, filters[name], name, (code) => filter({ [name]: code })));
  return make("div", "ay-filters", select("单位", list.units, "unit"),
    select("乡镇", list.townships, "township"),
    make("span", "ay-flags", select("状态", list.statuses, "status"), flag("is_overdue", "超期"), flag("is_mine", "我的")),
    makeLabelled("查找", find));
}

function makeCounts(list, filter) {
  const { filters, counts } = list;
  const wanted = {
    overdue: { is_overdue: true, is_week: false },
    week: { is_overdue: false, is_week: true },
    all: { is_overdue: false, is_week: false },
  };
  const chosen = filters.is_overdue ? "overdue" : filters.is_week ? "week" : "all";
  return make("div", "ay-counts", ...COUNTS.map(([code, text]) => {
    const button = makeButton("", `count-${code}`, () => filter({ status: "", ...wanted[code] }));
    button.append(`${text} `, make("b", "", String(counts[code])));
    button.className = `ay-count ay-count-${code}`;
    button.setAttribute("aria-pressed", String(chosen === code && filters.status === ""));
    return button;
  }));
}

function makeOpening(label, begin) {
  const button = makeButton("", "open-new", begin);
  button.append(make("kbd", "", "N"), label);
  return make("div", "ay-opening", button);
}

function makeChosen(row, send) {
  if (row.is_received) return make("span", "ay-unchosen");
  const box = makeInput("checkbox", `select-${row.id}`, 0);
  box.removeAttribute("maxlength");
  box.checked = row.is_selected;
  box.tabIndex = -1;
  box.setAttribute("aria-label", `选中 ${row.id}`);
  box.addEventListener("change", () => send("select", { ids: [row.id], is_on: box.checked }));
  return box;
}

function makeLine(row, send) {
  const box = makeChosen(row, send);
  const open = makeButton("", `row-${row.id}`, () => send("open", { case: row.id }));
  const mark = row.tone === "late" ? "！" : "";
  const step = row.step || row.status;
  open.append(make("span", `ay-left ay-left-${row.tone}`, mark, row.left),
    make("span", "ay-what", make("b", "", step)),
    row.is_received ? make("span", "ay-no ay-of-school", "学校台账") : make("span", "ay-no", row.id),
    make("small", "ay-where", [row.status + (row.n > 0 ? `(${row.n})` : ""), row.township, row.school,
      row.details].filter(Boolean).join(" · ")));
  open.className = "ay-line";
  open.tabIndex = -1;
  if (row.is_open) open.setAttribute("aria-current", "true");
  const holder = make("div", `ay-row${row.is_open ? " ay-open" : ""}`, box, open);
  holder.setAttribute("role", "listitem");
  holder.dataset.case = row.id;
  return holder;
}

function makeBulk(list, send, once) {
  const parts = [];
  if (list.n_selected > 0) {
    parts.push(make("b", "", `已选 ${list.n_selected} 个：`));
    for (const move of list.bulk) {
      parts.push(makeButton(move.label, `bulk-${move.name}`,
        () => once("begin_together", { name: move.name }, "form")));
    }
    if (!list.bulk.length) parts.push(make("span", "", "没有能一起做的步骤"));
    parts.push(makeButton("取消选择", "unselect", () => send("select", { ids: list.chosen, is_on: false })));
  }
  if (list.bulk_done) {
    parts.push(make("span", "", `刚才整批：${list.bulk_done}`),
      makeButton("整批撤销", "undo-together", () => once("undo_together")));
  }
  return parts.length > 0 && make("div", "ay-bulk", ...parts);
}

function makeFoot(list, send) {
  const own = list.rows.filter((row) => !row.is_received);
  const ids = own.map((row) => row.id);
  const isAll = ids.length > 0 && own.every((row) => row.is_selected);
  const all = makeInput("checkbox", "select-page", 0);
  all.removeAttribute("maxlength");
  all.checked = isAll;
  all.addEventListener("change", () => send("select", { ids, is_on: all.checked }));
  return make("div", "ay-foot", make("label", "ay-flag", all, "选本页"),
    makeButton("刷新", "refresh", () => send("refresh")), makePager(list.page, "page", send));
}
