// Says what happened when the server refuses an htmx request, and lets every notice be closed.
(() => {
  const STAYS_MS = 7000;
  document.documentElement.classList.add("lb-js");

  const part = (name) => document.querySelector(`template[data-notice="${name}"]`);
  const flashes = () => document.getElementById("flashes");

  // In a tab of its own, so that nothing typed is lost.
  function signIn() {
    const { signIn: url, word } = document.querySelector("[data-sign-in]").dataset;
    return Object.assign(document.createElement("a"), { href: url, target: "_blank", rel: "noopener", textContent: word });
  }

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

  // The notice of this name, with the server's own sentence where it sent one.
  function show(name, sentence = "") {
    const notice = (part(name) || part("any")).content.firstElementChild.cloneNode(true);
    if (sentence && !part(name)) notice.querySelector(".lb-notice-text").textContent = sentence;
    if (name === "401") notice.querySelector(".lb-notice-text").append(" ", signIn());
    for (const other of [...flashes().children]) if (other.textContent.startsWith(notice.textContent)) other.remove();
    flashes().append(notice);
    closable(notice);
  }

  const sentenceOf = (text) => (text && text.length < 300 && !/[<{]/.test(text) ? text.trim() : "");

  document.addEventListener("htmx:response:error", ({ detail: { ctx } }) => {
    const status = ctx.response.status;
    if (status === 422 || (ctx.text || "").includes('id="flashes"')) return; // the answer brings its own words
    show(String(status), sentenceOf(ctx.text));
  });
  document.addEventListener("htmx:error", ({ detail: { error } }) => {
    if (error instanceof TypeError || error?.name === "AbortError") show("lost");
  });
  const all = () => flashes()?.querySelectorAll(":scope > .lb-notice").forEach(closable);
  document.addEventListener("htmx:after:swap", all);
  all();
})();
