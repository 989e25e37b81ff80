// Fields and forms drawn from the kind's own words. A field saves itself when it is left; what was
// typed and is not answered yet is a draft, and no drawing takes it away.
function makeDrafts() {
  const drafts = new Map();
  return {
    isDrawing: false,
    set: (key, value, ask = null) => drafts.set(key, { value, ask }),
    get: (key) => drafts.get(key)?.value,
    has: (key) => drafts.has(key),
    forget: (key) => drafts.delete(key),
    isUnsent: (key) => drafts.has(key) && !drafts.get(key).ask,
    answered(answers) {
      for (const [key, one] of drafts) if (one.ask && one.ask <= answers) drafts.delete(key);
    },
    clear: (start) => {
      for (const key of drafts.keys()) if (key.startsWith(start)) drafts.delete(key);
    },
  };
}

let n_fields = 0;
// What a browser has a control of its own for; the values are those that the desk keeps.
const NATIVE = { moment: "datetime-local", clock_time: "time" };
// A help text of more characters wants a row of its own, one of many more the whole width.
const LONG = 24;
const VERY_LONG = 60;

function makeControl(field, key, value, isOff) {
  if (field.type === "codes") return makeChecks(field, key, value, isOff);
  let control = null;
  if (field.options.length) {
    control = makeSelect([{ code: "", label: "未填" }, ...field.options], value, key);
  } else if (field.type === "long_text") {
    control = make("textarea", "");
    control.rows = 2;
    control.maxLength = 4000;
    control.value = value;
  } else if (field.type in NATIVE) {
    control = makeInput(NATIVE[field.type], key, 0);
    control.removeAttribute("maxlength");
    if (field.type === "moment") control.max = "9999-12-31T23:59"; // years of four digits
    control.value = value;
  } else {
    control = makeInput("text", key, field.type === "day" ? 20 : 120);
    control.value = value;
    if (field.type === "count") control.inputMode = "numeric";
    if (field.type === "amount") control.inputMode = "decimal";
    if (field.type === "pseudonyms") control.placeholder = "只写代号，如 A1；A2";
    if (field.type === "day") {
      control.placeholder = "2024-09-01";
      control.inputMode = "numeric";
    }
  }
  control.dataset.key = key;
  control.disabled = isOff;
  return control;
}

function makeChecks(field, key, value, isOff) {
  const boxes = field.options.map((option) => {
    const box = makeInput("checkbox", `${key}-${option.code}`, 0);
    box.removeAttribute("maxlength");
    box.value = option.code;
    box.checked = value.includes(option.code);
    // One that is chosen can be taken back, though it may not be chosen any more.
    box.disabled = isOff || (Boolean(option.why_not) && !box.checked);
    const why = option.why_not && make("small", "ay-why-not", option.why_not);
    return make("label", `ay-flag${why ? " ay-forbidden" : ""}`, box, make("span", "", option.label), why);
  });
  return make("span", "ay-checks", ...boxes);
}

const valueOf = (control) => (control.matches(".ay-checks")
  ? [...control.querySelectorAll("input:checked")].map((box) => box.value)
  : control.value);

// One field: label, control, help, what is wrong with it. `onDone(value)` returns the number of the
// act that saves it.
function makeField(field, key, drafts, { onDone, now, isOff = false }) {
  const value = drafts.has(key) ? drafts.get(key) : field.value;
  const control = makeControl(field, key, value, isOff);
  const isMany = field.type === "codes";
  n_fields += 1;
  const hinted = !field.problem && field.hint;
  const told = make("small", field.problem ? "ay-problem" : hinted ? `ay-hint-${field.tone}` : "ay-help",
    field.problem || field.hint || field.help || "");
  told.id = `ay-told-${n_fields}`;
  const label = make(isMany ? "span" : "label", "ay-label", field.label,
    field.is_needed && make("i", "ay-needed", "必填"));
  if (isMany) {
    control.setAttribute("role", "group");
    control.setAttribute("aria-label", field.label);
  } else {
    control.id = `ay-control-${n_fields}`;
    label.htmlFor = control.id;
    control.setAttribute("aria-describedby", told.id);
    if (field.problem) control.setAttribute("aria-invalid", "true");
  }
  const done = () => drafts.set(key, valueOf(control), onDone(valueOf(control)));
  control.addEventListener("input", () => drafts.set(key, valueOf(control)));
  // Drawn anew while it was typed in, a control does not know that it changed: the draft does.
  const leave = () => { if (!drafts.isDrawing && drafts.isUnsent(key)) done(); };
  control.goBack = () => {
    drafts.forget(key);
    if (!isMany) control.value = field.value;
  };
  control.addEventListener("change", leave);
  control.addEventListener("focusout", leave);
  const stamp = { day: ["今天", now.slice(0, 10)], moment: ["现在", now] }[field.type];
  const present = stamp && !isOff && makeButton(stamp[0], `${key}-now`, () => {
    [, control.value] = stamp;
    done();
    control.focus();
  });
  if (present) present.setAttribute("aria-label", `${field.label}：${stamp[0]}`);
  const length = (hinted || field.help).length;
  const width = length > VERY_LONG ? " ay-wide ay-explained" : length > LONG ? " ay-wide" : "";
  const box = make("div", `ay-one ay-one-${field.type}${width}${field.problem ? " ay-wrong" : ""}`,
    label, make("span", "ay-control", control, present), told);
  box.dataset.field = field.name;
  return box;
}

function makeForm(form, buttons, approving) {
  const isOfSeveral = form.scope === "several";
  const head = make("b", "", isOfSeveral ? `${form.label}（${form.n} 个个案，内容相同）` : form.label);
  const box = make("div", "ay-form", make("div", "ay-form-head", head, make("small", "", form.clause)),
    make("div", "ay-grid"), approving,
    make("div", "ay-buttons", ...buttons));
  box.setAttribute("role", "group");
  box.setAttribute("aria-label", form.label);
  return box;
}

// A letter: what is asked for, and what the case gives of itself.
function makeLetter(letter, buttons) {
  const known = make("details", "ay-known", make("summary", "", `个案已填好 ${letter.known.length} 项`),
    make("dl", "ay-said", ...letter.known.map((one) =>
      make("div", "", make("dt", "", one.label), make("dd", "", make("bdi", "", one.text))))));
  known.firstChild.dataset.key = "letter-known";
  const lacking = letter.lacking.length > 0
    && make("p", "ay-problem", `还没有：${letter.lacking.join("、")}。请先在个案中登记。`);
  const box = make("div", "ay-form", make("div", "ay-form-head", make("b", "", letter.label),
    make("small", "", letter.note)), lacking, make("div", "ay-grid"), known,
    make("div", "ay-buttons", ...buttons));
  box.setAttribute("role", "group");
  box.setAttribute("aria-label", letter.label);
  return box;
}

// Who confirms, and the PIN, which is sent once and forgotten.
function makeApproving(form, drafts) {
  if (!form.needs_approver) return null;
  const key = `form-${form.move}-approver`;
  const chosen = drafts.get(key) ?? form.approver;
  const who = makeSelect([{ code: "", label: "请选择" }, ...form.approvers], chosen, "approver",
    (code) => drafts.set(key, code));
  const pin = makeInput("password", "pin", 64);
  return make("div", "ay-fields ay-approving", makeLabelled(form.approver_label, who),
    makeLabelled(`${form.approver_label}口令`, pin, `由${form.approver_label}本人输入，用过即忘`));
}
