// What stands on the desk, drawn from the view. `desk` is what case_board.js makes: the view, the
// keeper of nodes, the drafts, and how acts are sent.
function formButton(text, key, onClick, shortcut) {
  const button = makeButton(text, key, onClick);
  button.append(make("kbd", "", shortcut));
  if (key === "save") button.classList.add("ay-main");
  return button;
}

function drawForm(desk, form) {
  if (!form) return null;
  const { keep, drafts, view } = desk;
  const caseId = view.case?.id;
  const fieldOf = (field) => {
    const key = `form-${form.move}-${field.name}`;
    const onDone = (value) => {
      if (form.scope === "several") return 0;
      return field.saves ? desk.send("note", { case: caseId, name: field.name, value })
        : desk.send("check", { values: { [field.name]: value } });
    };
    return keep(key, [field, caseId], () =>
      makeField(field, key, drafts, { onDone, now: view.now }));
  };
  const back = form.scope === "new" ? "open-new" : `move-${form.move}`;
  const cancel = () => desk.once("cancel", {}, back);
  const shape = [form.move, form.n, caseId, form.approvers, form.approver];
  const shell = keep(`form-${form.move}`, shape, () => makeForm(form,
    [formButton(form.scope === "new" ? "登记" : "保存", "save", desk.submit, "Ctrl+Enter"), formButton("收起", "cancel", cancel, "Esc")],
    makeApproving(form, drafts)));
  place(shell.querySelector(".ay-grid"), form.fields.map(fieldOf));
  return shell;
}

function drawLetter(desk, letter) {
  if (!letter) return null;
  const { keep, drafts, view } = desk;
  const start = `letter-${letter.name}`;
  const shape = [letter.name, letter.known, letter.lacking, view.case.id];
  const shell = keep(start, shape, () => makeLetter(letter,
    [formButton("生成 Word", "save", desk.submit, "Ctrl+Enter"),
      formButton("收起", "cancel", () => desk.once("cancel", {}, "letters"), "Esc")]));
  place(shell.querySelector(".ay-grid"), letter.fields.map((field) => {
    const key = `${start}-${field.name}`;
    return keep(key, field, () =>
      makeField(field, key, drafts, { onDone: () => 0, now: view.now }));
  }));
  return shell;
}

function drawPanel(desk) {
  const { keep, drafts, view } = desk;
  const one = view.case;
  const { panel } = one;
  if (panel.kind === "plan") {
    const nodes = panel.fields.map((field) => {
      const key = `plan-${one.id}-${field.name}`;
      return keep(key, [field, panel.can], () => makeField(field, key, drafts, {
        onDone: (value) => desk.send("note", { case: one.id, name: field.name, value }),
        now: view.now, isOff: !panel.can }));
    });
    return [place(desk.grid, nodes), keep("said", panel.said, () => makeSaid(panel))];
  }
  const makers = {
    logs: () => makeLogs(panel),
    timeline: () => makeTimeline(panel),
    files: () => makeFiles(panel, panel.can && make("label", "ay-pick", "附上文件", desk.picker),
      (n) => desk.once("download", { n })),
    people: () => makePeople(panel, desk.once),
    seen: () => makeSeen(panel),
    ...makeReview(panel, desk),
  };
  return [keep(`panel-${panel.kind}`, [one.id, panel], makers[panel.kind])];
}

// What may be done with the case, or that it is only read.
function drawDoing(desk) {
  const { keep, view } = desk;
  const one = view.case;
  if (one.is_received) {
    return [keep("received", [one.id, one.problems],
      () => makeReceived(one, () => desk.once("take_over", {}, "case-title")))];
  }
  return [
    keep("moves", [one.id, one.moves, one.form?.move],
      () => makeMoves(one, (name) => desk.once("begin", { name }, "form"), desk.tell)),
    drawLetter(desk, view.papers.letter) || drawForm(desk, one.form),
    keep("elsewhere", [one.id, one.status], () => makeElsewhere(one)),
  ];
}

