// The figure desk: month, page, figure; then what the figure is and where it comes from.
function tableFrom({ title, headings, rows, more }) {
  const row = (cells, tag) => make("tr", "", ...cells.map((text) => {
    const cell = make(tag, "", text);
    if (tag === "th") cell.scope = "col";
    return cell;
  }));
  const table = make("table", "ay-sources", make("caption", "", title),
    make("thead", "", row(headings, "th")),
    make("tbody", "", ...rows.map((cells) => row(cells, "td"))));
  const rest = more && make("p", "ay-more", `另有 ${more} 行，见 anyuan explain --xlsx。`);
  return make("div", "ay-wide", table, rest);
}

function foundOf(found, act) {
  const list = make("dl", "ay-evidence");
  for (const [what, text] of found.lines) list.append(make("dt", "", what), make("dd", "", text));
  const verdict = make("span", found.is_equal ? "ay-equal" : "ay-tag",
    found.is_equal ? "重新计算相同" : "重新计算不同");
  const parts = [
    make("h3", "ay-number", make("span", "", found.title), make("b", "", found.shown), verdict),
    list,
  ];
  if (found.may_name && !found.is_named) {
    const about = makeInput("text", "case", 40);
    about.placeholder = "个案编号";
    const button = makeButton("显示姓名", "names", () => act("names", { case: about.value }));
    parts.push(make("div", "ay-naming", makeLabelled("为办理个案", about), button,
      make("small", "", "先记入查阅记录，再显示。")));
  }
  parts.push(...found.tables.map(tableFrom));
  return make("section", "ay-found", ...parts);
}

function render({ model, el }) {
  el.classList.add("ay-board", "ay-origins");
  let view = null; // of messages alone: what is shown may name a child, and traits are saved

  function act(what, said) {
    el.classList.add("ay-waits");
    model.send({ act: what, number: view.number, ...said });
  }

  function choices(view) {
    const month = makeSelect(view.months, view.month, "month", (month) => act("month", { month }));
    const page = makeSelect(view.pages, view.page, "page", (page) => act("page", { page }));
    const parts = [makeLabelled("月份", month), makeLabelled("页面", page)];
    if (view.level) {
      const find = makeInput("search", "find", 40);
      find.value = view.find;
      find.placeholder = "名称或编号";
      find.addEventListener("change", () => act("find", { find: find.value }));
      const first = { code: "", label: `请选择（${view.figures.length} 个）` };
      const figure = makeSelect([first, ...view.figures], view.figure, "figure",
        (chosen) => act("figure", { figure: chosen }));
      parts.push(makeLabelled("查找", find), makeLabelled("数字", figure));
      parts.push(make("span", "ay-tag", view.level));
    }
    return make("div", "ay-choices", ...parts);
  }

  function draw() {
    el.classList.remove("ay-waits");
    const { head } = view;
    if (!head) return;
    const focused = el.contains(document.activeElement) && document.activeElement.dataset.key;
    const parts = [
      head.made_up && make("p", "ay-made-up", head.made_up),
      make("div", "ay-head", make("b", "", head.title), make("span", "", head.who)),
    ];
    if (view.notice) {
      const notice = make("p", `ay-notice ay-${view.notice.tone}`, view.notice.text);
      notice.setAttribute("role", view.notice.tone === "bad" ? "alert" : "status");
      parts.push(notice);
    }
    if (view.stage === "desk") {
      parts.push(choices(view));
      parts.push(view.found ? foundOf(view.found, act)
        : make("p", "ay-told ay-plain", "选月份、页面和数字，看它数的是什么、来自哪里。"));
    } else {
      parts.push(make("p", `ay-told ay-${view.tone || "plain"}`, view.told));
    }
    el.replaceChildren(...parts.filter(Boolean));
    el.dataset.stage = view.stage;
    el.dataset.number = view.number;
    if (focused) el.querySelector(`[data-key="${focused}"]`)?.focus({ preventScroll: true });
  }

  function onKey(event) {
    if (event.key === "Enter" && event.target.dataset.key === "case") {
      el.querySelector('[data-key="names"]').click();
    }
  }

  const stopListening = listenToKeys(el, onKey);
  const onMessage = (content) => {
    if (!content.view) return;
    view = content.view;
    draw();
  };
  model.on("msg:custom", onMessage);
  model.send({ act: "hello" });
  return () => {
    stopListening();
    model.off("msg:custom", onMessage);
  };
}

export default { render };
