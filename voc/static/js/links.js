// A button beside every line that is to be copied, where the browser can.
"use strict";
(() => {
  if (!navigator.clipboard) return;
  for (const box of document.querySelectorAll(".address")) {
    const line = box.querySelector("input, textarea"), button = document.createElement("button");
    button.type = "button";
    button.className = "quiet";
    button.textContent = box.dataset.copies;
    // Several buttons say the same; what each copies is said by its line's own label.
    line.labels[0].id ||= `${line.id}-label`;
    button.id = `${line.id}-copy`;
    button.setAttribute("aria-labelledby", `${button.id} ${line.labels[0].id}`);
    // A live region must be there before its words are.
    const said = document.createElement("span");
    said.className = "visually-hidden";
    said.setAttribute("role", "status");
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(line.value);
      button.textContent = said.textContent = box.dataset.copied;
      setTimeout(() => { button.textContent = box.dataset.copies; said.textContent = ""; }, 2000);
    });
    box.append(button, said);
  }
})();
