const PIECE = 4 * 1024 * 1024;
const PATIENCE = 90000;
const SILENT = "内核没有回应。请重新运行本单元；已收的、已保存的更正都在办案库里。";
const UNTOLD = { code: "", label: "按文件所写" };

function sizeOf(bytes) {
  return bytes < 1024 * 1024 ? `${Math.ceil(bytes / 1024)} KB` : `${(bytes / 1048576).toFixed(1)} MB`;
}

function render({ model, el }) {
  el.classList.add("ay-board", "ay-intake");
  el.tabIndex = -1;
  el.setAttribute("role", "region");
  el.setAttribute("aria-label", "收件台");
  // These outlive a view, so that what is half typed stays.
  const month = makeInput("text", "month", 12);
  month.placeholder = "如 2024-09";
  const password = makeInput("password", "password", 200);
  const now = makeInput("text", "now", 500);
  const reason = makeInput("text", "reason", 200);
  reason.placeholder = "如：学校来函更正";
  const picker = makeInput("file", "picker", 0);
  picker.removeAttribute("maxlength");
  picker.multiple = true;
  picker.accept = ".xlsx,.xls,.csv";
  picker.className = "ay-unseen";
  let tableName = "";
  let chosen = [];
  let waits = false;
  let silence = null;
  let hasAsked = false;
  let lastBegun = null;
  let before = {};

  function send(act, said = {}) {
    if (waits) return;
    waits = true;
    el.classList.add("ay-waits");
    expectAnswer();
    model.send({ act, number: model.get("view").number, ...said });
  }

  function expectAnswer() {
    clearTimeout(silence);
    silence = setTimeout(() => el.prepend(make("p", "ay-notice ay-bad", SILENT)), PATIENCE);
  }

  const said = () => ({ month: month.value.trim(), table: tableName, password: password.value });

  function take(files) {
    chosen = [...chosen, ...files];
    picker.value = "";
    draw();
  }

  // The whole board takes what is dropped: beside it the browser would open the file instead.
  function onDrag(event) {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    event.stopPropagation();
    const isOver = event.type === "dragover" && model.get("view").stage === "work";
    el.classList.toggle("ay-over", isOver);
    if (event.type === "drop" && model.get("view").stage === "work") take(event.dataTransfer.files);
  }

  picker.addEventListener("change", () => take(picker.files));
  for (const type of ["dragover", "dragleave", "drop"]) el.addEventListener(type, onDrag);

  async function upload() {
    const files = chosen;
    const number = model.get("view").number;
    waits = true;
    el.classList.add("ay-waits");
    const told = make("p", "ay-notice ay-plain");
    told.setAttribute("role", "status");
    el.prepend(told);
    try {
      for (const [upload, file] of files.entries()) {
        let at = 0;
        do {
          told.textContent = `正在送往内核 ${upload + 1}/${files.length}：${file.name}，`
            + `${sizeOf(at)} / ${sizeOf(file.size)}`;
          const piece = await file.slice(at, at + PIECE).arrayBuffer();
          const is_new = upload === 0 && at === 0;
          model.send({ act: "piece", upload, name: file.name, is_new }, undefined, [piece]);
          at += PIECE;
        } while (at < file.size);
      }
    } catch {
      waits = false;
      el.classList.remove("ay-waits");
      told.className = "ay-notice ay-bad";
      told.textContent = "有文件读不出来（可能已被移走），请去掉它，重新选择。";
      return;
    }
    chosen = [];
    expectAnswer();
    model.send({ act: "receive", number, ...said() });
  }

  function drawIntake(view) {
    const { intake } = view;
    const pick = make("label", "ay-pick", "选择文件", picker);
    const drop = make("div", "ay-drop", pick,
      make("span", "", "或把文件拖到这里（.xlsx .xls .csv，可以一次多个）"));
    const list = chosen.length > 0 && make("ul", "ay-chosen", ...chosen.map((file, n) =>
      make("li", "", make("bdi", "", file.name), ` ${sizeOf(file.size)} `,
        makeButton("去掉", `drop-${n}`, () => { chosen.splice(n, 1); draw(); }))));
    const table = makeSelect([UNTOLD, ...intake.tables], tableName, "table",
      (code) => { tableName = code; });
    const receive = makeButton(chosen.length ? `接收 ${chosen.length} 份` : "接收", "receive",
      upload, chosen.length === 0);
    receive.classList.add("ay-main");
    const more = intake.n_waiting - intake.waiting.length;
    const waiting = intake.n_waiting > 0 && make("div", "ay-waiting",
      make("b", "", `收件箱里有 ${intake.n_waiting} 份还没有收：`),
      make("bdi", "", intake.waiting.join("、") + (more > 0 ? ` 等` : "")),
      makeButton("接收收件箱里的", "receive-waiting", () => send("receive_waiting", said())));
    const receipts = intake.receipts.length > 0 && make("ul", "ay-receipts",
      ...intake.receipts.map((one) => make("li", `ay-${one.tone}`,
        make("b", "", one.result), " ", make("bdi", "", one.name), make("span", "", one.message))));
    return make("section", "", make("h3", "", "收文件"), drop, list,
      make("div", "ay-fields", makeLabelled("月份", month, "文件里没写时填"),
        makeLabelled("表种", table), makeLabelled("文件密码", password, "有密码的才填，用过即忘"),
        receive), noticeAt("intake"), waiting, receipts);
  }

  function drawNotice({ tone, text }) {
    const notice = make("p", `ay-notice ay-${tone}`, text);
    notice.setAttribute("role", tone === "bad" ? "alert" : "status");
    return notice;
  }

  // What is told stands where it was caused, so that it is seen without scrolling.
  const noticeAt = (place) => {
    const { notice } = model.get("view");
    return notice.place === place && drawNotice(notice);
  };

  function drawForm(form) {
    now.removeAttribute("list");
    const options = make("datalist", "", ...form.options.map((text) => {
      const option = make("option", "");
      option.value = text;
      return option;
    }));
    if (form.options.length) {
      options.id = `ay-options-${Math.random().toString(36).slice(2)}`;
      now.setAttribute("list", options.id);
    }
    const hint = form.options.length ? form.options.join("、") : form.hint;
    const save = makeButton("保存更正", "save", saveForm);
    save.classList.add("ay-main");
    const column = makeSelect(form.columns, form.column, "column",
      (code) => send("column", { code }));
    const box = make("div", "ay-form", make("b", "", `更正 ${form.place}`),
      makeLabelled("更正哪一格", column, "同一行"),
      make("span", "ay-was", "原值 ", make("bdi", "", form.was)),
      makeLabelled("正确的值", now, hint + (form.is_blank_right ? "；应为空的留空" : "")), options,
      makeLabelled("理由和依据", reason), make("span", "ay-buttons", save,
        makeButton("取消", "cancel", () => send("cancel"))));
    box.setAttribute("role", "group");
    box.setAttribute("aria-label", `更正 ${form.place}`);
    return make("div", "", noticeAt("form"), box);
  }

  function begin(n) {
    lastBegun = n;
    send("begin", { n, password: password.value });
  }

  const saveForm = () => send("save", { now: now.value, reason: reason.value });

  function drawFile(view) {
    const { file } = view;
    if (!file) return null;
    const again = file.again && makeButton(file.again, "again", () => send("again", said()));
    if (again) again.classList.add("ay-main");
    const kinds = [{ code: "", label: "全部问题" }, ...file.kinds];
    const take = file.has_problems && makeButton("下载问题清单（发回报送单位）", "problems", () => {
      hasAsked = true;
      send("problems");
    });
    const box = make("section", "ay-file",
      make("h3", "", make("bdi", "", file.name)), noticeAt("file"),
      make("p", "", file.facts), file.note && make("p", "ay-empty", file.note),
      make("div", "ay-fields",
        file.kinds.length > 1 && makeLabelled("问题种类",
          makeSelect(kinds, file.kind, "kind", (code) => send("kind", { code }))),
        again, take, makeButton("关上这份文件", "close", () => send("close")),
        file.rows.length > 0 && makePager(file.page, "issue_page", send)),
      file.rows.length ? makeIssues(file, begin, drawForm) : make("p", "ay-empty", "没有发现问题。"),
      file.entered.length > 0 && make("h4", "", "更正单"),
      file.entered.length > 0 && makeEntered(file, send));
    box.dataset.id = file.id;
    return box;
  }

  function draw() {
    const view = model.get("view");
    const focused = el.contains(document.activeElement) ? document.activeElement.dataset.key : null;
    const hadFocus = el.contains(document.activeElement);
    const isFirst = view.stage === "work" && before.stage === "closed";
    const formKey = view.file?.form?.key;
    if (formKey !== before.file?.form?.key) now.value = "";
    if (!formKey) reason.value = "";
    if (view.number !== before.number) {
      waits = false;
      clearTimeout(silence);
      el.classList.toggle("ay-waits", view.stage === "busy");
      if (view.stage === "busy") {
        waits = true;
        expectAnswer();
      }
    }
    const { head } = view;
    if (!head) return;
    const parts = [
      head.made_up && make("p", "ay-made-up", head.made_up),
      make("div", "ay-head", make("b", "", head.title), make("span", "", head.who)),
    ];
    if (view.stage === "work") {
      parts.push(make("div", "ay-state", noticeAt("top"), make("span", "ay-saved", view.saved)));
      parts.push(drawIntake(view), makeFiles(view.list, send), drawFile(view));
    } else if (view.stage === "busy") {
      const { share, text } = view.progress;
      const told = make("p", "ay-told", makeMeter(share, "进度"), " ", make("bdi", "", text));
      told.setAttribute("role", "status");
      parts.push(told);
    } else {
      parts.push(make("p", `ay-told ay-${view.tone || "plain"}`, view.told));
      if (view.stage === "failed") parts.push(makeButton("再试一次", "retry", () => send("retry")));
    }
    el.replaceChildren(...parts.filter(Boolean));
    el.dataset.stage = view.stage;
    el.dataset.number = view.number;
    const isNewForm = formKey && formKey !== before.file?.form?.key;
    const isNewFile = view.file && view.file.id !== before.file?.id;
    before = view;
    if (isNewForm) now.focus();
    else if (hadFocus) restoreFocus(focused);
    if (isNewFile) el.querySelector(".ay-file").scrollIntoView({ block: "start" });
    if (isFirst) {
      picker.focus({ preventScroll: true });
      (el.closest(".anyuan-desk") || el).scrollIntoView({ block: "start" });
    }
  }

  function restoreFocus(key) {
    const find = (one) => one && el.querySelector(`[data-key="${one}"]:not(:disabled)`);
    const found = find(key) || (before.file && find(`begin-${lastBegun}`));
    (found || el).focus({ preventScroll: true });
  }

  function onKey(event) {
    const isInForm = event.target === now || event.target === reason;
    if (event.key === "Enter" && isInForm) {
      event.preventDefault();
      saveForm();
    } else if (event.key === "Escape" && el.querySelector(".ay-form")) {
      send("cancel");
    }
  }

  function takeFile(content, buffers) {
    if (!content.file || !hasAsked) return;
    hasAsked = false;
    const link = make("a", "");
    link.href = URL.createObjectURL(new Blob([buffers[0]]));
    link.download = content.file;
    link.click();
    URL.revokeObjectURL(link.href);
  }

  const stopListening = listenToKeys(el, onKey);
  model.on("change:view", draw);
  model.on("msg:custom", takeFile);
  draw();
  return () => {
    clearTimeout(silence);
    stopListening();
    model.off("change:view", draw);
    model.off("msg:custom", takeFile);
  };
}

export default { render };
