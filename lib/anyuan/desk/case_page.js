// The head of the open case: where it stands, what is owed, what may be done.
const SIGNS = { done: "●", skipped: "◌", here: "◉", ahead: "○" };
const STATES = { done: "已过", skipped: "未经", here: "现在", ahead: "未到" };

function makeHead(page, tools) {
  const number = page.is_received ? make("span", "ay-of-school", "学校台账")
    : make("span", "ay-no", page.id);
  const title = make("h3", "", number,
    make("span", `ay-status${page.is_finished ? " ay-finished" : ""}`, page.status),
    make("span", "ay-place", page.place));
  title.tabIndex = -1;
  title.dataset.key = "case-title";
  return make("div", "ay-title", title, make("span", "ay-tools", ...tools));
}

// The letters, the case file as a file, and its printing.
function makeTools(papers, once) {
  const items = papers.menu.map((one) => {
    const item = makeButton("", `letter-${one.name}`, () => once("letter", { name: one.name }, "form"));
    item.append(one.label, make("small", "", one.issuer));
    return item;
  });
  items.push(makeButton("个案卷宗（HTML 文件）", "dossier", () => once("print", { is_on: false })));
  const list = make("div", "", ...items);
  const show = (isOpen) => {
    list.hidden = !isOpen;
    button.setAttribute("aria-expanded", String(isOpen));
  };
  const button = makeButton("", "letters", () => {
    show(list.hidden);
    if (!list.hidden) items[0].focus();
  });
  button.append(make("kbd", "", "M"), "文书 ▾");
  show(false);
  list.addEventListener("click", () => show(false));
  const menu = make("div", "ay-menu", button, list);
  return [menu, makeButton("打印", "print", () => once("print", { is_on: true }))];
}

function stepInMenu(target, by) {
  const items = [...target.closest(".ay-menu").querySelectorAll("div button")];
  items.at((items.indexOf(target) + by) % items.length).focus();
}

// Prints a page from a frame of its own; it holds no script and asks for nothing.
function printPage(data) {
  document.querySelector("iframe.ay-print")?.remove();
  const frame = make("iframe", "ay-unseen ay-print");
  frame.title = "个案卷宗";
  const address = URL.createObjectURL(new Blob([data], { type: "text/html;charset=utf-8" }));
  frame.addEventListener("load", () => {
    frame.contentWindow.addEventListener("afterprint", () => {
      frame.remove();
      URL.revokeObjectURL(address);
    });
    frame.contentWindow.print();
  });
  frame.src = address;
  document.body.append(frame);
}

function takeFile(content, data) {
  if (content.is_print) {
    printPage(data);
    return;
  }
  const link = make("a", "");
  link.href = URL.createObjectURL(new Blob([data]));
  link.download = content.file;
  link.click();
  URL.revokeObjectURL(link.href);
}

function makeAbout(page) {
  const list = make("dl", "ay-about");
  for (const one of page.about) {
    const pair = make("div", "", make("dt", "", one.label),
      make("dd", "", make("bdi", "", one.text)));
    pair.dataset.name = one.name;
    list.append(pair);
  }
  return list;
}

function makeProgress(page) {
  const list = make("ol", "ay-progress-line", ...page.line.map((one) => {
    const sign = make("span", "ay-dot", SIGNS[one.state]);
    sign.setAttribute("aria-hidden", "true");
    const item = make("li", `ay-is-${one.state}`, sign,
      make("span", "", one.label, one.n > 0 && `(${one.n})`, one.n > 0 && make("span", "ay-unseen", "次")),
      make("span", "ay-unseen", STATES[one.state]));
    if (one.state === "here") item.setAttribute("aria-current", "step");
    return item;
  }));
  list.setAttribute("aria-label", "进程");
  return list;
}

function makeDues(page) {
  if (!page.dues.length) {
    return make("p", "ay-due", make("b", "", "下一步"),
      page.is_finished ? "已办结，没有期限。" : "现在没有规定期限的步骤。");
  }
  return make("div", "ay-dues", ...page.dues.map((due, n) =>
    make("p", `ay-due ay-due-${due.tone}`, make("b", "", n ? "还有" : "下一步"),
      make("span", "ay-owed", due.label, due.owes && `（${due.owes}）`),
      `应于 ${due.on} 前`, make("em", "", due.left), make("small", "", due.why))));
}

// A case that stands in a school's file: it is read, and may be taken over into the casebook.
function makeReceived(page, takeOver) {
  const button = makeButton("转为在办个案", "take-over", takeOver);
  button.className = "ay-main";
  const told = page.problems.map((text) => make("li", "", text));
  return make("div", "ay-received", make("div", "", make("p", "", "学校台账报来的事件，只读。转为在办个案后，"
    + "已登记的内容和步骤照转，在这里接着办，以本台登记的为准。"),
  told.length > 0 && make("p", "ay-problem", "学校填报的这一行有问题，请学校改正，或转来后补登："),
  told.length > 0 && make("ul", "", ...told)), button);
}

function makeMoves(page, begin, tell) {
  const buttons = page.moves.map((move) => {
    const button = makeButton("", `move-${move.name}`,
      () => (move.why_not ? tell(`“${move.label}”现在不能做：${move.why_not}。`) : begin(move.name)));
    button.append(move.key && make("kbd", "", move.key), move.label);
    if (move.is_owed && !move.why_not) button.className = "ay-main";
    if (move.why_not) {
      button.className = "ay-refused";
      button.setAttribute("aria-disabled", "true");
      button.title = move.why_not;
    }
    if (page.form?.move === move.name) button.setAttribute("aria-expanded", "true");
    button.dataset.move = move.name;
    return button;
  });
  return make("div", "ay-moves", ...buttons);
}

function makeElsewhere(page) {
  const list = make("ul", "", ...page.elsewhere.map((one) =>
    make("li", "", make("b", "", one.label), `：只在“${one.from}”时可做。`,
      make("small", "", `依据：${one.clause}`))));
  const box = make("details", "ay-elsewhere", make("summary", "", "其他步骤为什么现在不能做"), list);
  box.firstChild.dataset.key = "elsewhere";
  return box;
}

function makeTabs(page, send) {
  const bar = make("div", "ay-tabs", ...page.tabs.map((tab, n) => {
    const button = makeButton("", `tab-${tab.code}`, () => send("tab", { tab: tab.code }));
    button.append(make("kbd", "", String(n + 1)), tab.label);
    button.setAttribute("role", "tab");
    button.setAttribute("aria-selected", String(tab.code === page.tab));
    return button;
  }));
  bar.setAttribute("role", "tablist");
  bar.setAttribute("aria-label", "个案内容");
  return bar;
}
