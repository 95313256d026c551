// Rows of a formset: one more, one less, and whole blocks pasted from Excel. Without it there are
// the spare rows that the page brings.
//   tbody[data-rows="prefix" data-most="300"]   where the rows stand
//   template[data-row-template="prefix"]        a bare row, numbered __prefix__
//   [data-add-row="prefix"], [data-remove-row]  the buttons
(function () {
  "use strict";

  const body = (prefix) => document.querySelector(`[data-rows="${CSS.escape(prefix)}"]`);
  const count = (prefix) => document.querySelector(`input[name="${CSS.escape(prefix)}-TOTAL_FORMS"]`);
  const rowsOf = (place) => [...place.children].filter((row) => !row.matches(".finding-row"));

  function add(prefix) {
    const place = body(prefix);
    const total = count(prefix);
    if (Number(total.value) >= Number(place.dataset.most)) return null;
    const holder = document.createElement("template");
    const bare = document.querySelector(`template[data-row-template="${CSS.escape(prefix)}"]`);
    holder.innerHTML = bare.innerHTML.replaceAll("__prefix__", total.value);
    const row = holder.content.firstElementChild;
    place.append(row);
    total.value = String(Number(total.value) + 1);
    row.dispatchEvent(new Event("formset:added", { bubbles: true }));
    return row;
  }

  const changed = (node) => {
    node.dispatchEvent(new Event("rows:changed", { bubbles: true }));
    node.dispatchEvent(new Event("input", { bubbles: true }));
  };

  document.addEventListener("click", (event) => {
    const adder = event.target.closest("[data-add-row]");
    if (adder) {
      const row = add(adder.dataset.addRow);
      if (row) row.querySelector("input:not([type='hidden']), select").focus();
    }
    const remover = event.target.closest("[data-remove-row]");
    if (!remover) return;
    const row = remover.closest("tr");
    const place = row.parentElement;
    const next = row.nextElementSibling || row.previousElementSibling;
    while (row.nextElementSibling && row.nextElementSibling.matches(".finding-row")) row.nextElementSibling.remove();
    row.remove(); // a gap in the numbers is an empty row
    const form = place.closest("form");
    form.dataset.dirty = "1";
    place.dispatchEvent(new Event("rows:changed", { bubbles: true }));
    const target = next && next.isConnected && next.querySelector("[data-remove-row]");
    (target || document.querySelector(`[data-add-row="${CSS.escape(place.dataset.rows)}"]`)).focus();
  });

  // --- pasting ---------------------------------------------------------------------------------
  // A cell is in quotation marks when it holds a line end or a tab, or when the marks inside are
  // doubled; any other mark is part of the text and swallows nothing.
  const QUOTED = /"((?:[^"]|"")*)"(?=[\t\n]|$)/y;
  const PLAIN = /[^\t\n]*/y;

  function cellAt(text, place) {
    QUOTED.lastIndex = place;
    const quoted = QUOTED.exec(text);
    if (quoted && /[\t\n]|""/.test(quoted[1])) return [quoted[1].replaceAll('""', '"'), QUOTED.lastIndex];
    PLAIN.lastIndex = place;
    return [PLAIN.exec(text)[0], PLAIN.lastIndex];
  }

  function cellsOf(typed) {
    const text = typed.replace(/\r\n?/g, "\n");
    const rows = [[]];
    for (let place = 0; ; place += 1) {
      const [cell, end] = cellAt(text, place);
      rows[rows.length - 1].push(cell);
      if (end >= text.length) break;
      if (text[end] === "\n") rows.push([]);
      place = end;
    }
    while (rows.length && rows[rows.length - 1].every((one) => one.trim() === "")) rows.pop();
    return rows;
  }

  const fold = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[đĐ]/g, "d").toLowerCase().replace(/[^a-z0-9]+/g, " ").trim();
  const initials = (text) => fold(text).split(" ").map((word) => word[0]).join("");

  function choose(select, text) {
    const asked = fold(text);
    if (!asked) return;
    const options = [...select.options].filter((option) => option.value);
    const found = options.find((option) => fold(option.textContent) === asked)
      || options.find((option) => initials(option.textContent) === asked)
      || options.find((option) => fold(option.textContent).startsWith(asked))
      || options.find((option) => initials(option.textContent).startsWith(asked))
      || options.find((option) => fold(option.textContent).includes(asked));
    if (!found) return;
    if (select.tomselect) select.tomselect.setValue(found.value);
    else select.value = found.value;
  }

  document.addEventListener("paste", (event) => {
    const place = event.target.closest("[data-rows]");
    const text = event.clipboardData ? event.clipboardData.getData("text/plain") : "";
    if (!place || !/[\t\n]/.test(text.trimEnd())) return;
    event.preventDefault();
    const cells = cellsOf(text);
    let row = event.target.closest("tr");
    const first = [...row.children].indexOf(event.target.closest("td"));
    for (const line of cells) {
      if (!row) row = add(place.dataset.rows);
      if (!row) break;
      line.forEach((value, at) => {
        const field = row.children[first + at] && row.children[first + at].querySelector("input, select, textarea");
        if (!field) return; // a computed cell: its number is computed again
        if (field.tagName === "SELECT") choose(field, value);
        else field.value = value.replace(/\s+/g, " ").trim();
      });
      const rows = rowsOf(place);
      row = rows[rows.indexOf(row) + 1];
    }
    changed(event.target);
  });
})();
