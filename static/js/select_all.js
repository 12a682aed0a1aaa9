// A box with data-all="name" ticks every box of that name in its form, or on the page, and shows when only some are.
(() => {
  const boxes = (all) => [...(all.form || document).querySelectorAll(`input[type=checkbox][name="${CSS.escape(all.dataset.all)}"]`)]
    .concat(all.form ? [...all.form.elements].filter((one) => one.name === all.dataset.all && !all.form.contains(one)) : []);

  function show(all) {
    const list = boxes(all);
    const ticked = list.filter((box) => box.checked).length;
    all.checked = ticked > 0 && ticked === list.length;
    all.indeterminate = ticked > 0 && ticked < list.length;
  }

  document.addEventListener("change", (event) => {
    if (event.target.dataset?.all) boxes(event.target).forEach((box) => { box.checked = event.target.checked; });
    document.querySelectorAll("[data-all]").forEach(show);
  });
  const every = () => document.querySelectorAll("[data-all]").forEach(show);
  document.addEventListener("htmx:after:swap", every);
  every();
})();
