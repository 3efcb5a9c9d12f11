// A button that copies the address by which one goes on elsewhere, where the browser can.
"use strict";
(() => {
  const button = document.querySelector(".elsewhere button");
  if (!navigator.clipboard) return;
  const said = button.nextElementSibling;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.querySelector(".elsewhere a").href);
    said.textContent = said.dataset.says;
    setTimeout(() => { said.textContent = ""; }, 2000);
  });
})();
