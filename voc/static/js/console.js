// Small comforts for the console. Every page works without them.
"use strict";
(() => {
  // On a phone the menu starts folded, so that the page itself is on the first screen.
  if (matchMedia("(max-width: 48rem)").matches) {
    for (const menu of document.querySelectorAll("[data-folds-on-phone]")) menu.open = false;
  }
  // One press is one request. What goes into a frame leaves the form where it is, to be sent again.
  document.addEventListener("submit", (event) => {
    if (event.submitter?.formTarget) return;
    if (event.target.dataset.sending) event.preventDefault();
    event.target.dataset.sending = "yes";
  });
  // Whoever sets up a server sits where it will be used, mostly; what was chosen already stays.
  for (const form of document.querySelectorAll("[data-zone-here]")) {
    const zone = form.elements.namedItem(form.dataset.zoneHere), here = Intl.DateTimeFormat().resolvedOptions().timeZone;
    if (zone.selectedOptions[0]?.defaultSelected && [...zone.options].some((each) => each.value === here)) zone.value = here;
  }
  // A mail in a frame runs nothing, so it cannot say how high it is.
  const fit = (frame) => {
    const page = frame.contentDocument?.documentElement;
    if (!page || frame.contentDocument.URL === "about:blank") return;
    frame.style.height = 0;
    frame.style.height = page.scrollHeight + 2 + "px";
  };
  const letters = document.querySelectorAll("[data-fits]");
  for (const frame of letters) frame.addEventListener("load", () => fit(frame));
  addEventListener("resize", () => letters.forEach(fit));
  addEventListener("pageshow", (e) => {
    for (const form of document.forms) delete form.dataset.sending;
    // What was just said far down the page is read out, and the keyboard goes on from there. Not before now: on its way
    // to the place that the address names, the browser takes the focus away again.
    if (e.persisted) return;
    const said = document.querySelector("[data-just-said]");
    // What is wrong may stand far down, below what was right.
    const wrong = document.querySelector("form .wrong")?.parentNode;
    (said || wrong?.querySelector("input:not([type=hidden]),select,textarea"))?.focus();
  });
})();
