// What is asked in words of one's own appears with its mark, and a photo is seen before it is sent. The page works without.
"use strict";
(() => {
  for (const words of document.querySelectorAll(".options > input")) {
    const options = words.parentNode, other = options.querySelector('[value="other"]');
    const look = () => {
      // Out of sight it is not sent either; what was typed is there again when the mark is.
      words.hidden = words.disabled = !other.checked;
    };
    // Typed where no script was, it meant its mark.
    if (words.value && !options.querySelector(":checked")) other.checked = true;
    options.addEventListener("change", look);
    words.form.addEventListener("reset", () => setTimeout(look));
    // Going back, the browser fills in what was there when this has run.
    addEventListener("pageshow", look);
    look();
  }

  for (const photo of document.querySelectorAll(".photo")) {
    const fields = [...photo.querySelectorAll("[type=file]")], chosen = photo.querySelector(".chosen");
    const [canvas, name, away] = chosen.children;

    async function look() {
      const file = fields.flatMap((field) => [...field.files])[0];
      chosen.hidden = !file;
      canvas.hidden = true;
      if (!file) return;
      const size = new Intl.NumberFormat(document.documentElement.lang, { style: "unit", unit: "megabyte", maximumFractionDigits: 1 });
      name.textContent = [file.name, size.format(Math.max(0.1, file.size / 2 ** 20))].join("\n");
      // Drawn, not linked: no address of it comes to be. What cannot be drawn here may be one all the same.
      const drawn = await createImageBitmap(file, { resizeHeight: 256, resizeQuality: "medium" }).catch(() => null);
      if (!drawn || !fields.some((field) => field.files[0] === file)) return;
      [canvas.width, canvas.height] = [drawn.width, drawn.height];
      canvas.getContext("2d").drawImage(drawn, 0, 0);
      canvas.hidden = false;
    }

    for (const field of fields) field.addEventListener("change", () => {
      // One photo answers: the one that was chosen last.
      if (field.files[0]) for (const each of fields) if (each !== field) each.value = "";
      look();
    });
    away.addEventListener("click", () => {
      for (const field of fields) field.value = "";
      look();
      fields.find((field) => field.offsetParent)?.focus();
    });
    addEventListener("pageshow", look);
  }
})();
