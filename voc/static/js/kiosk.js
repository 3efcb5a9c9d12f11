// A screen at which one person follows another: nothing of the one before stays. Without this script the thanks still
// lead back to the first page, by the browser's own means.
"use strict";
(() => {
  const ASK = 40, CLEAR = 60; // Seconds without a touch.
  const { home } = document.body.dataset;
  const dialog = document.querySelector("dialog"), over = document.querySelector("main [role=timer]");
  const timer = over ?? dialog?.querySelector("[role=timer]");
  const isHome = location.pathname + location.search === home;
  let since = performance.now(), begun = !isHome, leaving = false;

  async function again() {
    leaving = true;
    document.querySelector("main").hidden = true;
    // Without a connection the browser would show its own page, and nobody at a kiosk could leave that.
    while (!await fetch(home, { method: "HEAD" }).then(() => true, () => false)) {
      await new Promise((done) => { setTimeout(done, 5000); });
    }
    location.replace(home);
  }

  function touched(event) {
    // A question that goes at the finger's first touch would let the rest of that touch fall on what is below.
    if (dialog.open && event.type !== "click") return;
    dialog.close();
    since = performance.now();
    begun ||= event.type === "input";
  }

  function look() {
    if (leaving) return;
    const idle = (performance.now() - since) / 1000, left = (over ? +over.dataset.seconds : CLEAR) - idle;
    if (left <= 0 && (over || begun)) return again();
    timer.textContent = timer.dataset.words.replace("#", Math.max(1, Math.ceil(left)));
    if (!over && begun && idle >= ASK && !dialog.open) dialog.showModal();
  }

  // Gone back to, a page is asked for anew; where the browser kept it all the same, it begins anew as well.
  addEventListener("pageshow", (event) => { if (event.persisted) again(); });
  for (const form of document.forms) {
    form.addEventListener("submit", () => { leaving = true; });
    for (const field of form.elements) field.autocomplete = "off";
  }
  if (!timer) return;
  if (!over) {
    for (const hand of ["click", "pointerdown", "pointermove", "keydown", "wheel", "touchmove", "input"]) {
      addEventListener(hand, touched, { capture: true, passive: true });
    }
    dialog.addEventListener("cancel", () => { since = performance.now(); });
  }
  setInterval(look, 500);
})();
