// Says what happened when the server refuses an htmx request, and lets every notice be closed.
(() => {
  const STAYS_MS = 7000;
  document.documentElement.classList.add("lb-js");

  const part = (name) => document.querySelector(`template[data-notice="${name}"]`);
  const flashes = () => document.getElementById("flashes");

  function closable(notice) {
    if (notice.querySelector(".lb-notice-close")) return;
    notice.append(part("close").content.cloneNode(true));
    notice.querySelector(".lb-notice-close").addEventListener("click", () => notice.remove());
    const asks = notice.querySelector("a, [data-copy-from], pre");
    if (notice.matches(".lb-notice-green, .lb-notice-blue") && !asks) {
      const leave = () => (notice.matches(":hover, :focus-within") ? setTimeout(leave, STAYS_MS) : notice.remove());
      setTimeout(leave, STAYS_MS);
    }
  }

  function show(name) {
    const words = (part(name) || part("any")).content.firstElementChild.textContent;
    for (const notice of flashes().children) if (notice.dataset.lbWords === words) notice.remove();
    flashes().append((part(name) || part("any")).content.cloneNode(true));
    flashes().lastElementChild.dataset.lbWords = words;
    closable(flashes().lastElementChild);
  }

  document.addEventListener("htmx:response:error", ({ detail: { ctx } }) => {
    const status = ctx.response.status;
    if (status === 422 || (ctx.text || "").includes('id="flashes"')) return; // the answer brings its own words
    show(String(status));
  });
  document.addEventListener("htmx:error", ({ detail: { error } }) => {
    if (error instanceof TypeError || error?.name === "AbortError") show("lost");
  });
  const all = () => flashes()?.querySelectorAll(":scope > .lb-notice").forEach(closable);
  document.addEventListener("htmx:after:swap", all);
  all();
})();
