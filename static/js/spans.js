// Ties a draft and its document both ways: what carries the same data-span lights up together
// under the pointer, the focus or a tap. One element may carry several names, parted by spaces.
(() => {
  const names = (element) => element.dataset.span.split(/\s+/);
  const partners = (element) =>
    [...document.querySelectorAll("[data-span]")].filter((other) => names(other).some((name) => names(element).includes(name)));

  function light(element) {
    document.querySelectorAll(".lb-lit").forEach((lit) => lit.classList.remove("lb-lit"));
    partners(element).forEach((one) => one.classList.add("lb-lit"));
  }

  // Only the pane that holds the partner scrolls, so the place one is at stays where it is.
  function reveal(element) {
    const pane = element.closest(".lb-sticky");
    if (!pane || pane.scrollHeight <= pane.clientHeight) return;
    const at = element.getBoundingClientRect();
    const seen = pane.getBoundingClientRect();
    if (at.top < seen.top || at.bottom > seen.bottom) pane.scrollTop += at.top - seen.top - pane.clientHeight / 3;
  }

  const within = (event) => event.target.closest?.("[data-span]");
  // A tap scrolls to its field and leaves the pointer over other words: they light up when it moves again.
  let tapped = null;
  document.addEventListener("pointerover", (event) => {
    if (tapped && Math.abs(tapped.x - event.clientX) < 2 && Math.abs(tapped.y - event.clientY) < 2) return;
    if (within(event)) light(within(event));
  });
  document.addEventListener("focusin", (event) => {
    const element = within(event);
    if (!element) return;
    light(element);
    partners(element).filter((one) => one !== element).forEach(reveal);
  });
  document.addEventListener("click", (event) => {
    const mark = event.target.closest?.("mark[data-span]");
    if (!mark) return;
    tapped = { x: event.clientX, y: event.clientY };
    light(mark);
    const field = partners(mark).find((one) => one.matches("input, select, textarea")) || partners(mark).find((one) => !one.matches("mark"));
    field?.matches("input, select, textarea") ? field.focus() : field?.scrollIntoView({ block: "nearest" });
  });
})();
