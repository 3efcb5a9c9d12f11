// Keys for reading: j and k go from one verbatim to the next, / goes to the search. The page works without them.
"use strict";
(() => {
  const SWITCH = "voc-keys";
  const rows = [...document.querySelectorAll("article.words")];
  for (const note of document.querySelectorAll("[data-keys]")) note.hidden = false;

  function move(step) {
    const here = rows.indexOf(document.activeElement.closest("article.words"));
    const next = rows[here < 0 ? (step > 0 ? 0 : rows.length - 1) : here + step];
    if (next) {
      next.focus();
      next.scrollIntoView({ block: "nearest" });
    } else if (step > 0) {
      document.querySelector("[data-pages] a:last-child")?.focus();
    }
  }

  function search() {
    const field = document.getElementById("q");
    field.closest("details").open = true;
    field.focus();
    field.select();
  }

  const keys = { j: () => move(1), k: () => move(-1), "/": search };
  document.addEventListener("keydown", (event) => {
    const isTyping = event.target.matches("input, textarea, select") || event.isComposing;
    if (isTyping || event.ctrlKey || event.metaKey || event.altKey || localStorage.getItem(SWITCH) === "off") return;
    if (!Object.hasOwn(keys, event.key)) return;
    event.preventDefault();
    keys[event.key]();
  });
})();
