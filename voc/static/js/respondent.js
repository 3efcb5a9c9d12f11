// Tells the server that a page opened from a mail is in front of somebody. The page works without it: only the Send
// button is needed. A few small requests: at first sight, once somebody stayed, and when the page is left.
"use strict";
(() => {
  const form = document.querySelector("form[data-seen]");
  const { seen, visit, trap } = form.dataset;
  let before = 0, since = 0, touched = false, sent = "", timer = 0, gone = false;

  const seconds = () => Math.floor((before + (since && performance.now() - since)) / 1000);

  function report(leaving) {
    const body = new URLSearchParams({ visit, visible: seconds(), touched: touched ? 1 : 0 });
    if (trap !== undefined) body.set("trap", 1);
    else body.set("score", form.querySelector(":checked").value);
    if (body + "" === sent || gone) return;
    sent = body + "";
    if (!(leaving && navigator.sendBeacon(seen, body))) fetch(seen, { method: "POST", body, keepalive: true }).catch(() => {});
  }

  // The two moments at which a click may be believed: a hand was there and 3 seconds have passed, or 30 have.
  function wait() {
    clearTimeout(timer);
    const at = touched && seconds() < 3 ? 3 : seconds() < 30 ? 30 : 0;
    if (since && at) timer = setTimeout(() => { report(); wait(); }, at * 1000 - (before + performance.now() - since) + 50);
  }

  function look() {
    const visible = document.visibilityState === "visible";
    if (visible === !!since) return;
    if (visible) since = performance.now();
    else { before += performance.now() - since; since = 0; }
    if (visible && !sent) report();
    if (!visible) report(true);
    wait();
  }

  function touch(event) {
    // A page that opens under a resting mouse is told of a move that went nowhere.
    if (!event.isTrusted || touched || (event.type === "pointermove" && !event.movementX && !event.movementY)) return;
    touched = true;
    // A little later, so that a number that this hand is just picking is in the same report.
    if (seconds() >= 3) setTimeout(report, 300);
    wait();
  }

  for (const hand of ["pointerdown", "pointermove", "touchstart", "keydown", "wheel"]) {
    addEventListener(hand, touch, { passive: true });
  }
  form.addEventListener("change", (event) => { if (event.target.type === "radio") report(); });
  form.addEventListener("submit", () => { gone = true; });
  addEventListener("pageshow", () => { gone = false; });
  addEventListener("pagehide", () => report(true));
  document.addEventListener("visibilitychange", look);
  look();
})();
