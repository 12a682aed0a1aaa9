// Hides what a rhythm has no use for: in a form with a select[data-rhythm], each [data-rhythm-for="weekly monthly"]
// shows with its whole field only while one of its words is chosen. Without JavaScript all of them show.
(() => {
  function fit(select) {
    for (const input of select.form.querySelectorAll("[data-rhythm-for]")) {
      const field = input.closest(".lb-field") || input;
      field.hidden = !input.dataset.rhythmFor.split(" ").includes(select.value);
    }
  }
  const all = () => document.querySelectorAll("select[data-rhythm]").forEach(fit);

  document.addEventListener("change", (event) => {
    if (event.target.matches?.("select[data-rhythm]")) fit(event.target);
  });
  document.addEventListener("reset", () => setTimeout(all));
  document.addEventListener("htmx:after:swap", all);
  all();
})();
