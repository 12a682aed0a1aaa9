// The button of a paper opens the browser's own printing.
document.addEventListener("click", ({ target }) => {
  if (target.closest("[data-print]")) window.print();
});
