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
  addEventListener("pageshow", (e) => {
    for (const form of document.forms) delete form.dataset.sending;
    // What was just said far down the page is read out, and the keyboard goes on from there. Not before now: on its way
    // to the place that the address names, the browser takes the focus away again.
    if (!e.persisted) document.querySelector("[data-just-said]")?.focus();
  });
})();
