// The desk by keyboard. Letters are those shown on the buttons; nothing is heard while a word is
// being composed, and letters and digits not while something is typed.
function makeKeys(desk) {
  const { el, rows, page } = desk;
  const lineOf = (id) => rows.querySelector(`[data-key="row-${id}"]`);

  function step(by) {
    const { rows: lines, page: at } = desk.view.list;
    const next = lines.findIndex((row) => row.id === desk.cursor) + by;
    if (lines[next]) {
      lineOf(lines[next].id).focus();
      return;
    }
    const turned = at.n + by;
    if (turned >= 0 && turned < at.of) {
      desk.send("page", { n: turned }, by > 0 ? "line-first" : "line-last");
    }
  }

  function escape(target) {
    const { view } = desk;
    const menu = page.querySelector(".ay-menu [aria-expanded=true]");
    if (menu) {
      menu.click();
      menu.focus();
    } else if (view.list.form || view.case?.form || view.papers.letter) {
      if (isTyping(target)) target.blur();
      el.querySelector("[data-key=cancel]")?.click();
    } else {
      target.goBack?.(); // what was typed into a field of the plan and not left is not saved
      lineOf(desk.cursor)?.focus();
    }
  }

  function enter(event) {
    const { target } = event;
    event.preventDefault();
    if (target.dataset.key === "find") lineOf(desk.cursor)?.focus();
    else if (target.dataset.then) el.querySelector(`[data-key=${target.dataset.then}]`)?.click();
    else if (target.closest(".ay-form")) desk.submit();
    else target.blur();
  }

  function keyOf(event) {
    const { view } = desk;
    const letter = /^Key([A-Z])$/.exec(event.code)?.[1];
    const digit = /^(?:Digit|Numpad)([1-9])$/.exec(event.code)?.[1];
    if (event.code === "Slash") return "find";
    if (event.key === " " && event.target.matches(".ay-line")) return `select-${desk.cursor}`;
    if (letter === "N" && view.list.opening) return "open-new";
    if (!view.case || view.list.form) return null;
    // On the line of another case a letter would be about a case that is not looked at.
    if (rows.contains(event.target) && desk.cursor !== view.case.id) return null;
    if (digit) return `tab-${view.case.tabs[digit - 1]?.code}`;
    if (letter === "M") return "letters";
    if (letter === "U") return "undo";
    const move = letter && view.case.moves.find((one) => one.key === letter);
    return move ? `move-${move.name}` : null;
  }

  return function onKey(event) {
    const { target } = event;
    if (desk.view?.stage !== "work" || !el.contains(target)) return;
    const isIn = isTyping(target);
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape") escape(target);
    else if (isIn && event.key === "Enter" && target.matches("input")) enter(event);
    else if (isIn && by && target.dataset.key === "find") step(0);
    if (isIn || event.shiftKey || event.key === "Escape") return;
    if (by) {
      event.preventDefault();
      if (target.closest(".ay-menu")) stepInMenu(target, by);
      else step(by);
      return;
    }
    const node = el.querySelector(`[data-key="${keyOf(event)}"]`);
    if (!node) return;
    event.preventDefault();
    if (event.repeat) return;
    if (node.matches("[data-key=find]")) node.focus();
    else node.click();
  };
}
