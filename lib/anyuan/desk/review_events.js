// The accounts of an incident: one row an event, in time order, those of one event side by side.
function makeAccount(one, differs) {
  const source = make("p", "ay-from", make("b", "", one.source),
    make("span", "", one.is_by_hand ? "手工补记" : `第${one.entry}条`), make("span", "", one.party));
  const time = make("p", `ay-time${one.says_no ? " ay-says-no" : ""}`, one.time);
  const bar = one.bar.length > 0 && make("span", "ay-span", make("i", ""));
  if (bar) {
    bar.firstChild.style.left = `${one.bar[0]}%`;
    bar.firstChild.style.width = `${one.bar[1]}%`;
    bar.setAttribute("aria-hidden", "true");
  }
  const knew = (one.knew || one.knew_at)
    && make("small", "", `${one.knew || "记录单位"}知悉${one.knew_at ? ` ${one.knew_at}` : "，时间按记录时间"}`);
  const logged = one.logged_at && make("small", "", `记录于 ${one.logged_at}`);
  const came = make("small", "", `${one.is_by_hand ? "补记" : "收到"} ${one.received}`);
  return make("div", `ay-account${differs ? " ay-differing" : ""}${one.is_by_hand ? " ay-by-hand" : ""}`,
    source, time, bar, make("p", "ay-words", make("bdi", "", one.text)), knew, logged, came);
}

function makeExamined(one) {
  return make("p", `ay-examined${one.is_current ? "" : " ay-stale"}`,
    make("b", "", one.is_current ? "已核看" : "核看以后又有新记录，请再核"),
    one.source && `较可靠：${one.source}。`, make("bdi", "", one.note), make("small", "", one.by));
}

function makeEvent(one, can, begin) {
  const add = can.add_account && makeButton("补记", `add-${one.event}-${one.n}`,
    () => begin("add_account", { account_event: one.event, account_event_no: one.n > 1 ? String(one.n) : "" }));
  if (add) add.setAttribute("aria-label", `补记“${one.label}”`);
  const examine = can.examine_conflict && one.differs && makeButton("核看", `examine-${one.event}-${one.n}`,
    () => begin("examine_conflict", { examined_event: one.event, examined_event_no: one.n > 1 ? String(one.n) : "" }));
  if (examine) {
    examine.setAttribute("aria-label", `核看“${one.label}”`);
    if (one.is_open) examine.className = "ay-main";
  }
  const head = make("div", "ay-event-head", make("b", "", one.label),
    make("span", "ay-range", one.day && make("small", "", one.day), one.range),
    ...one.marks.map((text) => make("em", "ay-mark", text)), make("span", "ay-doing", add, examine));
  const row = make("section", `ay-event${one.differs ? " ay-has-conflict" : ""}${one.is_open ? " ay-unexamined" : ""}`,
    head, make("div", "ay-side-by-side", make("div", "ay-accounts",
      ...one.accounts.map((account) => makeAccount(account, one.differs))), ...one.examined.map(makeExamined)));
  row.dataset.event = `${one.event}-${one.n}`;
  row.setAttribute("aria-label", one.label);
  return row;
}

function makeEvents(panel, desk, begin) {
  if (panel.why_none) return make("p", "ay-problem", panel.why_none);
  const add = panel.can.add_account && makeButton("", "account-new", () => begin("add_account", {}));
  if (add) add.append(make("kbd", "", "A"), "补记经过");
  if (!panel.n_accounts) {
    return make("div", "", make("p", "ay-empty", "还没有经过记录：在收件台收《事件经过记录》，或补记经过。"), add);
  }
  const party = makeLabelled("记录单位", makeSelect(panel.parties, panel.party, "party",
    (code) => desk.send("party", { party: code })));
  const told = panel.n_open ? make("em", "ay-mark", `${panel.n_open} 个事项的记录不一致，还没有核看`)
    : make("span", "ay-quiet", "没有未核看的不一致");
  return make("div", "ay-events",
    make("div", "ay-panel-head", add, party, make("span", "ay-quiet", `共 ${panel.n_accounts} 条记录，几处记录并列，时间不折中`), told),
    ...panel.events.map((one) => makeEvent(one, panel.can, begin)),
    panel.events.length === 0 && make("p", "ay-empty", "这一单位没有留下记录。"));
}
