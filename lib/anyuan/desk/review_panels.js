// The review's other tabs: duties, causes, gaps with their fixes, how far it is.
function makeVerdict(one) {
  return make("span", `ay-verdict ay-verdict-${one.tone}`, one.said);
}

function makeDuty(one, can, begin) {
  const judge = can && makeButton("认定", `judge-${one.code}`,
    () => begin("judge_duty", { duty: one.code, verdict: one.verdict }));
  if (judge) judge.setAttribute("aria-label", `认定“${one.label}”`);
  const computed = one.by && make("small", "", `按记录推定：${one.computed}。${one.computed_evidence}`);
  const row = make("tr", "", make("td", "", make("b", "", one.label), make("small", "", `责任方：${one.side}。${one.clause}`)),
    make("td", "ay-day", makeVerdict(one), one.by && make("small", "", `${one.by}认定`)),
    make("td", "", make("bdi", "", one.evidence), computed), make("td", "", judge));
  row.dataset.duty = one.code;
  return row;
}

function makeDuties(panel, desk, begin) {
  if (panel.why_none) return make("p", "ay-problem", panel.why_none);
  const counts = panel.counts.filter((one) => one.n > 0).map((one) =>
    make("span", `ay-verdict ay-verdict-${one.tone}`, `${one.label} ${one.n}`));
  const rest = make("ul", "", ...panel.not_owed.map((one) =>
    make("li", "", make("b", "", one.label), `：${one.why}`)));
  const box = make("details", "ay-elsewhere", make("summary", "", `不适用的 ${panel.not_owed.length} 项`), rest);
  box.firstChild.dataset.key = "not-owed";
  return make("div", "ay-duties", make("div", "ay-panel-head", ...counts,
    make("span", "ay-quiet", "“没有记录”不等于没有履行")),
  ...panel.groups.map((group) => make("section", "", make("h4", "", group.label),
    makeTable("ay-duty", group.label, ["事项", "履行情况", "依据", ""],
      group.duties.map((one) => makeDuty(one, panel.can, begin))))), box);
}

function makeMarked(runs) {
  return make("bdi", "", ...runs.map(([text, isMarked]) => (isMarked ? make("mark", "", text) : text)));
}

function makeCause(one) {
  const box = make("section", "ay-cause", make("div", "ay-cause-head", make("b", "", `${one.n}. ${one.factor}`),
    make("small", "", one.theme)),
  make("dl", "", ...one.texts.map((text) => make("div", "", make("dt", "", text.label),
    make("dd", "", text.runs.length ? makeMarked(text.runs) : make("span", "ay-empty", `未写。${one.asks}`)))),
  make("div", "", make("dt", "", "有关的经过"), make("dd", "", one.events || make("span", "ay-empty", "未选"))),
  make("div", "", make("dt", "", "有关的责任事项"), make("dd", "", one.duties || make("span", "ay-empty", "未选")))),
  ...one.remarks.map((remark) => make("p", "ay-remarked", make("b", "", `“${remark.words}”`), remark.why,
    make("em", "", `可改问：${remark.advice}`))));
  box.dataset.cause = one.n;
  return box;
}

function makeLacks(title, lacks) {
  if (!lacks.length) return null;
  return make("div", "ay-lacks", make("b", "", title), make("ul", "", ...lacks.map((text) => make("li", "", text))));
}

function makeCauses(panel, desk, begin) {
  const levels = panel.levels.map((level) => {
    const add = panel.can && makeButton(`登记${level.label}`, `cause-${level.code}`,
      () => begin("find_cause", { cause_level: level.code }));
    return make("section", "", make("h4", "", level.label, add),
      level.causes.length ? null : make("p", "ay-empty", "还没有。"), ...level.causes.map(makeCause));
  });
  return make("div", "ay-causes", ...levels, makeLacks("还缺", panel.lacks));
}

function makeFix(one, isAlone = false) {
  return make("div", "ay-fix", make("p", "", make("b", "", one.id), make("span", "ay-verdict ay-verdict-none", one.status),
    one.result && make("span", `ay-verdict ay-verdict-${one.tone}`, one.result)),
  isAlone && make("p", "", make("bdi", "", one.gap)),
  make("dl", "", ...one.said.map((pair) => make("div", "", make("dt", "", pair.label), make("dd", "", make("bdi", "", pair.text))))),
  one.evidence && make("small", "", one.evidence),
  ...one.echoes.map((echo) => make("p", `ay-echo ay-echo-${echo.echo}`, make("b", "", echo.label), echo.told)));
}

