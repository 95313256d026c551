// Adds up while one types, for any form with these attributes; without it the server adds up.
//   [data-sums]        the form or part of it
//   [data-sum-row]     a row; its amount is the product of its factors, or its one amount
//   [data-factor]      an input that is multiplied: "number", "money" (đồng) or "million" (triệu đồng)
//   [data-product]     where the row's amount is written
//   [data-source]      the select (or element with this value) that names the total of the row
//   [data-total]       a total: "" of all rows, else of the rows of this source; data-shown="million"
//                      writes it in triệu đồng
//   [data-difference]  a total less data-planned (đồng); [data-unknown] how many rows lack a number
(function () {
  "use strict";

  const all = (selector, inside) => [...inside.querySelectorAll(selector)];
  const { number, money } = window.portalMoney; // money.js
  const READ = { number, money: (text) => money(text, 1), million: (text) => money(text, 1e6) };
  const written = (amount) => String(Math.round(amount)).replace(/\B(?=(\d{3})+$)/g, ".");
  const signed = (amount) => (amount < 0 ? `-${written(-amount)}` : written(amount));

  // đồng as triệu đồng, with one decimal or as many as it has
  function millions(amount) {
    const [whole, part = ""] = String(Math.abs(amount) / 1e6).split(".");
    return `${amount < 0 ? "-" : ""}${written(Number(whole))},${part || "0"}`;
  }

  function say(place, amount, text) {
    place.textContent = "";
    if (amount !== null) {
      place.textContent = place.dataset.shown === "million" ? millions(amount) : signed(amount);
      return;
    }
    const words = document.createElement("span");
    words.className = text === "–" ? "" : "unknown";
    words.textContent = text;
    place.append(words);
  }

  function amountOf(row) {
    const factors = all("[data-factor]", row);
    const values = factors.map((input) => READ[input.dataset.factor](input.value));
    const gone = row.querySelector("[name$='-DELETE']:checked") !== null;
    const texts = all("input:not([type='hidden'], [type='checkbox']), textarea", row);
    const typed = factors.length > 0 && !gone && texts.some((input) => input.value.trim() !== "");
    return { typed, amount: values.includes(null) ? null : Math.round(values.reduce((a, b) => a * b, 1)) };
  }

  function sum(part) {
    const totals = new Map();
    let unknown = 0;
    all("[data-sum-row]", part).forEach((row) => {
      const { typed, amount } = amountOf(row);
      const product = row.querySelector("[data-product]");
      if (product) typed ? say(product, amount, "chưa rõ") : (product.textContent = "");
      if (!typed) return;
      const source = row.querySelector("[data-source]");
      const name = source ? source.value || source.dataset.source : "";
      const names = name ? ["", name] : [""];
      if (amount === null) unknown += 1;
      names.forEach((key) => {
        const held = totals.get(key) || { amount: null, unknown: 0 };
        totals.set(key, amount === null ? { ...held, unknown: held.unknown + 1 } : { ...held, amount: (held.amount || 0) + amount });
      });
    });
    all("[data-total]", part).forEach((place) => {
      const held = totals.get(place.dataset.total);
      say(place, held ? held.amount : null, held || place.dataset.total ? "chưa rõ" : "–");
    });
    all("[data-difference]", part).forEach((place) => {
      const held = totals.get(place.dataset.difference) || { amount: null, unknown: 0 };
      const known = held.amount !== null && !held.unknown && place.dataset.planned !== undefined;
      say(place, known ? held.amount - Number(place.dataset.planned) : null, "–");
    });
    all("[data-unknown]", part).forEach((place) => {
      place.textContent = unknown ? `${unknown} dòng chưa rõ số lượng hoặc đơn giá` : "";
    });
  }

  function start() {
    all("[data-sums]", document).forEach((part) => {
      const again = () => sum(part);
      part.addEventListener("input", again);
      part.addEventListener("change", again);
      part.addEventListener("rows:changed", again);
      again();
    });
  }
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
