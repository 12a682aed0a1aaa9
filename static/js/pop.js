// Small panels (details.lb-pop, the campaign chooser, the phone's menu) close by Esc or a press elsewhere, and only one is open.
(() => {
  const PANELS = "details.lb-pop, details.lb-campaign, details.lb-more, details.lb-me";
  const open = () => [...document.querySelectorAll(PANELS)].filter((panel) => panel.open);

  document.addEventListener("pointerdown", (event) => {
    for (const panel of open()) if (!panel.contains(event.target)) panel.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.isComposing) return;
    for (const panel of open()) {
      panel.open = false;
      panel.querySelector("summary").focus();
    }
  });
  document.addEventListener("toggle", (event) => {
    if (!event.target.matches?.(PANELS) || !event.target.open) return;
    for (const panel of open()) if (panel !== event.target && !panel.contains(event.target)) panel.open = false;
    event.target.querySelector(".lb-pop-panel :is(textarea, select, input:not([type=hidden]))")?.focus();
  }, true);
})();