function makeGap(one, canFix, once) {
  const ask = canFix && !one.fix && makeButton("提出整改", `gap-${one.n}`, () => once("begin_fix", { n: one.n }, "form"));
  if (ask) {
    ask.className = "ay-main";
    ask.setAttribute("aria-label", `提出整改：${one.duty}`);
  }
  const row = make("tr", "", make("td", "", make("b", "", one.duty), make("p", "", make("bdi", "", one.text))),
    make("td", "", one.fix ? makeFix(one.fix) : make("div", "", ask || make("span", "ay-empty", "没有提出整改"),
      one.past.length > 0 && make("small", "", `以前提过：${one.past.join("；")}`))));
  row.dataset.gap = one.n;
  return row;
}

function makeFixes(panel, desk, begin) {
  if (panel.why_none) return make("p", "ay-problem", panel.why_none);
  const add = panel.can_find && makeButton("登记缺口", "gap-new", () => begin("find_gap", {}));
  const lesson = panel.can_find && makeButton("登记提示", "lesson-new", () => begin("note_lesson", {}));
  return make("div", "ay-fixes", panel.many && make("p", "ay-many", panel.many),
    make("h4", "", "缺口和整改", add), make("p", "ay-quiet", "一条缺口至多一项整改；整改的办理、验收和撤销在个案台。"),
    panel.gaps.length ? makeTable("ay-gaps", "缺口和整改", ["缺口", "整改"],
      panel.gaps.map((one) => makeGap(one, panel.can_fix, desk.once))) : make("p", "ay-empty", "还没有登记缺口。"),
    panel.lone.length > 0 && make("section", "", make("h4", "", "没有对应缺口的整改"), ...panel.lone.map((one) => makeFix(one, true))),
    make("h4", "", "对其他学校的提示", lesson),
    panel.lessons.length ? make("ul", "", ...panel.lessons.map((text) => make("li", "", make("bdi", "", text))))
      : make("p", "ay-empty", "还没有。"));
}

function makeState(panel) {
  const steps = makeTable("ay-state", "进展", ["步骤", "时间", "内容"], panel.steps.map((one) =>
    make("tr", one.at ? "" : "ay-ahead", make("td", "ay-day", one.label), make("td", "ay-day", one.at || "—"),
      make("td", "", make("bdi", "", one.told)))));
  const signed = makeTable("ay-signed", "签署", ["签署单位", "签署人", "日期"], panel.signatures.map((one) =>
    make("tr", one.who ? "" : "ay-ahead", make("td", "ay-day", one.label), make("td", "ay-day", one.who || "尚未签署"),
      make("td", "ay-day", one.on || "—"))));
  const how = panel.page_sha && make("p", "ay-quiet", "签署人在终端运行 ", make("code", "", `anyuan sign ${panel.command}`),
    "，由程序核对送签的文件；或按 S 用自己的口令签署，校验值照送签的填：", make("code", "", panel.page_sha));
  const send = panel.can_submit && make("p", "ay-quiet", "出好复盘页，在终端运行 ",
    make("code", "", `anyuan submit ${panel.command}`), " 送签：记下校验值，送签的那一份存进个案。");
  return make("div", "ay-states", makeLacks("送签以前还缺", panel.lacks), make("h4", "", "首报、续报和复盘"), steps,
    make("h4", "", "三方签署"), signed, how, send);
}

// The incident in one line: what, when, and what is owed next.
function makeInShort(page) {
  const told = Object.fromEntries(page.about.map((one) => [one.name, one.text]));
  const [due] = page.dues;
  const begins = page.moves.some((move) => move.name === "begin_review");
  return make("p", "ay-in-short", make("span", "", told.incident_no), make("b", "", told.incident_kind),
    make("span", "", told.happened_at), due && make("span", `ay-due ay-due-${due.tone}`,
      `下一步 ${due.label}，${due.on} 前`, make("em", "", due.left)),
  begins && make("em", "ay-mark", "复盘还没有启动：按 B 启动后才能核看、认定、登记原因和缺口"));
}

// What draws each tab of the review; `begin` opens the form of a move with fields filled in.
function makeReview(panel, desk) {
  const begin = (name, values) => desk.once("begin_with", { name, values }, "form");
  return {
    events: () => makeEvents(panel, desk, begin),
    duties: () => makeDuties(panel, desk, begin),
    causes: () => makeCauses(panel, desk, begin),
    fixes: () => makeFixes(panel, desk, begin),
    state: () => makeState(panel),
  };
}
