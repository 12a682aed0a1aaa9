// Keys: "/" goes to the search; in a list with data-shortcuts, J and K go down and up its rows,
// and any other letter presses what carries it as data-key in the row one is on.
(() => {
  const typing = (target) => target.closest?.("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]");
  let place = { name: "", at: 0 };
  const rows = () => [...document.querySelectorAll("[data-shortcuts] [data-row]")];
  const here = () => document.querySelector(".lb-row-now");

  function go(row) {
    here()?.classList.remove("lb-row-now");
    row.classList.add("lb-row-now");
    place = { name: row.dataset.row, at: rows().indexOf(row) };
    row.setAttribute("tabindex", "-1");
    row.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
  }

  // A swap forgets the row one is on: back to it, or to the one that took its place.
  document.addEventListener("htmx:after:swap", () => {
    if (!place.name || here()) return;
    const all = rows();
    const row = all.find((one) => one.dataset.row === place.name) || all[Math.min(place.at, all.length - 1)];
    const elsewhere = document.activeElement && document.activeElement !== document.body && !document.activeElement.closest("[data-shortcuts]");
    if (row && !elsewhere) go(row);
  });

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing(event.target)) return;
    if (event.key === "/") {
      const search = [...document.querySelectorAll("[data-search]")].find((box) => box.offsetParent);
      if (search) { event.preventDefault(); search.focus(); search.select(); }
      return;
    }
    const key = event.key.toLowerCase();
    const all = rows();
    if (!all.length || key.length !== 1) return;
    if (key === "j" || key === "k") {
      const at = all.indexOf(here());
      go(all[Math.min(all.length - 1, Math.max(0, at + (key === "j" ? 1 : at < 0 ? 1 : -1)))]);
      event.preventDefault();
      return;
    }
    const press = here()?.querySelector(`[data-key="${CSS.escape(key)}"]`);
    if (!press) return;
    event.preventDefault();
    press.click();
    press.closest("details[open]")?.querySelector("textarea, input:not([type=hidden])")?.focus();
  });
})();
