// The grid of a plan: keys and paste as in a spreadsheet, sums while typing, saved by itself.
// Without it the page is a plain form. What cells mean is decided by the server alone.
(function () {
  "use strict";

  const form = document.querySelector("form[data-grid]");
  if (!form) return;
  const find = (selector, inside = document) => inside.querySelector(selector);
  const all = (selector, inside = document) => [...inside.querySelectorAll(selector)];
  const body = find("[data-rows]", form);
  const version = form.elements.version;
  const sheet = form.elements.bang;
  const unit = form.elements.unit;
  const rows = () => all("tr[data-row]", body);
  const cells = (row) => all("[data-key]", row);
  const keys = cells(rows()[0]).map((cell) => cell.dataset.key);
  const labels = Object.fromEntries(cells(rows()[0]).map((cell) => [cell.dataset.key, cell.getAttribute("aria-label").split(", dòng")[0]]));
  const MOST = 200;

  // --- rows as values -------------------------------------------------------------------------
  const blank = (row) => cells(row).every((cell) => cell.value.trim() === "");

  function typed() {
    const table = rows().map((row) => Object.fromEntries(cells(row).filter((cell) => cell.value.trim() !== "").map((cell) => [cell.dataset.key, cell.value])));
    while (table.length && !Object.keys(table[table.length - 1]).length) table.pop();
    return table;
  }

  function number() {
    rows().forEach((row, at) => {
      find("[data-number]", row).textContent = String(at + 1);
      const drop = find("[name='xoa']", row);
      drop.value = String(at);
      drop.setAttribute("aria-label", `Xóa dòng ${at + 1}`);
      cells(row).forEach((cell) => {
        cell.name = `o-${at}-${cell.dataset.key}`;
        cell.setAttribute("aria-label", `${labels[cell.dataset.key]}, dòng ${at + 1}`);
      });
    });
  }

  const pattern = rows()[0].cloneNode(true);
  cells(pattern).forEach((cell) => {
    cell.value = "";
    cell.defaultValue = "";
    unmark(cell);
  });

  function fresh(count) {
    return Array.from({ length: count }, () => {
      const row = pattern.cloneNode(true);
      cells(row).forEach((cell) => { cell.value = ""; });
      return row;
    });
  }

  // Two rows to go on typing always stand at the end.
  function stretch(least = 0) {
    const now = rows();
    let last = now.length;
    while (last && blank(now[last - 1])) last -= 1;
    const missing = Math.min(Math.max(last + 2, least), MOST) - now.length;
    if (missing > 0) {
      body.append(...fresh(missing));
      number();
    }
  }

  function write(table) {
    clearSaid();
    stretch(table.length + 2);
    rows().forEach((row, at) => {
      cells(row).forEach((cell) => {
        const text = (table[at] || {})[cell.dataset.key] || "";
        if (cell.value !== text) cell.value = text;
      });
    });
    changed();
  }

  // --- undo -----------------------------------------------------------------------------------
  const past = [];
  const future = [];
  const undoButton = find("[data-undo]", form);
  let held = null;

  function remember(table = typed()) {
    past.push(JSON.stringify(table));
    if (past.length > 100) past.shift();
    future.length = 0;
    undoButton.disabled = false;
  }

  function step(from, to) {
    if (!from.length) return;
    to.push(JSON.stringify(typed()));
    write(JSON.parse(from.pop()));
    undoButton.disabled = !past.length;
    hold(document.activeElement);
  }

  function hold(cell) {
    held = cell && cell.dataset && cell.dataset.key ? { cell, value: cell.value } : null;
  }

  // A cell that was left with another text than it had is one step back.
  function settle() {
    if (!held || held.cell.value === held.value || !body.contains(held.cell)) return;
    const table = typed();
    const at = rows().indexOf(held.cell.closest("tr"));
    while (table.length <= at) table.push({});
    if (held.value === "") delete table[at][held.cell.dataset.key];
    else table[at][held.cell.dataset.key] = held.value;
    remember(table);
    held.value = held.cell.value;
  }

  body.addEventListener("focusin", (event) => hold(event.target));
  body.addEventListener("focusout", settle);
  undoButton.addEventListener("click", () => { settle(); step(past, future); });

  // --- keys -----------------------------------------------------------------------------------
  function go(row, place) {
    const target = rows()[row];
    if (!target || !cells(target)[place]) return false;
    const cell = cells(target)[place];
    cell.focus();
    cell.select();
    return true;
  }

  function atEdge(cell, forward) {
    const { selectionStart: start, selectionEnd: end, value } = cell;
    if (start === 0 && end === value.length) return true;
    return start === end && start === (forward ? value.length : 0);
  }

  const moves = {
    ArrowUp: (cell, at, place) => free(cell) && go(at - 1, place),
    ArrowDown: (cell, at, place) => free(cell) && go(at + 1, place),
    ArrowLeft: (cell, at, place) => atEdge(cell, false) && go(at, place - 1),
    ArrowRight: (cell, at, place) => atEdge(cell, true) && go(at, place + 1),
    Enter: (cell, at, place, event) => {
      if (event.altKey) return false;
      if (event.ctrlKey || event.metaKey) insert(at + 1, place);
      else if (!go(at + (event.shiftKey ? -1 : 1), place)) cell.select();
      return true;
    },
    Delete: (cell, at, place, event) => {
      if (!event.ctrlKey) return false;
      drop(at);
      go(Math.min(at, rows().length - 1), place);
      return true;
    },
    Escape: (cell) => {
      if (!held || held.cell !== cell || cell.value === held.value) return false;
      cell.value = held.value;
      cell.select();
      changed();
      return true;
    },
    F2: (cell) => { cell.setSelectionRange(cell.value.length, cell.value.length); return true; },
  };

  // Arrows up and down belong to the list of proposals while one types in it, and to long texts.
  function free(cell) {
    if (cell.list) return held && held.cell === cell && cell.value === held.value;
    return !cell.value.includes("\n");
  }

  body.addEventListener("keydown", (event) => {
    const cell = event.target;
    if (!cell.dataset.key) return;
    const row = cell.closest("tr");
    const at = rows().indexOf(row);
    const place = cells(row).indexOf(cell);
    const letter = event.key.toLowerCase();
    if ((event.ctrlKey || event.metaKey) && (letter === "z" || letter === "y")) {
      if (held && held.cell === cell && cell.value !== held.value) return; // within the cell
      event.preventDefault();
      if (letter === "y" || event.shiftKey) step(future, past);
      else step(past, future);
      return;
    }
    if ((event.ctrlKey || event.metaKey) && letter === "d" && at > 0) {
      event.preventDefault();
      cell.value = cells(rows()[at - 1])[place].value;
      cell.select();
      unmark(cell);
      changed();
      return;
    }
    const move = moves[event.key];
    if (move && move(cell, at, place, event)) event.preventDefault();
  });

  // Ctrl+S keeps the draft, as often as one likes; only the button stores the rows.
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.key.toLowerCase() !== "s") return;
    event.preventDefault();
    event.stopPropagation();
    settle();
    saver.later(0);
  }, true);

  function insert(at, place) {
    settle();
    if (typed().length >= MOST) return;
    remember();
    const [row] = fresh(1);
    const before = rows()[at];
    if (before) before.before(row);
    else body.append(row);
    clearSaid();
    number();
    go(at, place);
    changed();
  }

  function drop(at) {
    settle();
    remember();
    clearSaid();
    rows()[at].remove();
    stretch(3);
    number();
    changed();
  }

  // --- paste ----------------------------------------------------------------------------------
  document.addEventListener("paste", (event) => {
    const cell = event.target.closest("[data-key]");
    if (!cell && event.target.closest("input, textarea, select")) return;
    const text = event.clipboardData.getData("text/plain");
    const isBlock = /[\t\n]/.test(text.replace(/\r?\n$/, ""));
    if (!isBlock) return;
    event.preventDefault();
    settle();
    const at = cell ? rows().indexOf(cell.closest("tr")) : typed().length;
    const first = cell ? cell.dataset.key : "";
    saver.ask(post({ action: "paste", dan: text, cot: first, bang: "[]" })).then(([status, facts]) => {
      if (status === 200 && facts.rows.length) fill(at, facts);
      else refuse(facts.message || "Không đọc được dòng đề án nào.");
    }, saver.lost);
  });

  // Cells are laid over what stands there, as in a spreadsheet; rows under heads never over others.
  function fill(at, facts) {
    remember();
    const table = typed();
    const from = facts.headed && table.slice(at).some((row) => Object.keys(row).length) ? table.length : at;
    if (from + facts.rows.length > MOST) {
      past.pop();
      refuse(`Tối đa ${MOST} dòng mỗi lần; hãy lưu các dòng đang có rồi dán tiếp.`);
      return;
    }
    facts.rows.forEach((row, step) => {
      while (table.length <= from + step) table.push({});
      Object.assign(table[from + step], row);
    });
    write(table);
    tell(facts.words);
    hold(document.activeElement);
    saver.later(0);
  }

  // --- sums -----------------------------------------------------------------------------------
  const amount = (text) => window.portalMoney.money(text, unit.value === "đồng" ? 1 : 1e6); // money.js

  const million = (value) => (value / 1e6).toLocaleString("vi-VN", { minimumFractionDigits: 1, maximumFractionDigits: 6 });

  function sum(table, key) {
    let known = null;
    let unknown = 0;
    table.forEach((row) => {
      const value = amount(row[key] || "");
      if (value === null) unknown += 1;
      else known = (known || 0) + value;
    });
    return { known, unknown };
  }

  const plainly = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/đ/gi, "d").toLowerCase().trim();
  const contents = all("#ds-noi-dung option").map((option) => ({
    code: option.value.split(" ")[0],
    name: plainly(option.value.slice(option.value.indexOf(" ") + 1)),
    label: option.dataset.group || option.value,
  }));

  const NO_CONTENT = "Chưa rõ nội dung";

  function contentOf(text) {
    const written = (text || "").trim();
    if (!written) return NO_CONTENT;
    const code = written.split(" ")[0].replace(/[.:]$/, "");
    const found = contents.find((one) => one.code === code) || contents.find((one) => one.name === plainly(written));
    return found ? found.label : NO_CONTENT;
  }

  function count() {
    const table = typed().filter((row) => Object.keys(row).length);
    all("[data-count], [data-ready]").forEach((place) => { place.textContent = String(table.length); });
    all("[data-sum]", form).forEach((place) => {
      const total = sum(table, place.dataset.sum);
      find("[data-sum-value]", place).textContent = total.known === null ? "" : million(total.known);
      find("[data-sum-unknown]", place).textContent = total.unknown ? `${total.unknown} chưa rõ` : "";
      const echo = find(`[data-echo="${place.dataset.sum}"]`);
      echo.hidden = total.known === null;
      find("b", echo).textContent = total.known === null ? "" : million(total.known);
    });
    const groups = new Map();
    table.forEach((row) => {
      const label = contentOf(row.activity);
      groups.set(label, [...(groups.get(label) || []), row]);
    });
    const order = [...new Set([...contents.map((one) => one.label), NO_CONTENT])];
    find("[data-contents]").replaceChildren(...order.filter((label) => groups.has(label)).map((label) => line(label, groups.get(label))));
  }

  function line(label, group) {
    const total = sum(group, "support");
    const place = document.createElement("li");
    const figure = document.createElement("b");
    const more = document.createElement("span");
    figure.className = "figs";
    figure.textContent = total.known === null ? "chưa rõ" : million(total.known);
    more.className = "hint";
    more.textContent = `${group.length} đề án${total.unknown && total.known !== null ? `, ${total.unknown} chưa rõ` : ""}`;
    place.append(`${label}: `, figure, " ", more);
    return place;
  }

  // --- what the server says -------------------------------------------------------------------
  function unmark(cell) {
    cell.classList.remove("has-error", "has-warning");
    cell.removeAttribute("aria-invalid");
    cell.removeAttribute("aria-describedby");
  }

  function clearSaid() {
    all("[data-said]", body).forEach((one) => one.remove());
    all(".has-error, .has-warning", body).forEach(unmark);
  }

  function said(facts, at) {
    clearSaid();
    Object.entries(facts.marks).forEach(([name, kind]) => {
      const [row, key] = name.split("-");
      const cell = at[row] && find(`[data-key="${key}"]`, at[row]);
      if (!cell) return;
      cell.classList.add(`has-${kind}`);
      cell.setAttribute("aria-describedby", `noi-${row}`);
      if (kind === "error") cell.setAttribute("aria-invalid", "true");
    });
    Object.entries(facts.remarks).forEach(([row, html]) => {
      if (at[row]) at[row].insertAdjacentHTML("afterend", html);
    });
    find("[data-summary]").innerHTML = facts.summary;
    count();
  }

  function say(text, tone, link) {
    const place = find("[data-grid-state]");
    place.className = `save-state ${tone}`;
    place.textContent = text;
    if (!link) return;
    const way = document.createElement("a");
    way.href = window.location.href;
    way.textContent = link;
    way.addEventListener("click", () => { form.dataset.dirty = ""; });
    place.append(" ", way);
  }

  function tell(text) {
    find("[data-told]").textContent = text;
    refuse("");
  }

  function refuse(text) {
    find("[data-refused]").hidden = !text;
    find("[data-refused-text]").textContent = text || "";
  }

  // --- saving by itself -----------------------------------------------------------------------
  let sent = { rows: [], table: "" }; // what an answer speaks of

  function post(facts) {
    const data = new FormData();
    data.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    data.set("version", version.value);
    data.set("unit", unit.value);
    Object.entries(facts).forEach(([name, value]) => data.set(name, value));
    return data;
  }

  const saver = window.portalAutosave(form, {
    rest: 1500,
    say,
    data(more = { action: "draft" }) {
      sent = { rows: rows(), table: JSON.stringify(typed()) };
      return post({ ...more, bang: sent.table });
    },
    typed: () => ({ unit: unit.value, rows: typed() }),
    lay(kept) {
      if (JSON.stringify(kept.rows) === JSON.stringify(typed())) return false;
      unit.value = kept.unit;
      write(kept.rows);
      return true;
    },
    took(facts) {
      refuse("");
      if (facts.rows) write(facts.rows);
      const same = facts.rows || JSON.stringify(typed()) === sent.table;
      if (same) said(facts, facts.rows ? rows() : sent.rows);
      return same;
    },
    refused(status, facts) {
      say(status === 409 ? "Chưa lưu: bảng đã đổi ở cửa sổ khác" : "Chưa lưu", "is-failing");
      refuse(facts.message);
    },
    // Only what is filled is sent.
    sending() {
      sheet.disabled = false;
      sheet.value = JSON.stringify(typed());
      all("[data-key]", body).forEach((cell) => { cell.disabled = true; });
    },
  });

  function changed() {
    count();
    saver.changed();
  }

  body.addEventListener("input", (event) => {
    unmark(event.target);
    if (event.target.closest("tr") === rows().at(-1)) stretch(rows().length + 1);
    changed();
  });
  unit.addEventListener("change", () => {
    all("[data-unit-name]", form).forEach((place) => { place.textContent = unit.value; });
    changed();
  });

  // --- what is pressed ------------------------------------------------------------------------
  document.addEventListener("click", (event) => {
    const way = event.target.closest("[data-go]");
    if (way) {
      const [row, column] = way.dataset.go.split("-");
      if (go(Number(row), keys.indexOf(column))) event.preventDefault();
      return;
    }
    const button = event.target.closest("button[type='submit']");
    if (!button || button.form !== form) return;
    if (button.name === "chon") {
      settle();
      remember();
      event.preventDefault();
      saver.after(() => saver.save({ chon: button.value }));
    } else if (button.name === "xoa") {
      event.preventDefault();
      drop(Number(button.value));
    } else if (button.matches("[data-insert]")) {
      event.preventDefault();
      const at = held ? rows().indexOf(held.cell.closest("tr")) : -1;
      insert(at < 0 ? typed().length : at + 1, Math.max(0, held ? cells(held.cell.closest("tr")).indexOf(held.cell) : 0));
    } else if (button.matches("[data-clear]")) {
      event.preventDefault();
      settle();
      remember();
      write([]);
      saver.later(0);
    }
  });

  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    saver.resume();
    sheet.disabled = true;
    all("[data-key]", body).forEach((cell) => { cell.disabled = false; });
  });

  stretch();
  saver.restore();
  const wrong = find("[aria-invalid='true']", body);
  if (find("main .notice-error[role='alert']:not([hidden])") && wrong) wrong.focus();
})();
