// Beside the texts: the preview follows what is typed, and the languages are switched without a detour over the server.
"use strict";
(() => {
  const form = document.querySelector("form.texts");
  const frame = document.querySelector(".screen>iframe");
  if (!form || !frame) return;
  const [language, page] = ["lang", "show"].map((name) => form.elements.namedItem(name));

  // Only what is seen is changed in the frame: no entry in the history, no jump to its top, no flash of a new page.
  let turn = 0, timer;
  const soon = () => { clearTimeout(timer); timer = setTimeout(refresh, 400); };
  // The step that somebody has walked to, with what they picked up to there; and the question to turn to next.
  let walked = null, wanted = null;
  function lookUp() {
    const walk = frame.contentDocument?.forms.namedItem("walk");
    if (!walk || walk.closest("[inert]")) return;
    walked = { fields: [...new FormData(walk)], asks: new Set([...walk.querySelectorAll("[data-question]")].map((each) => each.dataset.question)) };
  }
  const picked = () => JSON.stringify(walked?.fields.map(([name, value]) => [name, value.name ?? value]));
  // Walked on to the thanks, nobody is at a step any more.
  frame.addEventListener("load", () => { walked = null; lookUp(); });
  function turnTo(shown) {
    const found = wanted && shown.querySelector(`[data-question="${CSS.escape(wanted)}"]`)?.firstElementChild;
    // Not into view: that would move the page around the frame as well, away from the field.
    if (found) shown.defaultView.scrollTo(0, shown.defaultView.scrollY + found.getBoundingClientRect().top - 16);
    wanted = null;
  }
  async function refresh() {
    clearTimeout(timer);
    const mine = ++turn, body = new FormData(form), written = new Set(body.keys()), shown = frame.contentDocument;
    // Whoever has walked on in the frame stays at that step, with what they picked there; or comes back to it.
    lookUp();
    const sent = picked();
    if (page.value === "ask") for (const [name, value] of walked?.fields ?? []) written.has(name) || body.append(name, value.name ?? value);
    try {
      const answer = await fetch(form.dataset.preview, { method: "POST", body });
      if (!answer.ok) return;
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
      // Whoever walked on meanwhile sees what they walked to.
      if (mine !== turn || !shown?.body || frame.contentDocument !== shown) return;
      // What is being pressed, or was picked meanwhile, is not drawn over: a little later, with it.
      lookUp();
      if (shown.querySelector(":active") || picked() !== sent) return soon();
      const { id: held, selectionStart: from, selectionEnd: to } = (document.activeElement === frame && shown.activeElement) || {};
      for (const name of ["lang", "dir"]) shown.documentElement.setAttribute(name, fresh.documentElement.getAttribute(name));
      shown.title = fresh.title;
      shown.body.replaceWith(shown.adoptNode(fresh.body));
      const again = held && shown.getElementById(held);
      again?.focus({ preventScroll: true });
      if (from != null) again?.setSelectionRange(from, to);
      turnTo(shown);
    } catch { /* No connection: what stands there stays. */ }
  }

  form.addEventListener("input", soon);
  for (const each of [language, page]) each?.addEventListener("change", refresh);

  // Whoever writes a text sees the page on which it stands, in its language.
  form.addEventListener("focusin", (e) => {
    const [, code, name] = /^([A-Za-z_]+?)-(.+)$/.exec(e.target.name || "") || [];
    if (!code || !language) return;
    const before = language.value + page.value;
    if ([...language.options].some((option) => option.value === code)) language.value = code;
    const thanks = { thanks: "passive", thanks_detractor: "detractor", thanks_promoter: "promoter", thanks_link: "promoter", thanks_link_label: "promoter" };
    // A question of the step in the frame is seen there; one that is asked later, or of few, among all of them.
    const { question, later } = e.target.closest("fieldset")?.dataset ?? {};
    lookUp();
    const isThere = !question || (walked ? walked.asks.has(question) : later === undefined);
    page.value = thanks[name] || (isThere ? "ask" : "everything");
    wanted = page.value === "everything" ? question : null;
    if (before !== language.value + page.value) refresh();
    else if (wanted) turnTo(frame.contentDocument);
  });

  // Two languages side by side, and only what is missing: the same as the server's answer to the button, at once.
  const beside = form.elements.namedItem("beside");
  const only = form.elements.namedItem("only_missing");
  for (const button of form.querySelectorAll(".by-hand")) button.hidden = true;

  function choose() {
    const wanted = beside ? beside.value : "all";
    const isShown = (cell) => wanted === "all" || cell.dataset.language === wanted || cell.dataset.language === form.dataset.first;
    for (const text of form.querySelectorAll("fieldset.text")) {
      const cells = [...text.querySelectorAll(".cell")];
      for (const cell of cells) cell.hidden = !isShown(cell);
      text.hidden = only.checked && !cells.some((cell) => isShown(cell) && "lacks" in cell.dataset);
    }
    let any = false;
    for (const section of form.querySelectorAll("section.of-texts")) {
      section.hidden = ![...section.querySelectorAll("fieldset.text")].some((text) => !text.hidden);
      any ||= !section.hidden;
    }
    form.querySelector(".nothing-missing").hidden = any;
  }
  for (const each of [beside, only]) each?.addEventListener("change", choose);

  // A link to what is missing shows its language first, and loses nothing that is written.
  form.addEventListener("click", (e) => {
    const link = e.target.closest("a[data-shows]");
    if (!link) return;
    e.preventDefault();
    if (beside && beside.value !== "all" && link.dataset.shows !== form.dataset.first) beside.value = link.dataset.shows;
    choose();
    const field = document.getElementById(link.hash.slice(1));
    history.replaceState(null, "", link.hash);
    field.scrollIntoView({ block: "center" });
    field.focus();
  });
})();
