// An amount with − and +: each press changes it by data-step, never below its least or above its most.
(() => {
  document.addEventListener("click", ({ target }) => {
    const button = target.closest("button[data-step]");
    if (!button) return;
    const input = button.parentElement.querySelector("input");
    const typed = Number.parseFloat(input.value.replace(",", "."));
    const { least, most } = input.dataset;
    const from = Number.isFinite(typed) ? typed : Number(least);
    const to = Math.min(Math.max(from + Number(button.dataset.step), Number(least)), Number(most));
    input.value = to.toFixed(2).replace(/0$/, "");
  });
})();
