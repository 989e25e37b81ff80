// Draws the board from plain data. Text goes in as text nodes only; nothing is ever parsed as markup.
const KEYS = {
  Digit1: "same", Numpad1: "same", Digit2: "different", Numpad2: "different",
  Digit3: "unsure", Numpad3: "unsure", KeyU: "undo", ArrowLeft: "back", ArrowRight: "forward",
};
const VERDICTS = ["same", "different", "unsure"];
const PATIENCE = 20000;
const SILENT = "内核没有回应。请重新运行本单元；这一次是否已保存，以重新进入后所见为准。";
const AGAIN = [["again", "", "再试一次"]];
const BUTTONS = [
  ["same", "1", "同一人"], ["different", "2", "不是同一人"], ["unsure", "3", "暂不能定"],
  ["undo", "U", "撤销"], ["back", "←", "上一对"], ["forward", "→", "下一对"],
];

function make(tag, name, ...inside) {
  const node = document.createElement(tag);
  if (name) node.className = name;
  node.append(...inside.filter((part) => part !== null && part !== undefined && part !== ""));
  return node;
}

function runsOf(cell, isName) {
  const holder = make(isName ? "bdi" : "span", "ay-value");
  for (const [text, differs] of cell.runs) holder.append(differs ? make("mark", "", text) : text);
  if (!cell.runs.length) holder.append(make("span", "ay-blank", "—"));
  return holder;
}

function tableOf(view) {
  const head = make("tr", "", make("th", "", ""));
  const sides = view.sides.map((side) => {
    const th = make("th", "ay-side", make("b", "", side.table), ` ${side.month}`,
      make("span", "ay-place", ...side.place.map((part) => make("span", "", part))));
    th.scope = "col";
    return th;
  });
  const sign = make("th", "ay-sign", make("span", "ay-unseen", "比较"));
  sign.scope = "col";
  head.append(sides[0], sign, sides[1]);
  const body = view.rows.map((row) => {
    const th = make("th", "", row.label);
    th.scope = "row";
    const cells = row.cells.map((cell) => make("td", "", runsOf(cell, row.is_name),
      cell.note && make("span", "ay-note", cell.note)));
    const mid = make("td", "ay-sign", make("span", "", row.sign),
      make("span", "ay-unseen", row.state_label));
    mid.firstChild.setAttribute("aria-hidden", "true");
    const tr = make("tr", `ay-${row.state}`, th, cells[0], mid, cells[1]);
    tr.dataset.field = row.name;
    return tr;
  });
  return make("table", "", make("caption", "ay-unseen", "两条记录逐项对照"),
    make("thead", "", head), make("tbody", "", ...body));
}

function meterOf(share, label) {
  const bar = make("span", "ay-meter", make("span", ""));
  bar.firstChild.style.width = `${Math.round(share * 100)}%`;
  bar.setAttribute("role", "img");
  bar.setAttribute("aria-label", label);
  return bar;
}

function evidenceOf(view) {
  const list = make("dl", "ay-evidence");
  const put = (term, ...what) => list.append(make("dt", "", term), make("dd", "", ...what));
  if (view.tag) put("已有判定", make("span", "ay-tag", view.tag));
  if (view.chance) {
    const { words, number, share } = view.chance;
    put("可能性", make("b", "", words), ` ${number} `, meterOf(share, number));
  }
  put("证据", view.why);
  put("影响数字", view.moves);
  return list;
}

