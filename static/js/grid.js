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
    if (!stopped) save();
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
    ask({ action: "paste", dan: text, cot: first, bang: "[]" }).then(([status, facts]) => {
      if (status === 200 && facts.rows.length) fill(at, facts);
      else refuse(facts.message || "Không đọc được dòng đề án nào.");
    }, lost);
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
    soon(0);
  }

  // --- sums -----------------------------------------------------------------------------------
  const SCALES = [[/(tỷ|tỉ)$/, 1e9], [/(triệu|tr)( đồng)?$/, 1e6], [/(nghìn|ngàn)( đồng)?$/, 1e3], [/(đồng|vnđ|vnd|đ|₫)$/, 1]];

  // Only for the sums on the page: what can be read in two ways is left out until it is mended.
  function amount(text) {
    let plain = text.trim().toLowerCase();
    if (plain === "" || plain === "chưa rõ") return null;
    let scale = unit.value === "đồng" ? 1 : 1e6;
    SCALES.some(([word, size]) => {
      if (!word.test(plain)) return false;
      scale = size;
      plain = plain.replace(word, "").trim();
      return true;
    });
    if (!/^\d{1,3}([. ]\d{3})*(,\d+)?$|^\d+(,\d+)?$/.test(plain)) return undefined;
    return Math.round(Number(plain.replace(/[. ]/g, "").replace(",", ".")) * scale);
  }

  const million = (value) => (value / 1e6).toLocaleString("vi-VN", { minimumFractionDigits: 1, maximumFractionDigits: 6 });

  function sum(table, key) {
    let known = null;
    let unknown = 0;
    table.forEach((row) => {
      const value = amount(row[key] || "");
      if (typeof value === "number") known = (known || 0) + value;
      else unknown += 1;
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
  const PAUSE = 1500;
  const AGAIN = 8000;
  const key = `nhap:${form.dataset.person}:${window.location.pathname}`;
  let timer = 0;
  let flight = null;
  let stopped = false;
  let again = false;

  function keep(sent) {
    try {
      window.sessionStorage.setItem(key, JSON.stringify({ version: version.value, sent, unit: unit.value, rows: typed() }));
    } catch { /* a full or closed store: the grid still saves */ }
  }
  const forget = () => window.sessionStorage.removeItem(key);

  function ask(more) {
    const sent = new FormData();
    sent.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    sent.set("version", version.value);
    sent.set("unit", unit.value);
    Object.entries(more).forEach(([name, value]) => sent.set(name, value));
    return fetch(window.location.pathname, { method: "POST", body: sent, headers: { Accept: "application/json" }, credentials: "same-origin" }).then((answer) => {
      if ((answer.headers.get("Content-Type") || "").startsWith("application/json")) return answer.json().then((facts) => [answer.status, facts]);
      if (answer.redirected || answer.status === 403) return Promise.reject(new Error("expired"));
      return Promise.reject(new Error(String(answer.status)));
    });
  }

  function lost(error) {
    if (error.message === "expired") {
      stopped = true;
      say("Phiên làm việc đã hết hạn, nội dung vẫn được giữ.", "is-failing", "Đăng nhập lại");
    } else {
      say("Chưa lưu được, đang thử lại", "is-failing");
      soon(AGAIN);
    }
  }

  function soon(wait) {
    if (stopped) return;
    window.clearTimeout(timer);
    timer = window.setTimeout(save, wait);
  }

  function save(more = { action: "draft" }) {
    window.clearTimeout(timer);
    timer = 0;
    if (flight) { again = true; return flight; }
    const at = rows();
    const table = JSON.stringify(typed());
    say("Đang lưu", "");
    flight = ask({ ...more, bang: table })
      .then(([status, facts]) => take(status, facts, at, table))
      .catch(lost)
      .finally(() => {
        flight = null;
        if (again) { again = false; soon(0); }
      });
    return flight;
  }

  function take(status, facts, at, table) {
    if (status !== 200) {
      stopped = status === 409;
      say(stopped ? "Chưa lưu: bảng đã đổi ở cửa sổ khác" : "Chưa lưu", "is-failing");
      refuse(facts.message);
      return;
    }
    refuse("");
    version.value = facts.version;
    if (facts.rows) write(facts.rows);
    const same = facts.rows || JSON.stringify(typed()) === table;
    if (same) {
      said(facts, facts.rows ? rows() : at);
      window.clearTimeout(timer);
      form.dataset.dirty = "";
      forget();
      say(`Đã lưu ${facts.saved}`, "");
    } else {
      keep(false);
      soon(PAUSE);
    }
  }

  function changed() {
    count();
    keep(false);
    form.dataset.dirty = "1";
    if (stopped) return;
    say("Có thay đổi chưa lưu", "is-changed");
    soon(PAUSE);
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
      const send = () => save({ chon: button.value });
      if (flight) flight.then(send);
      else send();
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
      soon(0);
    }
  });

  // A save on its way would overtake the one that is pressed. Then only what is filled is sent.
  form.addEventListener("submit", (event) => {
    if (flight) {
      event.preventDefault();
      flight.then(() => form.requestSubmit(event.submitter));
      return;
    }
    window.clearTimeout(timer);
    stopped = true;
    keep(true);
    sheet.disabled = false;
    sheet.value = JSON.stringify(typed());
    all("[data-key]", body).forEach((cell) => { cell.disabled = true; });
  });
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    stopped = false;
    sheet.disabled = true;
    all("[data-key]", body).forEach((cell) => { cell.disabled = false; });
  });

  function restore() {
    const kept = JSON.parse(window.sessionStorage.getItem(key) || "null");
    if (!kept) return;
    if (kept.version !== version.value || kept.sent || JSON.stringify(kept.rows) === JSON.stringify(typed())) return forget();
    unit.value = kept.unit;
    write(kept.rows);
    find("[data-restored]").hidden = false;
  }

  stretch();
  restore();
  const wrong = find("[aria-invalid='true']", body);
  if (find("main .notice-error[role='alert']:not([hidden])") && wrong) wrong.focus();
})();
