// Writing row after row: Esc leaves, a saved form is clean again, rows move by drag or Alt+↑↓.
(() => {
  // --- forms -------------------------------------------------------------
  document.addEventListener("keydown", (event) => {
    const form = event.target.closest?.("form[data-row-form]");
    if (!form || event.key !== "Escape" || event.isComposing) return;
    const leave = form.querySelector("[data-cancel]");
    if (leave) leave.click();
    else { form.reset(); event.target.blur(); }
  });

  // A row that was open for editing and is closed again: on to what it was opened by.
  let after = "";
  document.addEventListener("htmx:before:swap", ({ detail: { ctx } }) => { after = ctx?.sourceElement?.dataset?.after || ""; });

  // What the server answered is the truth: a form that was saved forgets what was typed, and its popover closes.
  document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
    const form = ctx?.sourceElement;
    if (after && !document.querySelector(`[data-after="${after}"]`)) {
      document.querySelector(`#${after} .lb-cell-actions :is(a, button)`)?.focus();
      return;
    }
    if (!form?.matches?.("form") || ctx.request.method === "GET" || !(ctx.response?.status < 400)) return;
    const now = form.isConnected ? form : form.id && document.getElementById(form.id);
    if (!now) return;
    now.reset();
    now.closest("details.lb-pop[open]")?.removeAttribute("open");
    if (now.matches("[data-row-form]")) now.querySelector("[data-first], input:not([type=hidden])")?.focus();
  });

  // --- order -------------------------------------------------------------
  const rowsOf = (row) => [...row.parentElement.children].filter((one) => one.matches("[data-row]"));
  const orderForm = (row) => row.querySelector(".lb-handle")?.form;

  function send(row) {
    const form = orderForm(row);
    form.elements.namedItem("item").value = row.dataset.row; // elements.item is a method
    form.elements.namedItem("place").value = rowsOf(row).indexOf(row) + 1;
    form.requestSubmit();
  }

  // What belongs to a row (a returned reason) follows it: the rows after it without data-row.
  function followers(row) {
    const list = [];
    for (let next = row.nextElementSibling; next && !next.matches("[data-row]") && next.matches(".lb-under"); next = next.nextElementSibling) list.push(next);
    return list;
  }

  function step(row, down) {
    const rows = rowsOf(row);
    const other = rows[rows.indexOf(row) + (down ? 1 : -1)];
    if (!other) return false;
    const moved = [row, ...followers(row)];
    if (down) (followers(other).at(-1) || other).after(...moved);
    else other.before(...moved);
    return true;
  }

  document.addEventListener("keydown", (event) => {
    if (!event.altKey || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
    const row = event.target.closest?.("[data-row]");
    if (!row || !orderForm(row)) return;
    event.preventDefault();
    const held = document.activeElement;
    if (step(row, event.key === "ArrowDown")) { held.focus(); send(row); }
  });

  let dragged = null;
  let moved = false;
  document.addEventListener("pointerdown", (event) => {
    const handle = event.target.closest(".lb-handle");
    if (!handle || event.button !== 0) return;
    dragged = handle.closest("[data-row]");
    moved = false;
    handle.setPointerCapture(event.pointerId);
    dragged?.classList.add("lb-dragging");
  });
  document.addEventListener("pointermove", (event) => {
    if (!dragged) return;
    const over = document.elementFromPoint(event.clientX, event.clientY)?.closest("[data-row]");
    if (!over || over === dragged || over.parentElement !== dragged.parentElement) return;
    const rows = rowsOf(dragged);
    moved = step(dragged, rows.indexOf(over) > rows.indexOf(dragged)) || moved;
  });
  const drop = () => {
    if (!dragged) return;
    dragged.classList.remove("lb-dragging");
    if (moved) send(dragged);
    dragged = null;
  };
  document.addEventListener("pointerup", drop);
  document.addEventListener("pointercancel", drop);
  // With JavaScript the grip drags; a click that ends a drag must not also move the row up.
  document.addEventListener("click", (event) => {
    if (event.target.closest(".lb-handle") && event.detail > 0) event.preventDefault();
  });
})();
