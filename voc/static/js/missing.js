// What is marked as missing follows what is typed. The server says what is: it knows which texts need which others.
"use strict";
(() => {
  const form = document.querySelector("form[data-chosen]");
  if (!form) return;
  const texts = [...form.querySelectorAll(".cell,.sentence")].map((cell) => cell.querySelector("input,textarea"));
  // Only whether something stands in a field matters, so the server is asked seldom: with the first letter, not the next.
  const filled = () => texts.map((text) => text.value.trim() !== "").join();
  const marks = (page) => new Map([...page.querySelectorAll("[data-marks]")].map((each) => [each.dataset.marks, each]));

  let turn = 0, known = filled();
  function put(fresh) {
    for (const [name, mark] of marks(form)) {
      const now = fresh.get(name);
      if (!now) continue;
      // This decides what is in sight when somebody next chooses; until then the field at which they write stays.
      mark.closest(".cell")?.toggleAttribute("data-lacks", "lacks" in now.closest(".cell").dataset);
      if (now.innerHTML !== mark.innerHTML) mark.replaceChildren(...now.childNodes);
    }
  }
  async function ask() {
    const mine = ++turn;
    let page = null;
    try {
      const answer = await fetch(form.dataset.chosen, { method: "POST", body: new FormData(form) });
      page = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("form[data-chosen]");
    } catch { /* No connection. */ }
    if (mine !== turn) return;
    if (page) put(marks(page));
    else known = null; // They stay as they were, and are asked for with the next letter.
  }
  form.addEventListener("input", () => {
    const now = filled();
    if (now === known) return;
    known = now;
    ask();
  });
})();
