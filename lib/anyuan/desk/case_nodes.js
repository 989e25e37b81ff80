// What the case desk's drawing stands on: nodes that stay where nothing changed, so that the focus,
// a half-composed word and an open list are left alone; and acts that go one after another.
function makeKeeper() {
  const kept = new Map();
  let used = new Set();
  return {
    keep(key, data, build) {
      used.add(key);
      const told = JSON.stringify(data);
      const old = kept.get(key);
      if (old && old.told === told) return old.node;
      const node = build();
      kept.set(key, { told, node });
      return node;
    },
    sweep() {
      for (const key of kept.keys()) if (!used.has(key)) kept.delete(key);
      used = new Set();
    },
  };
}

// Puts nodes into a parent and moves none that lies in its place already.
function place(parent, ...nodes) {
  const wanted = nodes.flat().filter(Boolean);
  const stays = new Set(wanted);
  for (const node of [...parent.childNodes]) if (!stays.has(node)) node.remove();
  wanted.forEach((node, at) => {
    const there = parent.childNodes[at];
    if (there !== node) parent.insertBefore(node, there || null);
  });
  return parent;
}

const PATIENCE = 20000;

// Acts wait for each other's answers. Of acts that may not be done twice one at a time is taken.
function makeSender(model, onWait, onSilence) {
  const waiting = [];
  let flying = null;
  const by = Math.random().toString(36).slice(2);
  let asked = 0;
  let number = 0;
  let timer = null;

  function next() {
    clearTimeout(timer);
    flying = waiting.shift() || null;
    onWait(Boolean(flying));
    if (!flying) return;
    timer = setTimeout(onSilence, PATIENCE);
    model.send({ ...flying.said, act: flying.act, ask: flying.ask, by, number }, undefined);
  }

  return {
    by,
    send(act, said = {}, isOnce = false) {
      const all = [flying, ...waiting].filter(Boolean);
      if (isOnce && all.some((one) => one.isOnce)) return 0;
      const last = waiting.at(-1);
      if (last && last.act === act && act === "filter") {
        last.said = said;
        return last.ask;
      }
      asked += 1;
      waiting.push({ act, said, isOnce, ask: asked });
      if (!flying) next();
      return asked;
    },
    // Returns up to which of its own acts this board was answered.
    answered(view, answers) {
      number = view.number;
      const ask = answers.by === by ? answers.ask : 0;
      if (flying && ask >= flying.ask) next();
      return ask;
    },
    isBusy: () => Boolean(flying),
    stop() { clearTimeout(timer); },
  };
}

const isTyping = (node) => node.matches("textarea, select, input:not([type=checkbox], [type=file])");

function makeNote(tone, text) {
  const note = make("p", `ay-notice ay-${tone}`, text);
  note.setAttribute("role", tone === "bad" ? "alert" : "status");
  return note;
}
