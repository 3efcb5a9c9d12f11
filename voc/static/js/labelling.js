// Keys for labelling: a number for how it sounds, letters for themes, Enter for the next one, u takes the last one back.
"use strict";
(() => {
  const form = document.querySelector("[data-labelling]");
  const back = document.querySelector("[data-takes-back]");
  const signs = { "-": "1", 0: "2", "+": "3", "=": "3" };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.key === "Enter") {
      if (event.target.matches("button, a")) return;
      event.preventDefault();
      return form.requestSubmit();
    }
    if (event.key === "u") {
      event.preventDefault();
      return back?.requestSubmit();
    }
    const key = signs[event.key] ?? event.key.toLowerCase();
    const choice = form.querySelector(`[data-key="${CSS.escape(key)}"]`);
    if (!choice) return;
    event.preventDefault();
    choice.checked = choice.type === "radio" || !choice.checked;
  });
})();
