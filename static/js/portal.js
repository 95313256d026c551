// What the pages do beside reading and submitting. Every page works without it.
(function () {
  "use strict";

  const root = document.documentElement;
  root.classList.add("scripted");

  const isTyping = (target) => target.closest("input, select, textarea, [contenteditable]") !== null;

  // --- search and one-letter keys -----------------------------------------------------------
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "k") {
      const box = document.querySelector("[data-hotkey='k']");
      if (!box) return;
      event.preventDefault();
      if (box.offsetParent === null) {
        window.location.assign(box.form.action);
        return;
      }
      box.focus();
      box.select();
      return;
    }
    if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "s") {
      // Where there is a draft the primary button sends or stores it: no key does that unasked.
      const save = document.querySelector("[data-save-bar] [name='action'][value='draft']")
        || document.querySelector("[data-save-bar] .btn-primary, .save-bar .btn-primary");
      if (!save || document.querySelector("dialog[open]")) return;
      event.preventDefault();
      event.target.blur(); // what is being typed counts
      save.click();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    if (document.querySelector("dialog[open]")) return;
    if (event.key === "/") {
      const search = document.querySelector("main .filter-search input");
      if (!search) return;
      event.preventDefault();
      search.focus();
      search.select();
      return;
    }
    const button = document.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
    if (button) {
      event.preventDefault();
      button.click();
    }
  });

  // --- dialogs, menus, passwords ------------------------------------------------------------
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-dialog]");
    if (opener) {
      const dialog = document.getElementById(opener.dataset.dialog);
      if (dialog) {
        event.preventDefault();
        dialog.showModal();
        const first = dialog.querySelector("[autofocus], form input:not([type='hidden']), form select, form textarea");
        if (first) first.focus();
      }
    }
    if (event.target.closest("[data-close]")) {
      event.preventDefault();
      event.target.closest("dialog").close();
    }
    if (event.target.matches("dialog")) event.target.close(); // a click on the ground beside it
    if (event.target.closest("[aria-disabled='true']")) event.preventDefault();
    if (event.target.closest("[data-print]")) window.print();
    const reveal = event.target.closest("[data-reveal]");
    if (reveal) togglePassword(reveal);
    document.querySelectorAll("details.menu[open], details.usermenu[open], details.navmenu[open]").forEach((menu) => {
      if (!menu.contains(event.target)) menu.open = false;
    });
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    document.querySelectorAll("details.menu[open], details.usermenu[open], details.navmenu[open]").forEach((menu) => {
      menu.open = false;
      menu.querySelector("summary").focus();
    });
  });

  function togglePassword(button) {
    const input = document.getElementById(button.dataset.reveal);
    const shown = input.type === "text";
    const label = button.textContent;
    input.type = shown ? "password" : "text";
    button.setAttribute("aria-pressed", String(!shown));
    button.textContent = button.dataset.hideLabel;
    button.dataset.hideLabel = label;
  }

  // --- unsaved edits ------------------------------------------------------------------------
  // A form with a save bar, or marked data-guard, says so when it is left half-way.
  const guarded = (form) =>
    form.matches("[data-guard]") ||
    form.querySelector("[data-save-bar]") !== null ||
    (form.id !== "" && document.querySelector(`[data-save-bar] [form="${CSS.escape(form.id)}"]`) !== null);

  function initialValue(field) {
    if (field.type === "checkbox" || field.type === "radio") return String(field.defaultChecked);
    if (field.type === "file") return "";
    if (field.tagName === "SELECT") {
      return JSON.stringify([...field.options].filter((o) => o.defaultSelected).map((o) => o.value));
    }
    return field.defaultValue;
  }

  function currentValue(field) {
    if (field.type === "checkbox" || field.type === "radio") return String(field.checked);
    if (field.tagName === "SELECT") {
      return JSON.stringify([...field.selectedOptions].map((o) => o.value));
    }
    return field.value;
  }

  function isChanged(field) {
    if (!field.name || field.type === "hidden" || field.type === "submit") return false;
    if (field.tagName === "SELECT" && !field.multiple) {
      const first = [...field.options].find((o) => o.defaultSelected) || field.options[0];
      return first !== undefined && field.value !== first.value;
    }
    return currentValue(field) !== initialValue(field);
  }

  function markChanges(form, field) {
    if (form.matches("[data-mark-changes]")) field.classList.toggle("is-changed", isChanged(field));
    const dirty = [...form.elements].some(isChanged);
    form.dataset.dirty = dirty ? "1" : "";
    const bar = form.querySelector("[data-save-bar]") || document.querySelector("[data-save-bar]");
    if (!bar) return;
    const changed = bar.querySelector("[data-changed]");
    const saved = bar.querySelector("[data-save-state]");
    if (changed) changed.hidden = !dirty;
    if (saved) saved.hidden = dirty;
  }

  function onEdit(event) {
    const form = event.target.form;
    if (form && guarded(form)) markChanges(form, event.target);
  }
  document.addEventListener("input", onEdit);
  document.addEventListener("change", onEdit);

  let leaving = false;
  window.addEventListener("beforeunload", (event) => {
    if (!leaving && document.querySelector("form[data-dirty='1']")) event.preventDefault();
  });

  // --- one press, one submission --------------------------------------------------------------
  // The button is closed only after the browser has read its name and value.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (form.dataset.sent === "1") {
      event.preventDefault();
      return;
    }
    leaving = true;
    if (form.matches("[hx-post], [data-hx-post]") || form.target === "_blank" || form.matches("[data-download]")) {
      leaving = false;
      return;
    }
    form.dataset.sent = "1";
    const button = event.submitter;
    window.setTimeout(() => {
      if (!button) return;
      button.disabled = true;
      button.setAttribute("aria-busy", "true");
    }, 0);
  });

  // Coming back by the browser's arrow: the page is as it was, its buttons open again.
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    leaving = false;
    document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent);
    document.querySelectorAll("[aria-busy='true']").forEach((button) => {
      button.disabled = false;
      button.removeAttribute("aria-busy");
    });
  });

  // --- tick all -------------------------------------------------------------------------------
  document.addEventListener("change", (event) => {
    const all = event.target.closest("[data-pick-all]");
    if (!all) return;
    all.closest("table, form").querySelectorAll(".pick input[type='checkbox']").forEach((box) => {
      if (box !== all && !box.disabled) box.checked = all.checked;
    });
  });

  // "Duyệt 23 báo cáo" says how many are ticked.
  document.addEventListener("change", (event) => {
    const button = event.target.form && event.target.form.querySelector("[data-count-picked]");
    if (!button || event.target.type !== "checkbox") return;
    const picked = event.target.form.querySelectorAll(".pick input:checked").length;
    button.querySelector("span").textContent = String(picked);
    button.disabled = picked === 0;
  });

  // --- a button that needs a reason, a text to be copied --------------------------------------
  document.addEventListener("click", (event) => {
    const needing = event.target.closest("[data-needs]");
    const field = needing && document.getElementById(needing.dataset.needs);
    if (field && field.value.trim() === "") {
      event.preventDefault();
      field.setAttribute("aria-invalid", "true");
      field.addEventListener("input", () => field.removeAttribute("aria-invalid"), { once: true });
      field.focus();
    }
    const copier = event.target.closest("[data-copy]");
    if (copier) copy(copier, document.getElementById(copier.dataset.copy));
  });

  function copy(button, field) {
    field.select();
    const done = () => {
      button.lastChild.textContent = button.dataset.copied;
      button.focus();
    };
    // Plain http has no clipboard of its own; the old command still works there.
    if (navigator.clipboard) navigator.clipboard.writeText(field.value).then(done, () => document.execCommand("copy") && done());
    else if (document.execCommand("copy")) done();
  }

  // --- drafts of a session that ended ---------------------------------------------------------
  // The sign-in page means that what was sent last did not arrive; signing out forgets everything.
  const drafts = () => Object.keys(window.sessionStorage).filter((name) => name.startsWith("nhap:"));
  if (document.querySelector("input[name='password'][autocomplete='current-password']")) {
    drafts().forEach((name) => {
      const kept = JSON.parse(window.sessionStorage.getItem(name));
      window.sessionStorage.setItem(name, JSON.stringify({ ...kept, sent: false }));
    });
  }
  document.addEventListener("submit", (event) => {
    if ((event.target.getAttribute("action") || "").endsWith("/dang-xuat/")) drafts().forEach((name) => window.sessionStorage.removeItem(name));
  });

  // --- choices that act at once -----------------------------------------------------------------
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-submit-on-change]")) event.target.form.requestSubmit();
  });

  // --- select with search -----------------------------------------------------------------------
  const words = {
    option_create: null,
    loading: (data, escape) => `<div class="no-results">Đang tìm “${escape(data.input)}”</div>`,
    no_results: (data, escape) => `<div class="no-results">Không có “${escape(data.input)}”</div>`,
    not_loading: null,
  };

  function loader(address) {
    return (query, callback) => {
      const url = new URL(address, window.location.href);
      url.searchParams.set("q", query);
      fetch(url, { headers: { Accept: "application/json" }, credentials: "same-origin" })
        .then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(String(answer.status)))))
        .then((data) => callback(data.results.map((row) => ({ value: String(row.id), text: row.text }))))
        .catch(() => callback());
    };
  }

  function searchable(select) {
    if (select.tomselect || typeof window.TomSelect === "undefined") return;
    const address = select.dataset.searchUrl;
    const options = {
      allowEmptyOption: true,
      maxOptions: 100,
      hideSelected: false,
      copyClassesToDropdown: false,
      closeAfterSelect: !select.multiple,
      placeholder: select.dataset.placeholder || "Gõ để tìm",
      hidePlaceholder: true,
      render: words,
    };
    if (address) {
      options.load = loader(address);
      options.shouldLoad = (query) => query.trim().length > 1;
      options.score = () => () => 1; // the server has ranked them, without marks
      options.allowEmptyOption = false;
    }
    const label = select.labels && select.labels[0];
    const control = new window.TomSelect(select, options);
    // While the input is active it hides what was chosen: leave it, so that the choice is seen.
    if (!select.multiple) control.on("item_add", () => control.blur());
    if (label) control.control_input.setAttribute("aria-label", label.textContent.trim());
    select.setAttribute("aria-hidden", "true"); // its place is taken by the input with the label
    const described = select.getAttribute("aria-describedby");
    if (described) control.control_input.setAttribute("aria-describedby", described);
  }

  // The browser words its file button in its own language; ours says it in the page's.
  function fileInput(input) {
    if (input.closest(".file-pick")) return;
    const shell = document.createElement("div");
    const button = document.createElement("span");
    const name = document.createElement("span");
    shell.className = "file-pick";
    button.className = "btn btn-sm";
    button.textContent = input.multiple ? "Chọn các tệp" : "Chọn tệp";
    const show = () => {
      name.textContent = [...input.files].map((file) => file.name).join(", ") || "Chưa chọn tệp nào";
    };
    show();
    input.addEventListener("change", show);
    input.replaceWith(shell);
    button.append(input);
    shell.append(button, name);
  }

  // A row that the admin copies must be copied bare.
  const isPattern = (field) => field.closest(".empty-form") !== null;

  function isLong(select) {
    return select.multiple || select.options.length > 20;
  }

  function prepare(node) {
    node.querySelectorAll("input[type='file']").forEach((input) => {
      if (!isPattern(input)) fileInput(input);
    });
    node.querySelectorAll(".admin-form select, .form-row select").forEach((select) => {
      if (isLong(select) && !isPattern(select)) searchable(select);
    });
    node.querySelectorAll("select[data-search-url], select[data-search]").forEach((select) => {
      if (!isPattern(select)) searchable(select);
    });
    // What was refused is read first, also by those who hear the page.
    const refused = node.querySelector("[data-focus]");
    if (refused) refused.focus();
    node.querySelectorAll("input[data-indeterminate]").forEach((box) => { box.indeterminate = true; });
  }

  // A table wider than the screen is moved with the arrow keys, so it must take the focus.
  function wideTables() {
    document.querySelectorAll(".table-wrap").forEach((wrap) => {
      const wide = wrap.scrollWidth > wrap.clientWidth + 1;
      if (wide === wrap.hasAttribute("tabindex")) return;
      if (!wide) {
        wrap.removeAttribute("tabindex");
        return;
      }
      const head = wrap.closest(".panel");
      const title = head && head.querySelector("h2");
      wrap.tabIndex = 0;
      wrap.setAttribute("role", "region");
      wrap.setAttribute("aria-label", title ? title.textContent.trim() : "Bảng");
    });
  }

  function start() {
    wideTables();
    window.addEventListener("resize", wideTables);
    document.fonts.ready.then(wideTables);
    prepare(document);
    document.addEventListener("htmx:load", (event) => prepare(event.detail.elt));
    document.addEventListener("formset:added", (event) => prepare(event.target));
  }
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
