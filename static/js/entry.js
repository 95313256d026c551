// The sheet of a submission: marks what changed, saves by itself, keeps what could not be saved,
// and on the phone shows one line a screen. Without it the page is a plain form.
(function () {
  "use strict";

  const form = document.querySelector("form[data-entry]");
  if (!form) return;
  const find = (selector, inside = document) => inside.querySelector(selector);
  const all = (selector, inside = document) => [...inside.querySelectorAll(selector)];
  const lines = all(".line", form);
  const cells = () => [...form.elements].filter((one) => one.name && one.type !== "hidden" && one.type !== "submit");

  // --- numbers and marks --------------------------------------------------------------------
  const number = (text) => {
    const plain = text.replace(/[\s.]/g, "").replace(",", ".");
    return plain === "" || Number.isNaN(Number(plain)) ? null : Number(plain);
  };
  const written = (value) => String(Math.round(value * 100) / 100).replace(".", ",");
  const state = (line) => find(".line-state select", line);

  function mark(cell) {
    if (cell.dataset.last !== undefined) cell.classList.toggle("is-changed", cell.value.trim() !== cell.dataset.last);
    if (cell.dataset.plan === undefined) return;
    const share = find("[data-share]", cell.closest("tr"));
    const done = number(cell.value);
    const plan = Number(cell.dataset.plan);
    share.classList.toggle("is-unknown", done === null || plan === 0);
    share.textContent = done === null || plan === 0 ? "–" : `${Math.floor((done * 100) / plan)}\u00a0%`;
    const before = number(cell.dataset.last || "");
    if (done === null || before === null || done === before) return;
    const words = document.createElement("span");
    words.className = "line-since";
    words.textContent = `, ${done > before ? "tăng" : "giảm"} ${written(Math.abs(done - before))} so với kỳ trước`;
    share.append(words);
  }

  function count() {
    const done = lines.filter((line) => state(line).value !== "");
    const shown = find("[data-done]");
    if (shown) shown.textContent = String(done.length);
    all(".segments i").forEach((part, at) => part.classList.toggle("is-done", state(lines[at]).value !== ""));
    all("[data-brief]").forEach((brief, at) => {
      const figures = all(".line-done input", lines[at]).map((cell) => cell.value || "chưa rõ").join("; ");
      const chosen = state(lines[at]).selectedOptions[0];
      brief.textContent = [figures, chosen ? chosen.textContent : ""].filter(Boolean).join(" · ");
    });
  }

  // A percent that was typed before says nothing of a line that is finished now: it is shown anew.
  function finish(line) {
    const percent = find("[name$='-percent']", line);
    if (state(line).value !== "done" || !percent || number(percent.value) === null || number(percent.value) >= 100) return;
    percent.value = percent.closest(".line-done") ? "100" : "";
    mark(percent);
    const button = find("[data-more]", line);
    if (percent.closest(".line-more")) open(button, true);
  }

  function grow(area) {
    area.style.height = "auto";
    if (area.scrollHeight > area.clientHeight) area.style.height = `${area.scrollHeight + 2}px`;
  }

  // --- parts that open ------------------------------------------------------------------------
  function open(button, wide) {
    const part = document.getElementById(button.dataset.more);
    part.classList.toggle("is-open", wide);
    button.setAttribute("aria-expanded", String(wide));
    all("textarea", part).forEach(grow);
  }
  all("[data-more]", form).forEach((button) => {
    open(button, document.getElementById(button.dataset.more).classList.contains("is-open"));
    button.addEventListener("click", () => open(button, button.getAttribute("aria-expanded") !== "true"));
  });

  // --- saving by itself -----------------------------------------------------------------------
  function say(text, tone, link) {
    all("[data-entry-state], [data-save-echo]").forEach((place) => {
      place.className = `save-state ${tone}`;
      place.textContent = text;
      if (!link) return;
      const way = document.createElement("a");
      way.href = window.location.href;
      way.textContent = link;
      way.addEventListener("click", () => { form.dataset.dirty = ""; });
      place.append(" ", way);
    });
  }

  const saver = window.portalAutosave(form, {
    rest: 3000,
    say,
    // The page writes "2.517" for what was typed as "2517", and leaves out blanks that say nothing.
    plain(cell, text) {
      const value = cell.tagName === "INPUT" ? number(text) : null;
      return value === null ? text.replace(/\s+/g, " ").trim() : String(value);
    },
    heard(facts) {
      clear();
      remarks(facts.remarks);
      frames(facts.marks);
    },
    refused(status, facts) {
      clear();
      if (status === 422) {
        say("Chưa lưu: có ô cần sửa", "is-error");
        Object.entries(facts.errors).forEach(([name, text]) => refuse(form.elements[name], text));
      } else {
        say("Chưa lưu", "is-failing");
        find("[data-overtaken]").hidden = false;
        find("[data-overtaken-text]").textContent = facts.message;
      }
    },
  });
  const clear = () => all(".field-refused", form).forEach((one) => one.remove());

  function refuse(cell, text) {
    if (!cell) return;
    const line = document.createElement("span");
    line.className = "field-error field-refused";
    line.textContent = text;
    cell.setAttribute("aria-invalid", "true");
    cell.after(line);
    cell.addEventListener("input", () => cell.removeAttribute("aria-invalid"), { once: true });
  }

  // Remarks come drawn by the server: {"": summary, "12": of the line 12}.
  function remarks(drawn) {
    const summary = find("[data-summary]");
    summary.innerHTML = drawn[""];
    lines.forEach((line) => {
      const row = find("[data-findings]", line);
      const html = drawn[line.id] || "";
      const place = find("[data-remarks]", row);
      place.innerHTML = html;
      const worst = find(".remark", place);
      const kind = worst ? worst.className.split("remark-").pop() : "quiet";
      place.parentElement.className = `finding finding-${kind}`;
      const reason = find("textarea", row).value;
      row.hidden = !html && !reason;
      find(".finding-answer", row).hidden = kind === "info" && !reason;
    });
  }

  function frames(marks) {
    all(".has-error, .has-warning", form).forEach((cell) => cell.classList.remove("has-error", "has-warning"));
    Object.entries(marks).forEach(([name, kind]) => {
      if (form.elements[name]) form.elements[name].classList.add(`has-${kind}`);
    });
  }

  form.addEventListener("input", (event) => {
    if (event.target.matches(".line-state select")) finish(event.target.closest(".line"));
    mark(event.target);
    if (event.target.matches("[data-grow]")) grow(event.target);
    count();
    saver.changed();
  });

  // --- one line a screen ----------------------------------------------------------------------
  const narrow = window.matchMedia("(max-width: 767.98px)");
  const first = (test) => (lines.some(test) ? lines.findIndex(test) : undefined);
  // Where something is left to do: a line that nobody has come to, else one that is remarked on.
  let at = first((line) => state(line).value === "") ?? first((line) => find(".remark-error, .remark-warning", line)) ?? 0;
  // A report that was refused is shown as a whole: what keeps it back is listed above all lines.
  let one = lines.length > 0 && !(form.dataset.refused !== undefined && find("[data-summary] .notice"));

  function show() {
    const single = narrow.matches && one;
    document.body.classList.toggle("is-one-line", single);
    document.body.classList.toggle("is-all-lines", narrow.matches && !one && lines.length > 0);
    lines.forEach((line, place) => line.classList.toggle("is-here", single && place === at));
    if (!single) return;
    find("[data-one-title]").textContent = `Dòng ${at + 1} trong ${lines.length}`;
    all(".segments i").forEach((part, place) => part.classList.toggle("is-here", place === at));
    const back = find("[data-one-back]");
    back.hidden = at === 0;
    find("span", back).textContent = `Dòng ${at}`;
    find("[data-one-next] span").textContent = at + 1 < lines.length ? `Lưu, sang dòng ${at + 2}` : "Lưu, xem cả báo cáo";
    all("textarea", lines[at]).forEach(grow);
  }

  function go(place) {
    one = place >= 0 && place < lines.length;
    if (one) at = place;
    show();
    window.scrollTo(0, 0);
    if (form.dataset.dirty === "1") saver.later(0);
  }

  function button(sign, label, cell, step) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "btn step";
    made.textContent = sign;
    made.setAttribute("aria-label", label);
    made.addEventListener("click", () => {
      cell.value = written(Math.max(0, (number(cell.value) || 0) + step));
      cell.dispatchEvent(new Event("input", { bubbles: true }));
    });
    return made;
  }

  function tiles(select) {
    const group = document.createElement("div");
    group.className = "tiles";
    group.setAttribute("role", "radiogroup");
    group.setAttribute("aria-label", "Tình trạng");
    [...select.options].filter((option) => option.value).forEach((option) => {
      const label = document.createElement("label");
      const radio = document.createElement("input");
      radio.type = "radio";
      radio.name = `o-${select.name}`;
      radio.setAttribute("form", "");
      radio.checked = option.selected;
      radio.addEventListener("change", () => {
        select.value = option.value;
        select.dispatchEvent(new Event("input", { bubbles: true }));
        select.dispatchEvent(new Event("change", { bubbles: true }));
      });
      select.addEventListener("input", () => { radio.checked = select.value === option.value; });
      label.append(radio, option.textContent);
      group.append(label);
    });
    select.after(group);
  }

  lines.forEach((line) => {
    all(".line-done input", line).forEach((cell) => {
      cell.before(button("−", "Bớt 1", cell, -1));
      cell.after(button("+", "Thêm 1", cell, 1));
    });
    tiles(state(line));
  });

  document.addEventListener("click", (event) => {
    const way = event.target.closest("[data-go]");
    if (!way || !narrow.matches || !way.dataset.go) return;
    event.preventDefault();
    go(Number(way.dataset.go) - 1);
    const cell = document.getElementById(way.hash.slice(1));
    if (cell && cell.form === form) cell.focus();
  });
  const press = (selector, act) => { const found = find(selector); if (found) found.addEventListener("click", act); };
  press("[data-one-back]", () => go(at - 1));
  press("[data-one-next]", () => go(at + 1));
  press("[data-one-all]", () => go(-1));
  narrow.addEventListener("change", show);

  saver.restore();
  cells().forEach(mark);
  all("[data-grow]", form).forEach(grow);
  count();
  show();
  const wrong = find("[aria-invalid='true']", form);
  if (wrong) {
    const place = lines.indexOf(wrong.closest(".line"));
    if (narrow.matches && place >= 0) go(place);
    wrong.focus();
  }
})();
