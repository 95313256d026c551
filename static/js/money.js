// Reads what is typed as an amount, for the sums on a page. What can be read in two ways is left out
// until it is mended: the server reads it exactly and has the last word.
window.portalMoney = (function () {
  "use strict";

  const UNITS = { "tỷ": 1e9, "tỉ": 1e9, "triệu": 1e6, "tr": 1e6, "nghìn": 1e3, "ngàn": 1e3 };

  // "1.500", "1 500,25", "12,5"; null for anything else
  function number(text) {
    const plain = text.trim();
    if (!/^(\d{1,3}([.\s]\d{3})+|\d+)(,\d+)?$/.test(plain)) return null;
    return Number(plain.replace(/[.\s]/g, "").replace(",", "."));
  }

  // "1.500.000", "235,8 triệu", "1 tỷ 200 triệu" in đồng; a bare number counts `unit` đồng
  function money(typed, unit) {
    const text = typed.normalize("NFC").trim().toLowerCase();
    if (/^[-−–]/.test(text)) {
      const below = money(text.slice(1), unit);
      return below === null ? null : -below;
    }
    const plain = text.replace(/(đồng|vnđ|vnd|đ|₫)$/, "").trim();
    const scale = plain === text ? unit : 1;
    const parts = [...plain.matchAll(/([\d.,\s]+)(tỷ|tỉ|triệu|tr|nghìn|ngàn)?\s*/g)];
    if (plain === "" || parts.map((part) => part[0]).join("") !== plain) return null;
    let sum = 0;
    for (const [, digits, word] of parts) {
      const whole = !word && scale === 1;
      const value = number(whole ? digits.trim().replace(/,(?=\d{3}(,|$))/g, ".") : digits);
      if (value === null) return null;
      sum += value * (word ? UNITS[word] : scale);
    }
    return Math.round(sum);
  }

  return { number, money };
})();
