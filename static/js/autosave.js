// Saves a form by itself while one types, and keeps in the browser what couldn't be sent: after a
// lost session the page shows it again ([data-restored], with a link [data-forget] to what is
// stored). The form has data-person and a hidden field "version"; the server answers {version,
// saved, …} or {message}. Without it the page is a plain form. A form[data-autosave="milliseconds
// of rest"] needs nothing else; other pages call portalAutosave(form, page), where `page` says what
// differs:
//   rest            how long to wait after a change
//   say(text, tone, link)  where the state is told
//   typed(), lay(typed)    what is kept, and putting it back: false when the page shows it already
//   data(more)             what is sent
//   took(facts, sent)      what the answer says: false when more has been typed since
//   heard(facts), refused(status, facts), sending()  an answer of 200; another; the form is pressed
window.portalAutosave = function (form, page) {
  "use strict";

  const AGAIN = 8000;
  const version = form.elements.version;
  const key = `nhap:${form.dataset.person}:${window.location.pathname}`;
  const cells = () => [...form.elements].filter((cell) => cell.name && cell.type !== "hidden" && cell.type !== "submit");
  let timer = 0;
  let flight = null;
  let again = false;
  let stopped = false;

  const own = {
    typed: () => Object.fromEntries(cells().map((cell) => [cell.name, cell.value])),
    plain: (cell, text) => text.trim(),
    data: () => new FormData(form),
    lay(typed) {
      const lost = cells().filter((cell) => cell.name in typed && own.plain(cell, typed[cell.name]) !== own.plain(cell, cell.value));
      lost.forEach((cell) => { cell.value = typed[cell.name]; });
      if (lost.length) lost[0].dispatchEvent(new Event("input", { bubbles: true }));
      return lost.length > 0;
    },
    // What is stored is what the page starts from now.
    took(facts, sent) {
      own.heard(facts);
      const same = cells().filter((cell) => sent.get(cell.name) === cell.value);
      same.forEach((cell) => {
        if (cell.tagName === "SELECT") [...cell.options].forEach((one) => { one.defaultSelected = one.selected; });
        else cell.defaultValue = cell.value;
      });
      return same.length === cells().length;
    },
    refused: (status, facts) => own.say(facts.message, "is-error"),
    heard: () => {},
    sending: () => {},
    ...page,
  };

  function keep(sent) {
    try {
      window.sessionStorage.setItem(key, JSON.stringify({ version: version.value, sent, typed: own.typed() }));
    } catch { /* a full or closed store: the form still saves */ }
  }
  const forget = () => window.sessionStorage.removeItem(key);

  function restore() {
    const kept = JSON.parse(window.sessionStorage.getItem(key) || "null");
    const arrived = kept && kept.sent && kept.version !== version.value; // the page shows it
    if (!kept || arrived || form.dataset.answer !== undefined) return forget();
    const now = version.value;
    version.value = kept.version; // saved by somebody since: the answer will say so
    if (own.lay(kept.typed)) {
      document.querySelector("[data-restored]").hidden = false;
      return undefined;
    }
    version.value = now;
    return forget();
  }

  function settle(open) {
    form.dataset.dirty = open ? "1" : "";
    const mark = document.querySelector("[data-save-bar] [data-changed]");
    if (mark) mark.hidden = !open;
  }

  function later(wait) {
    if (stopped || (timer && wait)) return;
    window.clearTimeout(timer);
    timer = window.setTimeout(save, wait);
  }

  function changed() {
    settle(true);
    keep(false);
    if (stopped) return;
    own.say("Có thay đổi chưa lưu", "is-changed");
    later(own.rest);
  }

  function ask(sent) {
    return fetch(form.getAttribute("action") || window.location.pathname, { method: "POST", body: sent, headers: { Accept: "application/json" }, credentials: "same-origin" }).then((answer) => {
      if ((answer.headers.get("Content-Type") || "").startsWith("application/json")) return answer.json().then((facts) => [answer.status, facts]);
      throw new Error(answer.redirected || answer.status === 403 ? "expired" : String(answer.status));
    });
  }

  function lost(error) {
    stopped = error.message === "expired";
    if (stopped) return own.say("Phiên làm việc đã hết hạn, nội dung vẫn được giữ.", "is-failing", "Đăng nhập lại");
    own.say("Chưa lưu được, đang thử lại", "is-failing");
    return later(AGAIN);
  }

  function take([status, facts], sent) {
    if (status !== 200) {
      stopped = status === 409;
      own.refused(status, facts);
      return;
    }
    version.value = facts.version;
    if (!own.took(facts, sent)) return changed();
    window.clearTimeout(timer);
    timer = 0;
    settle(false);
    forget();
    own.say(`Đã lưu ${facts.saved}`, "");
  }

  function save(more) {
    window.clearTimeout(timer);
    timer = 0;
    if (flight) {
      again = true;
      return flight;
    }
    const sent = own.data(more);
    own.say("Đang lưu", "");
    flight = ask(sent)
      .then((answer) => take(answer, sent))
      .catch(lost)
      .finally(() => {
        flight = null;
        if (again) later(0);
        again = false;
      });
    return flight;
  }

  const drop = document.querySelector("[data-forget]");
  if (drop) drop.addEventListener("click", () => { settle(false); forget(); });

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
    own.sending();
  });

  return {
    ask, changed, later, lost, restore, save,
    after: (act) => (flight ? flight.then(act) : act()),
    resume: () => { stopped = false; },
  };
};

(function () {
  "use strict";

  const form = document.querySelector("form[data-autosave]");
  if (!form) return;
  const place = document.createElement("span");
  const bar = document.querySelector("[data-save-bar] [data-changed]");
  place.setAttribute("role", "status");
  if (bar) bar.before(place);

  const saver = window.portalAutosave(form, {
    rest: Number(form.dataset.autosave),
    say(text, tone) {
      place.className = `save-state ${tone}`;
      place.textContent = tone === "is-changed" ? "" : text; // the bar says so itself
    },
  });
  form.addEventListener("input", saver.changed);
  saver.restore();
})();
