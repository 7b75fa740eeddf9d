// What JavaScript adds to long lists: a box that leaves in sight what contains the words typed, and what that hangs from.
// The list stays what it is, a <select> or links, with its own keyboard and its own voice.

const whole = new WeakMap(); // each select's options, those out of sight included

document.addEventListener("input", (event) => {
  const finder = event.target.closest("[data-finder]");
  if (!finder) return;
  const list = document.getElementById(finder.dataset.finder);
  const words = folded(event.target.value).split(/\s+/).filter(Boolean);
  const [seen, all] = list.matches("select") ? narrowSelect(list, words) : narrowItems(list, words);
  finder.querySelector("[role=status]").textContent = words.length ? (seen ? `${seen} de ${all}` : "Ninguna coincide") : "";
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !event.target.closest("[data-finder]")) return;
  event.preventDefault(); // the box is not part of the form
  const list = document.getElementById(event.target.closest("[data-finder]").dataset.finder);
  if (!list.matches("select")) return [...list.querySelectorAll("li a")].find((link) => link.checkVisibility())?.focus();
  const first = list.querySelector("[data-found]");
  if (first) list.value = first.value;
  list.focus();
});

function narrowSelect(select, words) {
  if (!whole.has(select)) whole.set(select, [...select.options]);
  const options = whole.get(select);
  const chosen = select.selectedOptions[0];
  const kept = keptOf(options, words, (option) => option.text, (option) => option.text.match(/^\u2003*/)[0].length);
  for (const option of options) option.toggleAttribute("data-found", words.length > 0 && kept.get(option) === true);
  select.replaceChildren(...options.filter((option) => kept.has(option) || option === chosen));
  if (chosen) chosen.selected = true;
  select.size = words.length ? Math.min(8, Math.max(2, select.options.length)) : 0;
  return [options.filter((option) => kept.get(option)).length, options.length];
}

function narrowItems(list, words) {
  const items = [...list.querySelectorAll("li")];
  const kept = keptOf(items, words, own, depth);
  for (const item of items) item.hidden = !kept.has(item);
  for (const fold of list.querySelectorAll("details")) fold.open = fold.open || words.length > 0;
  return [items.filter((item) => kept.get(item)).length, items.length];
}

// Those that hold every word (true), and what they hang from (false). A list goes down from each to what hangs from it.
function keptOf(rows, words, textOf, levelOf) {
  const kept = new Map();
  const above = [];
  for (const row of rows) {
    const level = levelOf(row);
    above.length = Math.min(above.length, level);
    above[level] = row;
    const text = folded(textOf(row));
    if (!words.every((word) => text.includes(word))) continue;
    for (const parent of above.slice(0, level)) if (parent && !kept.has(parent)) kept.set(parent, false);
    kept.set(row, true);
  }
  return kept;
}

function own(item) {
  return (item.querySelector(":scope > .line, :scope > a") ?? item).textContent;
}

function depth(item) {
  const level = item.className.match(/level-(\d)/);
  if (level) return Number(level[1]);
  let deep = 0;
  for (let above = item.parentElement.closest("li"); above; above = above.parentElement.closest("li")) deep += 1;
  return deep;
}

function folded(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}
