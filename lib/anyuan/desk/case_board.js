// Draws the case desk and takes what is done on it. What is shown and what is typed travels as
// messages; nothing of it becomes the control's state.
const SILENT = "内核没有回应。请重新运行本单元再进入；没有显示“已保存”的内容须重填。";
const PIECE = 4 << 20; // below what a notebook server takes in one message (10 MiB)

function makeDesk(model, el) {
  const desk = {
    el,
    ...makeKeeper(),
    drafts: makeDrafts(),
    top: make("div", "ay-top"),
    rows: make("div", "ay-rows"),
    side: make("section", "ay-side-list"),
    page: make("section", "ay-page"),
    grid: make("div", "ay-plan"),
    picker: makeInput("file", "picker", 0),
    view: null,
    cursor: "",
    goTo: null, // where the focus is to go when what was asked for is drawn
    told: null, // what the board itself has to say
  };
  desk.sender = makeSender(model, (waits) => el.classList.toggle("ay-waits", waits),
    () => el.prepend(makeNote("bad", SILENT)));
  const ask = (act, said, goTo, isOnce) => {
    if (desk.view?.stage !== "work" && act !== "refresh") return 0;
    const asked = desk.sender.send(act, said, isOnce);
    if (asked && goTo) desk.goTo = goTo;
    return asked;
  };
  desk.send = (act, said, goTo = act === "open" ? "case-title" : null) => ask(act, said, goTo);
  desk.once = (act, said, goTo) => ask(act, said, goTo, true);
  desk.filter = (said) => desk.send("filter", { ...desk.view.list.filters, ...said });
  desk.submit = () => submit(desk);
  desk.rows.setAttribute("role", "list");
  desk.rows.setAttribute("aria-label", "工作清单");
  desk.side.setAttribute("aria-label", "清单");
  desk.page.setAttribute("aria-label", "个案");
  desk.picker.removeAttribute("maxlength");
  desk.picker.multiple = true;
  desk.picker.className = "ay-unseen";
  desk.panes = make("div", "ay-panes", desk.side, desk.page);
  return desk;
}

// Which form is open: where its fields' keys begin, and the form itself.
function openForm(view) {
  const letter = view?.stage === "work" && view.case && view.papers.letter;
  const form = view?.list?.form || view?.case?.form;
  if (view?.list?.form || !letter) return form ? [`form-${form.move}`, form] : [null, null];
  return [`letter-${letter.name}`, letter];
}

function submit(desk) {
  const typed = document.activeElement;
  // What is being typed in is told first, or its leaving would be heard after the form is gone.
  if (desk.el.contains(typed) && isTyping(typed)) {
    typed.blur();
    typed.focus({ preventScroll: true });
  }
  const [start, form] = openForm(desk.view);
  if (!form) return;
  const values = {};
  for (const field of form.fields) {
    const key = `${start}-${field.name}`;
    values[field.name] = desk.drafts.has(key) ? desk.drafts.get(key) : field.value;
  }
  if (start.startsWith("letter-")) {
    desk.once("write", { values }, "after-form");
  } else if (form.scope !== "one") {
    const act = { several: "move_together", new: "open_new", fix: "open_fix" }[form.scope];
    desk.once(act, { values }, "after-form");
  } else {
    const pin = desk.el.querySelector("[data-key=pin]");
    const approver = desk.drafts.get(`${start}-approver`) ?? form.approver;
    const said = { values, approver, pin: pin?.value || "" };
    if (pin) pin.value = "";
    desk.once("move", said, "after-form");
  }
}

function drawWork(desk) {
  const { view, keep, top, side, page, rows } = desk;
  const notice = desk.told ? { tone: "bad", text: desk.told } : view.notice;
  place(top, keep("notice", notice, () => makeNote(notice.tone, notice.text)));
  place(side, drawList(desk));
  place(page, drawCase(desk));
  const ids = view.list.rows.map((row) => row.id);
  if (!ids.includes(desk.cursor)) {
    desk.cursor = ids.includes(view.case?.id) ? view.case.id : ids[0] || "";
  }
  for (const line of rows.querySelectorAll(".ay-line")) {
    line.tabIndex = line.dataset.key === `row-${desk.cursor}` ? 0 : -1;
  }
}

// A form that does not fit below what stands above it is brought up under the case's head.
function bringUp(page, form) {
  const inside = form && page.getBoundingClientRect();
  if (!form || form.getBoundingClientRect().bottom <= inside.bottom) return;
  const head = page.querySelector(".ay-title");
  const top = inside.top + (head?.offsetHeight || 0) + 4;
  page.scrollTop += form.getBoundingClientRect().top - top;
}

