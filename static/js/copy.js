// Puts a ready text on the clipboard: data-copy holds it, or data-copy-from names the element that does.
// data-copy-now copies as soon as the button arrives, where the browser allows it.
(() => {
  const SAID_MS = 2000;

  async function copy(button) {
    const text = button.dataset.copy ?? document.querySelector(button.dataset.copyFrom)?.textContent ?? "";
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      if (!selected(button, text)) return;
    }
    const label = button.textContent;
    button.textContent = button.dataset.copied || label;
    setTimeout(() => { button.textContent = label; }, SAID_MS);
  }

  // Without a secure connection the clipboard is closed to us: the older way, through a selection.
  function selected(button, text) {
    const box = document.createElement("textarea");
    box.value = text;
    box.className = "lb-hidden";
    button.after(box);
    box.select();
    const done = document.execCommand("copy");
    box.remove();
    return done;
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-copy], [data-copy-from]");
    if (button) copy(button);
  });
  const now = () => document.querySelectorAll("[data-copy-now]").forEach((button) => {
    button.removeAttribute("data-copy-now");
    copy(button);
  });
  document.addEventListener("htmx:after:swap", now);
  now();
})();
