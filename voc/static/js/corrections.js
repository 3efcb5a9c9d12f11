// Correcting at the speed of reading: keys for the buttons of a theme's verbatims. All of it can be done without.
"use strict";
(() => {
  const SWITCH = "voc-keys";
  const help = document.getElementById("shortcuts");
  const box = document.getElementById("shortcuts-on");
  const rows = [...document.querySelectorAll("[data-corrections] [data-verbatim]")];
  let at = -1;

  const areOn = () => localStorage.getItem(SWITCH) !== "off";
  box.checked = areOn();
  box.addEventListener("change", () => localStorage.setItem(SWITCH, box.checked ? "on" : "off"));
  help.querySelector("[data-closes]").addEventListener("click", () => help.close());
  for (const button of document.querySelectorAll("[data-shortcuts]")) {
    button.hidden = false;
    button.addEventListener("click", () => help.showModal());
  }

  function go(to) {
    if (!rows.length) return;
    at = Math.min(Math.max(to, 0), rows.length - 1);
    rows[at].focus({ preventScroll: true });
    rows[at].scrollIntoView({ block: "nearest" });
  }

  // What the server has kept is shown at once; for everything else the form is sent as it would be without this script.
  async function send(form, button) {
    const row = form.closest("[data-verbatim]");
    const data = new FormData(form, button?.name ? button : undefined);
    row.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(form.action, { method: "POST", body: data, headers: { Accept: "application/json" } });
      if (answer.status !== 204) throw new Error(String(answer.status));
      tell(row, form, button);
      return true;
    } catch {
      HTMLFormElement.prototype.submit.call(withField(form, button));
      return false;
    } finally {
      row.removeAttribute("aria-busy");
    }
  }

  function withField(form, button) {
    if (!button?.name) return form;
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name: button.name, value: button.value });
    form.append(field);
    return form;
  }

  function tell(row, form, button) {
    const verdict = row.querySelector("[data-verdict]");
    const chosen = form.querySelector("select")?.selectedOptions[0];
    const words = chosen ? "+ " + chosen.textContent : button.dataset.told;
    verdict.textContent = words;
    verdict.hidden = !words;
    row.classList.toggle("is-done", Boolean(words));
    const added = row.querySelector("[data-adds]");
    if (added) added.open = false;
  }

  for (const form of document.querySelectorAll("[data-corrections] form")) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      event.stopPropagation();
      at = rows.indexOf(form.closest("[data-verbatim]"));
      send(form, event.submitter).then((isKept) => isKept && rows[at].focus({ preventScroll: true }));
    });
  }

  // From where to where the marked words stand in the verbatim, in code points; names of themes among them do not count.
  function marked(row) {
    const quote = row.querySelector("blockquote");
    const selection = getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return null;
    const range = selection.getRangeAt(0);
    if (!quote.contains(range.startContainer) || !quote.contains(range.endContainer)) return null;
    const walker = document.createTreeWalker(quote, NodeFilter.SHOW_TEXT);
    let before = "", start = null, end = null;
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (node.parentElement.closest(".theme")) continue;
      if (node === range.startContainer) start = [...(before + node.data.slice(0, range.startOffset))].length;
      if (node === range.endContainer) end = [...(before + node.data.slice(0, range.endOffset))].length;
      before += node.data;
    }
    return start !== null && end !== null && start < end ? [start, end] : null;
  }

  function add(row) {
    const part = row.querySelector("[data-adds]");
    if (!part) return;
    const place = marked(row);
    [part.querySelector("[name=start]").value, part.querySelector("[name=end]").value] = place ?? [0, 0];
    part.querySelector("[data-marked]").hidden = !place;
    part.open = true;
    part.querySelector("select").focus();
  }

  function press(key, isGoingOn) {
    const row = rows[at < 0 ? 0 : at];
    const button = row?.querySelector(`[data-key="${key}"]`);
    if (!button) return;
    at = rows.indexOf(row);
    send(button.form, button).then((isKept) => isKept && (isGoingOn ? go(at + 1) : go(at)));
  }

  const keys = {
    j: () => go(at + 1),
    k: () => go(at - 1),
    y: () => press("y", true),
    n: () => press("n", true),
    "-": () => press("-", false),
    0: () => press("0", false),
    "+": () => press("+", false),
    u: () => press("u", false),
    a: () => add(rows[at < 0 ? (at = 0) : at]),
    "?": () => help.showModal(),
  };

  document.addEventListener("focusin", (event) => {
    const row = event.target.closest?.("[data-verbatim]");
    if (row) at = rows.indexOf(row);
  });
  document.addEventListener("keydown", (event) => {
    const isTyping = event.target.matches("input, textarea, select") || event.isComposing;
    if (isTyping || event.ctrlKey || event.metaKey || event.altKey || help.open || !areOn()) return;
    if (!Object.hasOwn(keys, event.key) || !rows.length) return;
    event.preventDefault();
    keys[event.key]();
  });
})();
