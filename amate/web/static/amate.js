// What JavaScript adds: buttons that copy. Without it every page is complete.
document.documentElement.classList.add("scripted");

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy], [data-copy-from]");
  if (!button) return;
  const label = button.querySelector("[data-label]");
  const before = label.textContent;
  const from = document.getElementById(button.dataset.copyFrom);
  await navigator.clipboard.writeText(from ? from.textContent : button.dataset.copy);
  label.textContent = "Copiado";
  setTimeout(() => { label.textContent = before; }, 2000);
});
