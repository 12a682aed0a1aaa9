// Tints for two seconds what a write has changed: every element with an id inside the swapped block
// whose words differ from before. Rows are tr, li, or anything with data-row.
(() => {
  const TINT_MS = 2000;
  const ROWS = "tr[id], li[id], [data-row][id]";
  let before = null;

  const writes = (ctx) => ctx?.request && ctx.request.method !== "GET" && ctx.response?.status < 400;

  document.addEventListener("htmx:before:swap", ({ detail: { ctx } }) => {
    if (!writes(ctx)) return;
    before = new Map([...document.querySelectorAll(ROWS)].map((row) => [row.id, row.textContent]));
  });
  document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
    if (!before || !writes(ctx)) return;
    for (const row of document.querySelectorAll(ROWS)) {
      if (before.get(row.id) === row.textContent) continue;
      row.classList.add("lb-changed");
      setTimeout(() => row.classList.remove("lb-changed"), TINT_MS);
    }
    before = null;
  });
})();
