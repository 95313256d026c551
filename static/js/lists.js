// Lists: the order of columns. Without this file the boxes choose them, in the order they stand.
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
})();