function settleFocus(desk, { active, key, span }, isFirst) {
  const { el, page, rows } = desk;
  const find = (one) => one && el.querySelector(`[data-key="${one}"]:not(:disabled)`);
  if (isFirst) {
    (find(`row-${desk.cursor}`) || el).focus({ preventScroll: true });
    (el.closest(".anyuan-desk") || el).scrollIntoView({ block: "start" });
    return;
  }
  const wanted = desk.sender.isBusy() ? null : desk.goTo;
  if (wanted) {
    desk.goTo = null;
    const inForm = (of) => page.querySelector(`.ay-form ${of} :is(input, select, textarea)`);
    const lines = rows.querySelectorAll(".ay-line");
    const wrong = inForm(".ay-wrong");
    const places = {
      form: inForm("") || find("save"),
      "after-form": wrong || find("pin") || inForm("")
        || page.querySelector(".ay-moves:not([hidden]) button:not(.ay-refused)")
        || page.querySelector(".ay-tabs [aria-selected=true]"),
      "line-first": lines[0],
      "line-last": lines[lines.length - 1],
    };
    const target = wanted in places ? places[wanted] : find(wanted);
    if (target) {
      target.focus();
      if (wanted === "form") bringUp(page, target.closest(".ay-form"));
      if (wanted === "after-form" && !target.closest(".ay-form")) page.scrollTop = 0;
      return;
    }
  }
  if (!active || el.contains(document.activeElement)) return;
  const again = find(key);
  (again || page.querySelector("h3") || el).focus({ preventScroll: true });
  if (again && span && again.setSelectionRange) again.setSelectionRange(...span);
}

function drawDesk(desk, before) {
  const { el, view, keep, drafts } = desk;
  const active = el.contains(document.activeElement) ? document.activeElement : null;
  // A control of times has no selection, and breaks where one is set.
  const hasSpan = active && isTyping(active) && typeof active.selectionStart === "number";
  const span = hasSpan ? [active.selectionStart, active.selectionEnd] : null;
  const { head } = view;
  el.setAttribute("aria-label", head.title);
  drafts.isDrawing = true;
  const parts = [
    head.made_up && keep("made-up", head.made_up, () => make("p", "ay-made-up", head.made_up)),
    keep("title", head, () => make("div", "ay-head", make("b", "", head.title),
      make("span", "", head.who), make("span", "ay-today", head.day))),
  ];
  if (view.stage === "work") {
    drawWork(desk);
    parts.push(desk.top, desk.panes);
  } else {
    parts.push(make("p", `ay-told ay-${view.tone || "plain"}`, view.told));
    if (view.stage === "failed") {
      parts.push(makeButton("再试一次", "refresh", () => desk.send("refresh")));
    }
  }
  place(el, parts);
  desk.sweep();
  el.dataset.layout = view.layout || "";
  el.dataset.stage = view.stage;
  el.dataset.number = view.number;
  el.dataset.case = view.case?.id || "";
  const isElsewhere = view.layout && view.case?.tab !== before?.case?.tab;
  if (isElsewhere || view.case?.id !== before?.case?.id) desk.page.scrollTop = 0;
  const isFirst = before && view.stage === "work" && before.stage !== "work";
  settleFocus(desk, { active, key: active?.dataset.key, span }, isFirst);
  drafts.isDrawing = false;
}

async function attach(model, desk, files) {
  for (const [n, file] of files.entries()) {
    let at = 0;
    do {
      const piece = await file.slice(at, at + PIECE).arrayBuffer();
      const is_new = n === 0 && at === 0;
      model.send({ act: "piece", n, name: file.name, is_new }, undefined, [piece]);
      at += PIECE;
    } while (at < file.size);
  }
  if (files.length) desk.once("attach");
}

function render({ model, el }) {
  el.classList.add("ay-board", "ay-cases");
  el.tabIndex = -1;
  el.setAttribute("role", "region");
  el.setAttribute("aria-label", "个案台");
  const desk = makeDesk(model, el);
  let before = null;
  let isComposing = false;
  let isHeld = false;

  function draw() {
    isHeld = isComposing; // a redrawing would break the word that is being composed
    if (isHeld || !desk.view?.head) return;
    drawDesk(desk, before);
    before = desk.view;
  }

  desk.tell = (text) => {
    desk.told = text;
    draw();
  };

  function onMessage(content, buffers) {
    if (content.file && content.by === desk.sender.by) takeFile(content, buffers[0]);
    if (!content.view) return;
    const [old] = openForm(desk.view);
    desk.view = content.view;
    // A form that is gone takes its drafts along; the desk keeps those of a case's own forms.
    if (old && old !== openForm(desk.view)[0]) desk.drafts.clear(old);
    desk.told = null;
    desk.drafts.answered(desk.sender.answered(desk.view, content.answers));
    draw();
  }

  el.addEventListener("compositionstart", () => { isComposing = true; });
  el.addEventListener("compositionend", () => {
    isComposing = false;
    if (isHeld) setTimeout(draw);
  });
  desk.picker.addEventListener("change", () => {
    const files = [...desk.picker.files];
    desk.picker.value = "";
    attach(model, desk, files);
  });
  // The whole desk takes what is dropped: beside it the browser would open the file instead.
  const onDrag = (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    event.stopPropagation();
    const can = Boolean(desk.view?.case) && !desk.view.case.is_finished;
    el.classList.toggle("ay-over", can && event.type === "dragover");
    if (can && event.type === "drop") attach(model, desk, [...event.dataTransfer.files]);
  };
  for (const type of ["dragover", "dragleave", "drop"]) el.addEventListener(type, onDrag);
  desk.rows.addEventListener("focusin", (event) => {
    const line = event.target.closest(".ay-row");
    if (!line) return;
    desk.cursor = line.dataset.case;
    for (const one of desk.rows.querySelectorAll(".ay-line")) {
      one.tabIndex = one.parentNode === line ? 0 : -1;
    }
  });
  const stopListening = listenToKeys(el, makeKeys(desk), desk.submit);
  model.on("msg:custom", onMessage);
  model.send({ act: "hello" });
  return () => {
    desk.sender.stop();
    stopListening();
    model.off("msg:custom", onMessage);
  };
}

export default { render };
