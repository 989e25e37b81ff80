// What a board is made of. Text goes in as text nodes only; nothing is ever parsed as markup.
function make(tag, name, ...inside) {
  const node = document.createElement(tag);
  if (name) node.className = name;
  const isNothing = (part) => part === null || part === undefined || part === false || part === "";
  node.append(...inside.filter((part) => !isNothing(part)));
  return node;
}

function makeButton(text, key, onClick, isOff = false) {
  const button = make("button", "", text);
  button.type = "button";
  button.dataset.key = key;
  button.disabled = isOff;
  button.addEventListener("click", onClick);
  return button;
}

function makeSelect(options, chosen, key, onChange) {
  const select = make("select", "", ...options.map(({ code, label }) => {
    const option = make("option", "", label);
    option.value = code;
    option.selected = code === chosen;
    return option;
  }));
  select.dataset.key = key;
  if (onChange) select.addEventListener("change", () => onChange(select.value));
  return select;
}

function makeLabelled(text, control, hint = "") {
  const label = make("label", "ay-field", make("span", "", text), control);
  if (hint) label.append(make("small", "", hint));
  return label;
}

function makeInput(type, key, maxLength) {
  const input = make("input", "");
  input.type = type;
  input.dataset.key = key;
  input.maxLength = maxLength;
  input.autocomplete = type === "password" ? "new-password" : "off";
  return input;
}

function makeTable(name, caption, heads, rows) {
  const head = make("tr", "", ...heads.map((text) => {
    const th = make("th", "", text);
    th.scope = "col";
    return th;
  }));
  const table = make("table", "", make("caption", "ay-unseen", caption),
    make("thead", "", head), make("tbody", "", ...rows));
  return make("div", `ay-scroll ${name}`, table);
}

function makeMeter(share, label) {
  const bar = make("span", "ay-meter", make("span", ""));
  bar.firstChild.style.width = `${Math.round(share * 100)}%`;
  bar.setAttribute("role", "img");
  bar.setAttribute("aria-label", label);
  return bar;
}

function makePager(page, act, send) {
  const turn = (n) => () => send(act, { n });
  return make("div", "ay-pager", make("span", "", page.text),
    page.of > 1 && makeButton("上一页", `${act}-back`, turn(page.n - 1), page.n === 0),
    page.of > 1 && make("span", "", `${page.n + 1} / ${page.of}`),
    page.of > 1 && makeButton("下一页", `${act}-on`, turn(page.n + 1), page.n + 1 >= page.of));
}

// Keys of the desk are heard at the window, before Lab's own shortcuts: in command mode those
// would turn the cell into a heading at "1" and delete it at "dd".
// `onSubmit`, where given, takes Ctrl+Enter, which would run the cell.
function listenToKeys(el, onKey, onSubmit) {
  function heard(event) {
    const desk = el.closest(".anyuan-desk") || el;
    if (!el.isConnected || !desk.contains(event.target)) return;
    if (onSubmit && event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      event.stopImmediatePropagation();
      onSubmit(event);
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    event.stopImmediatePropagation();
    if (event.isComposing) return;
    if (event.key === "Enter" && event.target.matches("input") && !el.contains(event.target)) {
      desk.querySelector("button.mod-primary")?.click();
    }
    onKey(event);
  }
  window.addEventListener("keydown", heard, true);
  return () => window.removeEventListener("keydown", heard, true);
}