function render({ model, el }) {
  el.classList.add("ay-board");
  el.tabIndex = 0;
  el.setAttribute("role", "region");
  el.setAttribute("aria-label", "身份核对台。按 1 同一人，2 不是同一人，3 暂不能定，U 撤销");
  const note = make("input", "");
  note.id = `ay-note-${model.get("_anywidget_id")}-${Math.random().toString(36).slice(2)}`;
  note.type = "text";
  note.maxLength = 200;
  note.autocomplete = "off";
  let waitsFor = null;
  let unanswered = null;
  let before = {};

  function isAllowed(what, stage) {
    if (stage === "failed" || what === "again") return stage === "failed" && what === "again";
    return stage === "pair" || (stage === "done" && !VERDICTS.includes(what));
  }

  function act(what) {
    const view = model.get("view");
    if (!isAllowed(what, view.stage) || waitsFor === view.number) return;
    waitsFor = view.number;
    el.classList.add("ay-waits");
    unanswered = setTimeout(() => el.prepend(make("p", "ay-notice ay-bad", SILENT)), PATIENCE);
    model.send({ act: what, number: view.number, note: note.value });
  }

  function buttons(stage) {
    const shown = stage === "failed" ? AGAIN : BUTTONS;
    return make("div", "ay-buttons", ...shown.map(([what, key, text]) => {
      const button = make("button", `ay-${what}`, key && make("kbd", "", key), text);
      button.type = "button";
      button.disabled = !isAllowed(what, stage);
      button.addEventListener("click", () => act(what));
      return button;
    }));
  }

  function draw() {
    const view = model.get("view");
    const hadFocus = el.contains(document.activeElement);
    const isAnswered = waitsFor !== null && !(view.notice && view.notice.tone === "bad");
    const isFirst = view.stage !== "closed" && before.stage === "closed";
    const takesFocus = hadFocus || waitsFor !== null || isFirst;
    if (isAnswered || before.pair !== view.pair) note.value = "";
    waitsFor = null;
    clearTimeout(unanswered);
    before = view;
    el.classList.remove("ay-waits");
    const { head } = view;
    if (!head) return;
    const parts = [
      head.made_up && make("p", "ay-made-up", head.made_up),
      make("div", "ay-head", make("b", "", head.title), make("span", "", head.who)),
    ];
    if (view.progress) {
      parts.push(make("div", "ay-progress", meterOf(view.progress.share, "进度"),
        make("span", "", view.progress.text), make("span", "ay-figures", view.progress.figures)));
      const { tone, text } = view.notice;
      const notice = make("p", `ay-notice ay-${tone}`, text);
      notice.setAttribute("role", tone === "bad" ? "alert" : "status");
      parts.push(notice);
    }
    if (view.stage === "pair") {
      parts.push(evidenceOf(view), tableOf(view));
    } else {
      parts.push(make("p", `ay-told ay-${view.tone || "plain"}`, view.told));
    }
    if (view.stage !== "closed") {
      const label = make("label", "", "备注（可不填，随判定保存）");
      label.htmlFor = note.id;
      const saved = make("span", "ay-saved", view.saved);
      parts.push(buttons(view.stage));
      parts.push(make("div", "ay-remark", ...(view.stage === "pair" ? [label, note] : []), saved));
    }
    el.replaceChildren(...parts.filter(Boolean));
    el.dataset.stage = view.stage;
    el.dataset.number = view.number;
    if (takesFocus) el.focus({ preventScroll: true });
    if (takesFocus && isFirst) (el.closest(".anyuan-desk") || el).scrollIntoView({ block: "start" });
  }

  // At the window and before the page's own shortcuts: in command mode they would turn the cell
  // into a heading at "1" and delete it at "dd".
  function onKey(event) {
    const desk = el.closest(".anyuan-desk") || el;
    if (!el.isConnected || !desk.contains(event.target)) return;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const isTyping = event.target.matches("input, select, textarea, [contenteditable]");
    if (event.target === note && ["Enter", "Escape"].includes(event.key) && !event.isComposing) {
      event.preventDefault();
      el.focus({ preventScroll: true });
    }
    if (isTyping && event.key !== "Enter") return;
    event.stopImmediatePropagation();
    if (isTyping && event.target !== note && !event.isComposing) {
      desk.querySelector("button.mod-primary")?.click();
    }
    const what = KEYS[event.code];
    if (isTyping || !what || event.shiftKey || event.repeat) return;
    event.preventDefault();
    act(what);
  }

  window.addEventListener("keydown", onKey, true);
  model.on("change:view", draw);
  draw();
  return () => {
    clearTimeout(unanswered);
    window.removeEventListener("keydown", onKey, true);
    model.off("change:view", draw);
  };
}

export default { render };
