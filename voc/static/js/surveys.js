// A button that copies the survey's address, where the browser can.
"use strict";
(() => {
  const box = document.querySelector(".address");
  if (!box || !navigator.clipboard) return;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "quiet";
  button.textContent = box.dataset.copies;
  // A live region must be there before its words are.
  const said = document.createElement("span");
  said.className = "visually-hidden";
  said.setAttribute("role", "status");
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(box.querySelector("input, textarea").value);
    button.textContent = said.textContent = box.dataset.copied;
    setTimeout(() => { button.textContent = box.dataset.copies; said.textContent = ""; }, 2000);
  });
  box.append(button, said);
})();
