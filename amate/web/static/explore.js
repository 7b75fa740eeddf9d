// What JavaScript adds to the explorer: only the part that changes comes, panels open over the page, focus and scroll stay.
(() => {
  const find = (id) => document.getElementById(id);
  let across = 0;
  let opener = null;

  const open = () => {
    const dialog = find("panel")?.querySelector("dialog");
    if (!dialog || dialog.matches(":modal")) return;
    dialog.close();
    dialog.showModal();
    place(dialog);
  };

  // Beside the head it was opened from, where there is room; on a phone the style sheet lays it at the bottom.
  const place = (dialog) => {
    dialog.style.removeProperty("left");
    dialog.style.removeProperty("top");
    if (!opener?.isConnected || innerWidth < 768) return;
    const from = opener.getBoundingClientRect();
    const size = dialog.getBoundingClientRect();
    dialog.style.left = `${Math.max(8, Math.min(from.left, innerWidth - size.width - 8))}px`;
    dialog.style.top = `${Math.max(8, Math.min(from.bottom + 6, innerHeight - size.height - 8))}px`;
  };

  document.addEventListener("click", (event) => {
    const dialog = event.target.closest("dialog:modal");
    if (!dialog) return;
    if (event.target === dialog || event.target.closest("[data-close]")) {
      event.preventDefault();
      dialog.close();
    }
  });

  document.addEventListener("htmx:beforeRequest", (event) => {
    if (event.detail.target.id === "panel" && !event.detail.elt.closest("dialog")) opener = event.detail.elt;
  });
  document.addEventListener("htmx:beforeSwap", () => { across = find("_tabla")?.scrollLeft ?? 0; });
  document.addEventListener("htmx:afterSettle", (event) => {
    const region = find("_tabla");
    if (region) region.scrollLeft = across;
    open();
    if (event.detail.target.id === "explorador") {
      find("anuncio").textContent = find("cuenta")?.textContent ?? "";
      if (document.activeElement === document.body) find("cuenta")?.focus({ preventScroll: true });
    }
  });

  // What the server refuses otherwise (too many questions, an engine down) has a page of its own;
  // bars that come later, by themselves, may fail in silence.
  const leave = ({ detail }) => {
    if (detail.elt.id !== "reparto") location.href = detail.pathInfo.finalRequestPath;
  };
  document.addEventListener("htmx:responseError", leave);
  document.addEventListener("htmx:sendError", leave);
  open();
})();
