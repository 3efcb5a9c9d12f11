// A button that copies the address by which one goes on elsewhere, where the browser can.
"use strict";
(() => {
  if (!navigator.clipboard) return;
  const place = document.querySelector(".elsewhere");
  const button = place.querySelector("button");
  const said = button.nextElementSibling;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(place.querySelector("a").href);
    said.textContent = said.dataset.says;
    setTimeout(() => { said.textContent = ""; }, 2000);
  });
})();