function drawFoot(desk) {
  const { view } = desk;
  const undo = view.case.undo
    && makeButton(`撤销上一步：${view.case.undo}`, "undo", () => desk.once("undo"));
  if (undo) undo.prepend(make("kbd", "", "U"));
  return make("div", "ay-saving", make("span", "ay-saved", view.saved), undo);
}

function drawNothing({ opening }) {
  return make("div", "ay-empty ay-none",
    make("p", "", "在左边的清单里选一个个案，按回车打开。每次打开都留痕。"),
    opening && make("p", "", `清单里没有的，点左上方的“${opening}”。`));
}

function drawCase(desk) {
  const { keep, view } = desk;
  const one = view.case;
  if (view.list.form) return [drawForm(desk, view.list.form)];
  if (!one) return [keep("none", view.list.opening, () => drawNothing(view.list))];
  const panel = keep("panel", [one.id, one.tab], () => {
    const box = make("div", "ay-panel");
    box.setAttribute("role", "tabpanel");
    return box;
  });
  place(panel, drawPanel(desk));
  if (view.layout === "review") return drawReviewed(desk, panel);
  return [
    keep("head", [one.id, one.status, one.place, one.is_received],
      () => makeHead(one, one.is_received ? [] : makeTools(view.papers, desk.once))),
    keep("about", [one.id, one.about], () => makeAbout(one)),
    keep("line", [one.id, one.line], () => makeProgress(one)),
    keep("dues", [one.id, one.dues], () => makeDues(one)),
    ...drawDoing(desk),
    keep("tabs", [one.tabs, one.tab], () => makeTabs(one, desk.send)),
    panel,
    keep("foot", [one.id, view.saved, one.undo], () => drawFoot(desk)),
  ];
}

// A review stands under its tabs; what the case owes and every step, in the tab that says how far it
// is. The steps are there in every tab, to be reached by their keys.
function drawReviewed(desk, panel) {
  const { keep, view } = desk;
  const one = view.case;
  const isHere = one.tab === "state";
  const [moves, form, elsewhere] = drawDoing(desk);
  moves.hidden = !isHere;
  return [
    keep("head", [one.id, one.status, one.place, one.is_received],
      () => makeHead(one, makeTools(view.papers, desk.once))),
    keep("in-short", [one.id, one.about, one.dues, one.status], () => makeInShort(one)),
    keep("tabs", [one.tabs, one.tab], () => makeTabs(one, desk.send)),
    isHere && keep("line", [one.id, one.line], () => makeProgress(one)),
    isHere && keep("dues", [one.id, one.dues], () => makeDues(one)),
    moves,
    form,
    isHere && elsewhere,
    panel,
    isHere && keep("about", [one.id, one.about], () => makeAbout(one)),
    keep("foot", [one.id, view.saved, one.undo], () => drawFoot(desk)),
  ];
}

function drawList(desk) {
  const { keep, rows, view: { list } } = desk;
  place(rows, list.rows.length
    ? list.rows.map((row) => keep(`row-${row.id}`, row, () => makeLine(row, desk.send)))
    : keep("no-rows", 0, () => make("p", "ay-empty", "没有符合条件的个案。")));
  const filters = [{ ...list.filters, find: "" }, list.units, list.townships, list.statuses];
  return [
    keep("counts", [list.counts, list.filters], () => makeCounts(list, desk.filter)),
    list.opening && keep("opening", list.opening,
      () => makeOpening(list.opening, () => desk.once("begin_opening", {}, "form"))),
    keep("filters", filters, () => makeFilters(list, desk.filter)),
    keep("bulk", [list.n_selected, list.bulk, list.bulk_done, list.chosen],
      () => makeBulk(list, desk.send, desk.once) || make("span", "")),
    rows,
    keep("foot-list", [list.page, list.rows.map((row) => [row.id, row.is_selected])],
      () => makeFoot(list, desk.send)),
  ];
}
