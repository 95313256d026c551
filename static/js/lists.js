// Lists: the order of columns, how many rows are ticked, ticks of a bulk edit. All works without.
(function () {
  "use strict";

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-move]");
    if (!button) return;
    const row = button.closest("li");
    const other = button.dataset.move === "up" ? row.previousElementSibling : row.nextElementSibling;
    if (!other) return;
    if (button.dataset.move === "up") other.before(row);
    else other.after(row);
    button.focus();
  });

  function count() {
    const button = document.querySelector("[data-picked]");
    if (!button) return;
    const picked = document.querySelectorAll(".pick input[name='chon']:checked").length;
    button.disabled = picked === 0;
    button.querySelector("[data-picked-count]").textContent = picked === 0 ? "các" : String(picked);
  }
  document.addEventListener("change", (event) => {
    if (event.target.closest(".pick")) window.setTimeout(count, 0); // after "tick all" has ticked
  });
  window.addEventListener("pageshow", count);

  // Who types a new value means to change it.
  document.addEventListener("change", (event) => {
    const row = event.target.closest(".bulk-fields > li");
    const box = row && row.querySelector("input[name='change']");
    if (box && event.target !== box) box.checked = true;
  });
})();
