// Keys for the inbox and the case. Everything they do can be done without them, and they can be switched off.
"use strict";
(() => {
  const SWITCH = "voc-keys";
  const help = document.getElementById("shortcuts");
  const box = document.getElementById("shortcuts-on");
  const links = [...document.querySelectorAll("[data-cases] .open-case")];

  const areOn = () => localStorage.getItem(SWITCH) !== "off";
  box.checked = areOn();
  box.addEventListener("change", () => localStorage.setItem(SWITCH, box.checked ? "on" : "off"));
  help.querySelector("[data-closes]").addEventListener("click", () => help.close());
  for (const button of document.querySelectorAll("[data-shortcuts]")) {
    button.hidden = false;
    button.addEventListener("click", () => help.showModal());
  }

  function move(step) {
    const here = links.indexOf(document.activeElement);
    const next = links[here < 0 ? 0 : Math.min(Math.max(here + step, 0), links.length - 1)];
    next?.focus();
    next?.closest("li").scrollIntoView({ block: "nearest" });
  }

  // Opens one of the case's forms and puts the cursor where one writes, behind the greeting.
  function write(name) {
    const action = document.getElementById(name);
    if (!action) return;
    action.open = true;
    const field = action.querySelector("textarea, input:not([type=hidden]), select");
    field.focus();
    if (field.setSelectionRange && field.tagName === "TEXTAREA") field.setSelectionRange(field.value.length, field.value.length);
    action.scrollIntoView({ block: "nearest" });
  }

  function reply() {
    if (!links.length) return write("reply");
    const link = links.includes(document.activeElement) ? document.activeElement : links[0];
    location.assign(`${link.href}#write`);
  }

  const follow = (key) => document.querySelector(`[data-key="${key}"]`)?.click();
  const keys = {
    j: () => (links.length ? move(1) : follow("j")),
    k: () => move(-1),
    r: reply,
    c: () => write("call"),
    n: () => write("note"),
    u: () => follow("u"),
    "?": () => help.showModal(),
  };

  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.form) {
      event.preventDefault();
      return event.target.form.requestSubmit();
    }
    const isTyping = event.target.matches("input, textarea, select") || event.isComposing;
    if (isTyping || event.ctrlKey || event.metaKey || event.altKey || help.open || !areOn()) return;
    if (!Object.hasOwn(keys, event.key)) return;
    event.preventDefault();
    keys[event.key]();
  });

  // /cases/4#write means: put me where I write. No element has this id, or the browser would take the focus back for it.
  if (location.hash === "#write") write("reply");
})();
