// A button that prints. Without it the browser's own menu does.
"use strict";
(() => {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = document.currentScript.dataset.label;
  button.addEventListener("click", () => print());
  document.querySelector("header").append(button);
})();
