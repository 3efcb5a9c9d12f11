// A survey on somebody else's page: draws what the server describes, and sends what a person answers. No library, no
// cookie, nothing in global scope but `voc`, nothing on the page but one element behind the body.
// `voc widget build` copies it under the name of its content; docs/widget.md says how pages use it.
"use strict";
(() => {
  const script = document.currentScript;
  if (!script || !script.dataset.voc || !("adoptedStyleSheets" in document)) return;
  const { voc: id, consent, trial, shadow } = script.dataset;
  const base = new URL(".", script.src).href + id + "/";
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const tracked = new Set();
  const box = "voc:" + id;
  let mayKeep = consent === undefined && !trial;
  let who, config, listeners, timer, host, shade, panel, back, key, answers, finished, since, me, isShown, asked = 0, spots, note, sender, turn = 0;

  // What stays in this browser: a random key and answers that could not be sent yet. Nothing before consent.

  function kept(name) {
    try { if (mayKeep) return localStorage.getItem(name); } catch { /* Forbidden. */ }
  }

  function keep(name, value) {
    try { if (mayKeep) value ? localStorage.setItem(name, value) : localStorage.removeItem(name); } catch { /* Full, or forbidden. */ }
  }

  const random = () => crypto.getRandomValues(new Uint32Array(4)).join("-");

  function visitor() {
    if (!mayKeep) return;
    me ||= kept("voc") || random();
    keep("voc", me);
    return me;
  }

  // To the server and back. As plain text, a request needs no other one before it that asks for permission.

  async function post(what, content) {
    const body = JSON.stringify({ ...content, trial });
    const response = await fetch(base + what, { method: "POST", body, credentials: "omit", referrerPolicy: "origin", keepalive: body.length < 2e4 });
    // Too slow, too early, too many, or trouble: what is refused so may be taken later.
    if (/5..|408|42[59]/.test(response.status)) throw response;
    return [response.ok, await response.json()];
  }

  // The newest state of each answer that has not arrived, with who was signed in then. Sent again, also from another tab,
  // it is still the same answer: its key says so.
  const waiting = new Map();
  const heard = new Map();
  let isBusy, isMore, retry, pause = 2e3;

  async function deliver() {
    isMore = isBusy;
    if (isBusy) return;
    isBusy = true;
    clearTimeout(retry);
    let isLate;
    // One that does not get through holds up none of the others.
    for (const which of waiting.keys()) {
      try {
        let content, reply;
        do reply = await post("answer", content = waiting.get(which)); while (waiting.get(which) !== content);
        pause = 2e3;
        waiting.delete(which);
        store(which, content);
        heard.get(which)?.(...reply);
      } catch {
        isLate = true;
        heard.get(which)?.(null);
      }
    }
    isBusy = false;
    if (isMore) deliver();
    else if (isLate) retry = setTimeout(deliver, pause = Math.min(pause * 2, 3e5));
  }

  function stored() {
    try { return new Map(JSON.parse(kept(box))); } catch { return new Map(); }
  }

  // Other tabs keep theirs in the same place, and perhaps a newer state of this one. The oldest go where it gets too many.
  function store(which, sent) {
    const all = stored();
    if (!sent) all.set(which, waiting.get(which));
    else if (JSON.stringify(all.get(which)) === JSON.stringify(sent)) all.delete(which);
    keep(box, all.size ? JSON.stringify([...all].slice(-20)) : "");
  }

  function send(isFinal) {
    const mine = key;
    waiting.set(key, { ...config.back, key, turn: ++turn, answers: { ...answers }, final: isFinal, seconds: (performance.now() - since) / 1e3 + 0.5 | 0, who });
    heard.set(key, (isTaken, said) => {
      if (key !== mine) return;
      if (isTaken === false) refuse(said);
      else if (isFinal && isTaken) tell(config.words.arrived, el("p", {}, said.thanks), said.link ? el("a", { ...said.link, target: "_blank" }) : "");
      else if (isFinal) tell(config.words.unsent, ours("p", config.words.later));
    });
    store(key);
    deliver();
  }

  // Whether and when to ask.

  async function hello() {
    const turn = ++asked;
    try {
      const [isKnown, said] = await post("hello", { visitor: kept("voc"), page: root.lang, langs: navigator.languages, who });
      if (turn !== asked || !isKnown) return;
      // What somebody has before them stays as it is, whatever was published meanwhile; but not whose answer it will be.
      config = key && !finished ? { ...config, ask: said.ask, note: said.note } : said;
      if (config.consent && consent === undefined) mayKeep = false;
      // Where nothing is asked just now, nothing is taken either.
      if (said.questions) for (const [which, content] of stored()) waiting.has(which) || waiting.set(which, content);
    } catch { return; }
    if (note) note.hidden = !(note.textContent = config.note);
    deliver();
    arm();
  }

  const isHere = () => new RegExp(config.here).test(location.href);

  function disarm() {
    clearTimeout(timer);
    listeners?.abort();
    listeners = new AbortController();
  }

  function arm() {
    disarm();
    if (!config) return;
    if (panel) return attach();
    if (!config.ask || !isHere()) return host?.remove();
    if (!config.asks) return launch();
    if (isShown) return;
    const { on, after, event } = config.trigger;
    const { signal } = listeners;
    if (on === "time") timer = setTimeout(show, after * 1e3);
    if (on === "event" && tracked.has(event)) show();
    if (on === "exit") root.addEventListener("mouseleave", (e) => { e.clientY > 0 || show(); }, { signal });
    if (on === "scroll") {
      const look = () => { if ((scrollY + innerHeight) / root.scrollHeight * 100 >= after) show(); };
      addEventListener("scroll", look, { signal });
      // A page without its styles, pictures or what it draws itself is short: seen whole, though nobody has scrolled.
      const later = () => { timer = setTimeout(look, 1e3); };
      document.readyState === "complete" ? later() : addEventListener("load", later, { signal });
    }
  }

  // What is drawn. Elements and their texts, never markup: so no text can be more than text.

  function el(tag, properties, ...children) {
    const made = /svg|path/.test(tag) ? document.createElementNS("http://www.w3.org/2000/svg", tag) : document.createElement(tag);
    for (const name in properties) name in made ? made[name] = properties[name] : made.setAttribute(name, properties[name]);
    made.append(...children);
    return made;
  }

  const sheet = () => `:host{all:initial!important;display:block!important;${config.kind === "inline" ? "" : "position:fixed!important;inset:0!important;z-index:2147483647!important;pointer-events:none!important"}}
*{box-sizing:border-box}[hidden]{display:none!important}.v{position:absolute;height:1px;overflow:hidden;opacity:0}
.w{${config.light};font:16px/1.5 system-ui,sans-serif;color:var(--t);text-align:start;overflow-wrap:anywhere}.w.dark{${config.dark}}
.w:not(.inline){position:absolute;inset:0;display:flex;align-items:end;padding:16px}
.end{justify-content:end}
.slide_in.slide_in{padding:0;justify-content:center}
.p{container-type:inline-size;pointer-events:auto;position:relative;width:100%;background:var(--s);border:1px solid var(--l);border-radius:12px;max-width:720px}.b{flex:1;padding:20px}
:not(.inline)>.p{display:flex;max-width:480px;max-height:100%;overflow:hidden;box-shadow:0 8px 32px #0004}
:not(.inline)>.p .b{overflow:auto;overscroll-behavior:contain;padding-bottom:8px;scroll-padding:52px 0 72px}
:not(.inline)>.p .f{position:sticky;bottom:-8px;padding:12px 0;background:linear-gradient(#0000,var(--s) 12px)}
:not(.inline)>.p h2{padding-inline-end:36px}
:not(.inline)>.p .b:before{content:"";display:block;position:sticky;z-index:1;top:-20px;height:52px;margin:-20px 0 -32px;background:linear-gradient(var(--s) 48px,#0000)}
.slide_in>.p{max-width:720px;border-radius:12px 12px 0 0;border-bottom:0}
h2{position:relative;z-index:2;font-size:18px;line-height:1.35;margin:0 0 8px}
p{margin:0 0 12px;white-space:pre-line}span.soft{display:inline-block;font-weight:400}.soft,.ends{color:var(--f);font-size:14px}
fieldset{border:0;margin:0 0 12px;padding:0;min-width:0}legend,.q{display:block;padding:0;margin-bottom:8px;font-weight:600}
.g{display:grid;gap:4px;grid:auto/auto-flow 1fr}
.g label{position:relative;display:grid;min-height:44px;cursor:pointer}
.g input{position:absolute;inset:0;width:100%;height:100%;margin:0;opacity:0;cursor:pointer}
.g span{display:grid;place-items:center;border:1px solid var(--l);border-radius:8px;font-weight:600}
.g label:hover span{border-color:var(--a);box-shadow:inset 0 0 0 1px var(--a)}
.g :checked+span{background:var(--a);border-color:var(--a);color:var(--i)}
svg{width:24px;height:24px;scale:1.4;fill:none;stroke:currentColor;stroke-width:1.75;stroke-linecap:round}
@container (max-width:380px){.n11,.n10,.n9,.n8{grid:auto/repeat(6,1fr)}}
.ends{display:flex;justify-content:space-between;gap:16px;margin:6px 0 0}.ends :last-child{text-align:end}.ends+fieldset{margin-top:16px}
.t{display:block;width:100%;min-height:44px;padding:8px 12px;font:inherit;color:inherit;background:var(--s);border:1px solid var(--l);border-radius:8px;margin-bottom:12px}.t[aria-invalid=true]{border:2px solid var(--b)}textarea.t{min-height:88px;resize:vertical}
.k,a{display:flex;gap:12px;align-items:center;min-height:44px;cursor:pointer}.k input{width:20px;height:20px;margin:0;flex:none;accent-color:var(--a)}
button{font:inherit;font-weight:600;line-height:1.25;min-height:44px;padding:8px 20px;border:1px solid transparent;border-radius:8px;background:var(--a);color:var(--i);cursor:pointer}
.c{position:absolute;z-index:2;top:4px;inset-inline-end:4px;width:44px;padding:0;border-radius:50%;font-size:24px}.c,[inert] button{background:var(--s);color:var(--t);border-color:var(--l)}
.o{pointer-events:auto;border-radius:24px;box-shadow:0 4px 16px #0004}
.e{color:var(--b);font-weight:600}
[dir=rtl] :is(h2[dir=ltr],p[dir=ltr],[type=date]){text-align:right}[dir=rtl] h2[dir=ltr]{padding:0 0 0 36px}
a{color:inherit;font-weight:600}
:focus-visible,.g :focus-visible+span{outline:3px solid var(--t);outline-offset:2px}
.b:focus{outline:0}
@media (forced-colors:active){.g :checked+span{outline:3px solid Highlight}}
@media (prefers-reduced-motion:no-preference){.p{animation:i .2s ease-out}}@keyframes i{from{opacity:0;translate:0 16px}}`;

  function isDark() {
    if (config.theme !== "auto") return config.theme === "dark";
    for (const each of [document.body, root]) {
      const [, r, g, b, isClear] = /^rgba?\((\d+), (\d+), (\d+)(, 0\))?/.exec(getComputedStyle(each).backgroundColor) || [];
      if (r && !isClear) return r * 0.3 + g * 0.59 + b * 0.11 < 110;
    }
    return dark.matches && getComputedStyle(root).colorScheme.includes("dark");
  }

  const paint = () => shade?.firstChild?.classList.toggle("dark", isDark());
  dark.addEventListener("change", paint);
  // Drawn before the page has its styles, it does not know how dark they are.
  addEventListener("load", paint);

  function attach() {
    const place = config.kind === "inline" ? document.querySelector(`[data-voc-here="${id}"]`) : root;
    if (!place) return;
    if (!host) {
      // The page's own shortcuts would read what is typed here as commands.
      const stop = (e) => e.stopPropagation();
      host = el("voc-widget", { onkeydown: stop, onkeypress: stop, onkeyup: stop });
      shade = host.attachShadow({ mode: shadow === "open" ? "open" : "closed" });
      const styles = new CSSStyleSheet();
      styles.replaceSync(sheet());
      shade.adoptedStyleSheets = [styles];
      shade.addEventListener("focusin", (e) => { back ||= e.relatedTarget; });
    }
    if (!host.isConnected) {
      place.append(host);
      if (place === root) {
        // In the top layer no number of the page's is higher.
        host.popover = "manual";
        host.showPopover?.();
      }
    }
    return true;
  }

  function draw(...content) {
    shade.replaceChildren(el("div", { className: `w ${config.kind} ${config.side}`, ...config.own }, ...content));
    paint();
  }

  // What is always there: the button, or the questions in their place.
  function launch() {
    if (!attach()) return;
    if (config.kind === "inline") return panel || open();
    const button = el("button", { className: "o", textContent: config.words.open, onclick: () => { open(); panel.focus(); } });
    draw(el("aside", { "aria-label": config.words.open, ...config.ours }, button));
  }

  // Asked by us: reported, because nobody is asked twice. The page keeps its focus; a screen reader is told.
  function show() {
    disarm();
    if (panel || isShown) return;
    // Beside a dialog of the page's, or under a film, nothing of ours could be reached.
    if (document.querySelector(":modal,:fullscreen")) return void (timer = setTimeout(show, 1e3));
    if (!attach()) return;
    isShown = true;
    open();
    setTimeout(() => finished || say(config.words.asks), 500);
    const mine = visitor();
    if (mine || who) post("shown", { visitor: mine, who }).catch(() => {});
  }

  // To a screen reader, as a live region does: only what changes in it.
  function say(text) {
    const said = shade.querySelector(".v");
    if (said) said.textContent = text;
  }

  function open() {
    if (!attach()) return;
    if (finished || !key) { key = random(); answers = {}; finished = false; }
    since = performance.now();
    const shown = config.questions.filter((question) => DRAWN[question.draw]);
    spots = new Map(shown.map((question) => [question.key, DRAWN[question.draw](question)]));
    const [first, ...rest] = spots.values();
    const sift = () => { for (const question of shown) spots.get(question.key).hidden = !isAsked(question); };
    sift();
    note = hint(config.note, config.ours);
    const more = el("div", { hidden: config.asks && !Object.keys(answers).length }, ...rest, note);
    sender = ours("button", config.words.send);
    // Always in sight, however little of the card is.
    const foot = el("div", { className: "f", hidden: more.hidden }, sender);
    const form = el("form", { noValidate: true, onsubmit: finish, onchange: () => { more.hidden = foot.hidden = false; sift(); } },
      el("h2", {}, config.title), hint(config.intro), first, el("p", { className: "e", role: "alert", ...config.ours }), more, foot);
    frame(form);
  }

  function frame(...content) {
    const isDialog = config.kind !== "inline";
    panel = el("section", { className: "b", role: isDialog ? "dialog" : "region", "aria-label": config.title, tabIndex: -1 }, ...content);
    if (isDialog) {
      panel.append(el("button", { className: "c", textContent: "×", "aria-label": config.words.close, onclick: close, lang: config.ours.lang }));
      panel.onkeydown = (e) => { if (e.key === "Escape") close(); };
    }
    draw(el("div", { className: "p" }, panel), el("p", { className: "v", role: "status", ...config.ours }));
  }

  function put(question, answer) {
    answers[question.key] = answer;
    touched();
  }

  // Behind a question that may be passed over stands that it may.
  const asking = (tag, { asked: [label, mark], help }) => [el(tag, { className: "q" }, label, el("span", { className: "soft" }, mark)), hint(help)];
  const group = (question, ...content) => el("fieldset", { "aria-describedby": `${question.key} !${question.key}` }, ...asking("legend", question), ...content);
  const hint = (text, more) => el("p", { className: "soft", hidden: !text, ...more }, text);
  const ends = (question) => el("p", { className: "ends", id: question.key }, el("span", {}, question.low), el("span", {}, question.high));
  const row = (name, { points, signs, faces }, now, pick) => el("div", { className: "g n" + points.length }, ...points.map((point, at) => el("label", {}, el("input", {
    type: "radio", name, value: point, checked: now === point, "aria-label": point, onchange: () => pick(point),
  }), el("span", {}, faces ? el("svg", { "aria-hidden": true }, el("path", { d: faces[at] })) : signs?.[at] || point))));
  const typed = (tag, question, more) => el("label", {}, ...asking("span", question), el(tag, {
    className: "t", "aria-describedby": "!" + question.key, dir: question.dir, value: answers[question.key] || "", maxLength: question.most, required: question.required,
    oninput: (e) => { answers[question.key] = e.target.value; }, ...more,
  }));

  const DRAWN = {
    scale: (question) => group(question, row(question.key, question, answers[question.key], (point) => put(question, point)), ends(question)),
    matrix: (question) => group(question, ends(question), ...question.rows.map(([key, label]) => el("fieldset", {}, el("legend", { className: "soft" }, label),
      row(question.key + key, question, answers[question.key]?.[key], (point) => put(question, { ...answers[question.key], [key]: point }))))),
    pick(question) {
      const now = answers[question.key] || { chosen: [] };
      const boxes = question.options.map(([value]) => el("input", { type: question.many ? "checkbox" : "radio", name: question.key, value, checked: now.chosen.includes(value) }));
      const other = boxes.find((box) => box.value === "other");
      const text = el("input", { className: "t", dir: "auto", value: now.other || "", hidden: !other?.checked, maxLength: question.most || 0, "aria-label": question.options.at(-1)[1] });
      const change = () => {
        text.hidden = !other?.checked;
        const chosen = boxes.filter((box) => box.checked).map((box) => box.value);
        answers[question.key] = chosen[0] ? { chosen, ...(other?.checked && text.value ? { other: text.value } : 0) } : undefined;
      };
      const made = group(question, ...boxes.map((box, at) => el("label", { className: "k" }, box, el("span", {}, question.options[at][1]))), text);
      made.onchange = () => { change(); touched(); };
      text.oninput = change;
      return made;
    },
    line: (question) => typed("input", question, { type: question.type }),
    words: (question) => typed("textarea", question),
  };

  // Whether a question is asked, given what was answered before it.
  const isAsked = (question) => question.if.every(([key, any]) => {
    const answer = answers[key];
    return isAsked(config.questions.find((each) => each.key === key))
      && (answer?.chosen || [answer ?? ""]).some((one) => any[0] ? any.includes(`${one}`) : `${one}`);
  });

  // One touch is an answer, though a provisional one; that somebody stayed with it is told a little later.
  function touched() {
    complain("");
    const mine = key;
    send(false);
    setTimeout(() => { if (key === mine && !finished && !document.hidden) send(false); }, 3500);
  }

  // Beneath the question that it is about, whose field or group is described by it, and in sight: what is pressed may
  // stand far below.
  function complain(text, key, isForHand) {
    const place = panel?.querySelector(".e");
    if (!place) return;
    for (const [each, spot] of spots) (spot.control || spot).setAttribute("aria-invalid", each === key);
    const spot = spots.get(key);
    spot?.after(place);
    place.id = "!" + key;
    place.textContent = text;
    if (isForHand) (spot?.querySelector("input,textarea") || sender).focus();
    if (text) place.scrollIntoView({ block: "nearest" });
  }

  // From the press until the reply, however slow the line: seen, heard, and nothing to press or to change.
  function hold(isHeld) {
    if (isHeld && shade.activeElement) panel.focus({ preventScroll: true });
    sender.form.inert = isHeld;
    sender.textContent = config.words[isHeld ? "sending" : "send"];
    say(isHeld ? config.words.sending : "");
  }

  function finish(e) {
    e.preventDefault();
    const isSaid = (answer) => `${answer ?? ""}`.trim();
    const lacks = config.questions.find((question) => question.required && spots.has(question.key) && isAsked(question) && !isSaid(answers[question.key]))
      || !Object.values(answers).some(isSaid) && { ...config.questions[0], need: config.words.need };
    if (lacks) return complain(lacks.need, lacks.key, true);
    if (finished) return;
    complain("");
    finished = true;
    hold(true);
    send(true);
  }

  const ours = (tag, text) => el(tag, config.ours, text);

  // In place of the questions.
  function tell(head, text, ...more) {
    if (!panel) return;
    const had = shade.activeElement;
    frame(el("div", { role: "status" }, ours("h2", head), text), ...more);
    if (had) panel.focus();
  }

  // Once it is over, the words stay with whoever wrote them. Whatever else is wrong can be mended.
  function refuse({ error, head, wrote, copy, question, mistake }) {
    const isForHand = finished && shade.activeElement === panel;
    finished = panel && head;
    if (!panel) return;
    if (!head) {
      panel.contains(sender) || open();
      hold(false);
      return complain(spots.has(question) ? mistake : error, question, isForHand);
    }
    config.ask = config.questions = 0;
    const value = Object.values(answers).map((each) => each?.trim ? each : each?.other).filter(Boolean).join("\n\n");
    tell(head, ours("p", error), value && el("label", {}, el("b", config.ours, wrote), ours("p", copy),
      el("textarea", { className: "t", dir: "auto", readOnly: true, value, onfocus: (e) => e.target.select() })));
  }

  function close() {
    if (!panel) return;
    const had = shade.activeElement;
    panel = null;
    if (config.kind === "button" && config.ask) {
      launch();
      if (had) shade.querySelector("button").focus();
    } else {
      host.remove();
      if (had) back?.focus?.();
    }
    back = null;
  }

  // `voc(...)`, for any number of surveys on one page, whichever script came first.

  const verbs = {
    consent(isGiven) {
      if (trial) return;
      if (isGiven) {
        mayKeep = true;
        for (const which of waiting.keys()) store(which);
        if (kept("voc")) hello();
        return;
      }
      keep("voc");
      keep(box);
      mayKeep = false;
      me = null;
    },
    identify(person) {
      // What one person had begun is not for the eyes of the next, and not their answer.
      if (who && who.id !== person?.id) {
        // Not even where it was sent, and is refused only now.
        key = null;
        close();
      }
      who = person && { ...person };
      if (asked) hello();
    },
    track(name) {
      tracked.add(name);
      if (config?.trigger?.event === name) arm();
    },
    open() { if (config?.questions) { open(); config.kind === "inline" || panel?.focus(); } },
    close,
  };
  const before = window.voc || {};
  const calls = [...(before.q || [])];
  const all = before.all || [];
  if (!before.all) {
    window.voc = Object.assign((...call) => { calls.push(call); for (const each of all) each(...call); }, { q: calls, all });
  }
  const run = (verb, ...rest) => verbs[verb]?.(...rest);
  // A framework that draws the script anew asks nobody twice.
  if (all.some((each) => each.id === id)) return;
  run.id = id;
  for (const call of calls) run(...call);
  all.push(run);

  // Pages that change without loading: the browser tells, or one looks.
  let here = location.href;
  const moved = () => {
    if (here === location.href) return;
    here = location.href;
    arm();
  };
  window.navigation ? navigation.addEventListener("currententrychange", moved) : setInterval(moved, 500);
  // A place for inline questions may come and go with what a framework draws.
  new MutationObserver(() => { if (config?.kind === "inline" && (panel || config.ask) && isHere() && !host?.isConnected && attach() && !panel) open(); })
    .observe(root, { childList: true, subtree: true });
  addEventListener("online", () => { pause = 2e3; deliver(); });
  // Everything that a page's own script says while it loads is heard before the server is asked.
  document.readyState === "loading" ? addEventListener("DOMContentLoaded", hello) : hello();
})();
