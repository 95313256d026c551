// The editor of a layout: columns change places by drag, by button, by number; the preview follows.
// Without this file the buttons post, and "Xem trước" draws.
(function () {
  "use strict";

  const form = document.getElementById("bieu-mau");
  const shown = form && form.querySelector("[data-columns='shown']");
  if (!shown) return;
  const others = form.querySelector("[data-columns='others']");
  const spoken = form.querySelector("[data-moved]");
  const rows = (body) => [...body.querySelectorAll("tr[data-column]")];
  const visible = () => rows(shown).filter((row) => !row.hidden);
  const field = (row, name) => row.querySelector(`[name$='-${name}']`);
  const nameOf = (row) => field(row, "label").value || "mới";

  // --- room for new columns: out of sight until it is asked for -------------------------------
  const adder = form.querySelector("[data-add-column]");
  rows(shown).filter((row) => row.hasAttribute("data-spare")).forEach((row) => { row.hidden = true; });
  adder.addEventListener("click", () => {
    const row = rows(shown).find((one) => one.hidden);
    if (!row) return;
    row.hidden = false;
    shown.append(row);
    number();
    field(row, "label").focus();
    adder.hidden = !rows(shown).some((one) => one.hidden);
  });
  adder.hidden = !rows(shown).some((one) => one.hidden);

  // --- places -----------------------------------------------------------------------------------
  function number() {
    const seen = visible();
    const unseen = rows(shown).filter((row) => row.hidden);
    [...seen, ...unseen, ...rows(others)].forEach((row, at) => { field(row, "order").value = String(at + 1); });
    seen.forEach((row, at) => {
      row.querySelectorAll("[data-move]").forEach((button) => {
        button.disabled = button.dataset.move === "-1" ? at === 0 : at === seen.length - 1;
      });
    });
  }

  function settle(row) {
    number();
    const seen = visible();
    spoken.textContent = `Cột ${nameOf(row)}: vị trí ${seen.indexOf(row) + 1} trong ${seen.length}.`;
    row.classList.add("is-changed");
    field(row, "order").dispatchEvent(new Event("change", { bubbles: true }));
    form.dispatchEvent(new CustomEvent("doi-cho"));
  }

  function move(row, step) {
    const seen = visible();
    const other = seen[seen.indexOf(row) + step];
    if (!other) return;
    if (step < 0) other.before(row);
    else other.after(row);
    settle(row);
  }

  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-move]");
    if (!button) return;
    event.preventDefault();
    const row = button.closest("tr");
    move(row, Number(button.dataset.move));
    const usable = button.disabled ? row.querySelector("[data-move]:not(:disabled)") : button;
    if (usable) usable.focus();
  });

  // A typed place: the row goes there. The event that `settle` sends changes nothing any more.
  form.addEventListener("change", (event) => {
    const row = event.target.closest("tr[data-column]");
    if (!row) return;
    if (event.target.name.endsWith("-order")) place(row, Number(event.target.value));
    if (event.target.name.endsWith("-shown")) show(row, event.target.checked);
  });

  function place(row, wanted) {
    const seen = visible();
    const at = seen.indexOf(row);
    if (at < 0 || !Number.isInteger(wanted) || wanted === at + 1) return;
    const target = seen[Math.min(Math.max(wanted, 1), seen.length) - 1];
    if (target === row) return number();
    if (seen.indexOf(target) < at) target.before(row);
    else target.after(row);
    settle(row);
    field(row, "order").focus();
  }

  // --- shown or not -----------------------------------------------------------------------------
  function show(row, on) {
    if (row.hasAttribute("data-spare")) return;
    if (on && row.parentElement === others) {
      const last = visible().pop();
      if (last) last.after(row);
      else shown.prepend(row);
      row.querySelector(".column-moves").append(...moveButtons(row));
    } else if (!on && row.parentElement === shown) {
      others.prepend(row);
      row.querySelector(".column-moves").replaceChildren();
    } else return;
    settle(row);
    field(row, "shown").focus();
  }

  function moveButtons(row) {
    const pattern = shown.querySelector("[data-move]");
    if (!pattern) return [];
    return [...pattern.parentElement.querySelectorAll("[data-move]")].map((button) => {
      const made = button.cloneNode(true);
      const way = made.dataset.move === "-1" ? "lên" : "xuống";
      made.querySelector(".visually-hidden").textContent = `Đưa cột ${nameOf(row)} ${way}`;
      return made;
    });
  }

  // --- drag: a row is taken at its edge, so that text in its fields can still be marked -----------
  let taken = null;
  rows(shown).concat(rows(others)).forEach((row) => {
    const handle = document.createElement("span");
    handle.className = "column-handle";
    handle.title = "Kéo để đổi chỗ";
    handle.setAttribute("aria-hidden", "true");
    handle.draggable = true;
    row.querySelector(".column-shown").prepend(handle);
  });

  form.addEventListener("dragstart", (event) => {
    if (!event.target.classList || !event.target.classList.contains("column-handle")) return;
    taken = event.target.closest("tr");
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", nameOf(taken));
    event.dataTransfer.setDragImage(taken, 10, 10);
    taken.classList.add("is-taken");
  });
  shown.addEventListener("dragover", (event) => {
    const over = event.target.closest("tr[data-column]");
    if (!taken || !over || taken.parentElement !== shown) return;
    event.preventDefault();
    if (over === taken) return;
    const box = over.getBoundingClientRect();
    if (event.clientY < box.top + box.height / 2) over.before(taken);
    else over.after(taken);
  });
  shown.addEventListener("drop", (event) => { if (taken) event.preventDefault(); });
  form.addEventListener("dragend", () => {
    if (!taken) return;
    taken.classList.remove("is-taken");
    if (taken.parentElement === shown) settle(taken);
    taken = null;
  });

  const look = document.querySelector("[data-look]");
  if (look) look.hidden = true; // the preview follows by itself
  number();
})();
