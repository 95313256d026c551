// A form that saves itself while one types: form[data-autosave="milliseconds of rest"], with
// data-person and a hidden field "version". The server answers {version, saved} or {message}.
// What couldn't be sent stays in the browser: after a lost session the page shows it again
// ([data-restored]). Without it the page is a plain form.
(function () {
  "use strict";

  const form = document.querySelector("form[data-autosave]");
  if (!form) return;
  const rest = Number(form.dataset.autosave);
  const again = 8000;
  const version = form.elements.version;
  const cells = () => [...form.elements].filter((cell) => cell.name && cell.type !== "hidden" && cell.type !== "submit");
  const key = `nhap:${form.dataset.person}:${window.location.pathname}`;
  const changed = document.querySelector("[data-save-bar] [data-changed]");
  const place = document.createElement("span");
  let timer = 0;
  let flight = null;
  let stopped = false;

  place.setAttribute("role", "status");
  if (changed) changed.before(place);

  function say(text, tone) {
    place.className = `save-state ${tone}`;
    place.textContent = text;
  }

  function keep(sent) {
    const typed = Object.fromEntries(cells().map((cell) => [cell.name, cell.value]));
    try {
      window.sessionStorage.setItem(key, JSON.stringify({ version: version.value, sent, typed }));
    } catch { /* a full or closed store: the form still saves */ }
  }
  const forget = () => window.sessionStorage.removeItem(key);

  function restore() {
    const kept = JSON.parse(window.sessionStorage.getItem(key) || "null");
    const arrived = kept && kept.sent && kept.version !== version.value;
    if (!kept || arrived || form.dataset.answer !== undefined) return forget();
    const lost = cells().filter((cell) => cell.name in kept.typed && kept.typed[cell.name].trim() !== cell.value.trim());
    if (!lost.length) return forget();
    lost.forEach((cell) => { cell.value = kept.typed[cell.name]; });
    version.value = kept.version; // saved by somebody since: the answer will say so
    const notice = document.querySelector("[data-restored]");
    if (notice) notice.hidden = false;
    lost[0].dispatchEvent(new Event("input", { bubbles: true }));
  }

  // What is stored is what the page starts from now.
  function settle(sent) {
    cells().forEach((cell) => { if (sent.get(cell.name) === cell.value) cell.defaultValue = cell.value; });
    const open = cells().some((cell) => cell.value !== cell.defaultValue);
    form.dataset.dirty = open ? "1" : "";
    if (changed) changed.hidden = !open;
    return open;
  }

  function later(wait) {
    if (!timer && !stopped) timer = window.setTimeout(save, wait);
  }

  function stop(text) {
    stopped = true;
    say(text, "is-error");
  }

  function save() {
    timer = 0;
    if (flight) return later(again);
    const sent = new FormData(form);
    say("Đang lưu", "");
    flight = fetch(window.location.pathname, { method: "POST", body: sent, headers: { Accept: "application/json" }, credentials: "same-origin" })
      .then((answer) => {
        const told = (answer.headers.get("Content-Type") || "").startsWith("application/json");
        if (!told && (answer.redirected || answer.status === 403)) return stop("Phiên làm việc đã hết hạn, nội dung vẫn được giữ");
        if (!told) throw new Error(String(answer.status));
        return answer.json().then((facts) => {
          if (answer.status !== 200) return stop(facts.message);
          version.value = facts.version;
          say(`Đã lưu ${facts.saved}`, "");
          if (settle(sent)) later(rest);
          else forget();
        });
      })
      .catch(() => {
        say("Chưa lưu được, đang thử lại", "is-failing");
        later(again);
      })
      .finally(() => { flight = null; });
  }

  form.addEventListener("input", () => {
    keep(false);
    later(rest);
  });

  // A save on its way would overtake the one that is pressed.
  form.addEventListener("submit", (event) => {
    if (flight) {
      event.preventDefault();
      event.stopImmediatePropagation();
      flight.then(() => form.requestSubmit(event.submitter));
      return;
    }
    window.clearTimeout(timer);
    stopped = true;
    keep(true);
  });

  restore();
})();
