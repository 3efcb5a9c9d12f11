// One person follows another: nothing of the one before stays, and no lost connection ends on the browser's own page.
"use strict";
(() => {
  const ASK = 40, CLEAR = 60; // Seconds without a touch.
  const SHOWN = 8, PAUSE = 5; // Seconds to read that it waits; between two tries.
  const MOST = 100; // Answers. The oldest go.
  const TRIES = 6; // Then one that cannot be kept is given up.
  const LATER = [408, 429], LOST = 599; // May be taken later, as after 5xx; no reply.
  const { home, blank, shut } = document.body.dataset;
  const [unsent, idle] = [...document.querySelectorAll("dialog")].reverse();
  const main = document.querySelector("main"), over = main.querySelector("[role=timer]");
  const timer = over ?? idle?.querySelector("[role=timer]");
  const isHome = location.pathname + location.search === home;
  const box = "voc:kiosk", waiting = stored().map(([address, text]) => ({ address, body: new URLSearchParams(text) }));
  let since = performance.now(), begun = !isHome, leaving = false, passes = false, delivery = null, reading = 0, isKept = true, isNext = false;

  const seconds = (many) => new Promise((done) => { setTimeout(done, many * 1000); });

  // What waits outlives a power cut. Other tabs keep theirs in the same place.
  const pair = ({ address, body }) => [address, String(body)];

  function keep(gone) {
    const all = new Map([...stored(), ...waiting.map(pair)].map((each) => [JSON.stringify(each), each]));
    if (gone) all.delete(JSON.stringify(pair(gone)));
    try {
      all.size ? localStorage.setItem(box, JSON.stringify([...all.values()])) : localStorage.removeItem(box);
      isKept = true;
    } catch { isKept = false; }
  }

  function stored() {
    try { return JSON.parse(localStorage.getItem(box)).map(([address, text]) => [address, text]); } catch { return []; }
  }

  function ask(address, most, how) {
    return fetch(address, { ...how, signal: AbortSignal.timeout(most * 1000) }).catch(() => ({ status: LOST }));
  }

  const isTaken = ({ status }) => status < 500 && !LATER.includes(status);
  const post = ({ address, body }) => ask(address, CLEAR, { method: "POST", body });

  // An answer that is sent twice is one: it has its key.
  async function deliver() {
    while (waiting.length) {
      const [next] = waiting;
      const reply = await post(next), isLate = !isTaken(reply), at = waiting.indexOf(next);
      // One that the server cannot take holds up no other. Where too many wait, it may have gone meanwhile.
      if (at >= 0) waiting.splice(at, 1);
      if (isLate && at >= 0) waiting.push(next);
      if (reply.status < LOST) next.tries = (next.tries | 0) + 1;
      keep(isLate ? undefined : next);
      if (isLate) return;
    }
  }

  // Whether the next page can be had, and nothing would go with this one.
  async function isClear() {
    if ((await ask(home, PAUSE, { method: "HEAD" })).status >= 500) return false;
    await (delivery ??= deliver().finally(() => { delivery = null; }));
    return isKept || waiting.every(({ tries }) => tries >= TRIES);
  }

  // In words of the page: that an answer waits, or that the screen does.
  function tell(what) {
    idle?.close();
    for (const words of unsent.querySelectorAll("[data-of]")) words.hidden = words.dataset.of !== what;
    if (!unsent.open) unsent.showModal();
  }

  async function again() {
    // However often it is asked for: a second time would clear what the next person has begun.
    if (isNext) return;
    isNext = leaving = true;
    main.hidden = true;
    while (!await isClear()) {
      if (blank !== undefined) return fresh();
      tell("page");
      await seconds(PAUSE);
    }
    location.replace(home);
  }

  // The same page for the next person, where no other can be had.
  function fresh() {
    isNext = false;
    unsent.close();
    for (const form of document.forms) {
      form.reset();
      if (form.elements.key) form.elements.key.value = crypto.getRandomValues(new Uint32Array(4)).join("-");
    }
    main.hidden = false;
    scrollTo(0, 0);
    since = performance.now();
    begun = !isHome;
    leaving = false;
  }

  async function send(event) {
    if (passes) return;
    event.preventDefault();
    if (leaving) return;
    leaving = true;
    const form = event.target, button = event.submitter;
    const answer = { address: form.action, body: new URLSearchParams(new FormData(form, button)) };
    if (await isClear()) {
      // What is shown again, with what must be looked over, is the same answer.
      const reply = await post(answer);
      if (reply.redirected) return location.assign(reply.url);
      if (isTaken(reply)) {
        passes = true;
        // Changed while we asked, it may lack something: the server says so, and the screen does not stand still.
        form.noValidate = true;
        return form.requestSubmit(button);
      }
    }
    if (button?.name === "back") return wait();
    waiting.push(answer);
    keep(waiting.length > MOST ? waiting.shift() : undefined);
    // Nobody reads behind the notice what they wrote.
    main.hidden = true;
    tell("answer");
    clearTimeout(reading);
    reading = setTimeout(again, SHOWN * 1000);
  }

  async function wait() {
    tell("page");
    await seconds(PAUSE);
    unsent.close();
    since = performance.now();
    leaving = false;
  }

  async function follow(event) {
    const link = event.target.closest("a[href]");
    if (!link || link.hash) return;
    event.preventDefault();
    if (leaving) return;
    if (link.pathname + link.search === home) return again();
    leaving = true;
    if (!await isClear()) return wait();
    location.assign(link.href);
  }

  function touched(event) {
    // A question that goes at the finger's first touch would let the rest of that touch fall on what is below.
    if (idle.open && event.type !== "click") return;
    idle.close();
    since = performance.now();
    begun ||= event.type === "input";
  }

  function look() {
    if (leaving) return;
    const still = (performance.now() - since) / 1000, left = (over ? +over.dataset.seconds : CLEAR) - still;
    if (left <= 0 && (over || begun)) return again();
    timer.textContent = timer.dataset.words.replace("#", Math.max(1, Math.ceil(left)));
    if (!over && begun && still >= ASK && !idle.open) idle.showModal();
  }

  // Gone back to, it begins anew, also where the browser kept it.
  addEventListener("pageshow", (event) => { if (event.persisted) again(); });
  addEventListener("click", follow);
  for (const form of document.forms) {
    form.addEventListener("submit", send);
    for (const field of form.elements) field.autocomplete = "off";
  }
  // Nobody closes what says why the screen stands still.
  unsent.addEventListener("cancel", (event) => { event.preventDefault(); });
  unsent.querySelector("button").addEventListener("click", () => { clearTimeout(reading); again(); });
  setInterval(() => { if (waiting.length && !leaving) isClear(); }, PAUSE * 1000);
  // Closed, it stays, and looks whether it is open again.
  if (shut !== undefined) setInterval(async () => { if ((await ask(home, PAUSE, { method: "HEAD" })).status < 300) again(); }, CLEAR * 1000);
  if (!timer) return;
  if (!over) {
    for (const hand of ["click", "pointerdown", "pointermove", "keydown", "wheel", "touchmove", "input"]) {
      addEventListener(hand, touched, { capture: true, passive: true });
    }
    idle.addEventListener("cancel", () => { since = performance.now(); });
  }
  setInterval(look, 500);
})();
