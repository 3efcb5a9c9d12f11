// Deciding on proposed themes by keyboard, and a look now and then whether a run has ended. All of it can be done without.
"use strict";
(() => {
  const SWITCH = "voc-keys";
  const help = document.getElementById("shortcuts");
  const rows = [...document.querySelectorAll("[data-proposals] [data-proposal]")];
  const run = document.querySelector("[data-run]");
  let at = rows.findIndex((row) => `#${row.id}` === location.hash);

  // Where the last decision led to.
  if (at >= 0) rows[at].focus();

  if (run && /:(waiting|running)$/.test(run.dataset.run)) {
    const look = async () => {
      try {
        const answer = await fetch(run.dataset.asks, { headers: { Accept: "application/json" } });
        const { state, told } = answer.ok ? await answer.json() : { state: run.dataset.run };
        if (state !== run.dataset.run) return location.reload();
        const line = run.querySelector("[data-told]");
        if (line && told && line.textContent !== told) line.textContent = told;
      } catch { /* The next look may succeed. */ }
      setTimeout(look, 2000);
    };
    setTimeout(look, 1500);
  }
  if (!help) return;

  const box = document.getElementById("shortcuts-on");
  const areOn = () => localStorage.getItem(SWITCH) !== "off";
  box.checked = areOn();
  box.addEventListener("change", () => localStorage.setItem(SWITCH, box.checked ? "on" : "off"));
  help.querySelector("[data-closes]").addEventListener("click", () => help.close());
  for (const button of document.querySelectorAll("[data-shortcuts]")) {
    button.hidden = false;
    button.addEventListener("click", () => help.showModal());
  }

  function go(to) {
    at = Math.min(Math.max(to, 0), rows.length - 1);
    rows[at].focus({ preventScroll: true });
    rows[at].scrollIntoView({ block: "nearest" });
  }

  // Only what stands in front of the reader is decided by a key, never the first one unseen.
  function press(key) {
    const button = rows[at]?.querySelector(`[data-key="${key}"]`);
    button?.form.requestSubmit(button);
  }

  function open(part, field) {
    const details = rows[at]?.querySelector(part);
    if (!details) return;
    details.open = true;
    details.querySelector(field).focus();
  }

  const keys = {
    j: () => go(at + 1),
    k: () => go(at - 1),
    a: () => press("a"),
    d: () => press("d"),
    e: () => open("[data-edits]", "input"),
    m: () => open("[data-merges]", "select"),
    o: () => rows[at]?.querySelector(".about a[href]").click(),
    "?": () => help.showModal(),
  };

  document.addEventListener("focusin", (event) => {
    const row = event.target.closest?.("[data-proposal]");
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
