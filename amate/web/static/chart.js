// What JavaScript adds to a chart: its marks can be pointed at, and walked with the arrow keys.
// Vega is fetched only when somebody reaches for a chart; until then, and without JavaScript, it is a picture.

const night = window.matchMedia("(prefers-color-scheme: dark)");
const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
let libraries;

function script(address) {
  return new Promise((done, failed) => {
    const element = document.createElement("script");
    element.src = address;
    element.onload = done;
    element.onerror = failed;
    document.head.append(element);
  });
}

async function load({ vega, lite, interpreter }) {
  await script(vega);
  const [module] = await Promise.all([import(interpreter), script(lite)]);
  return module.expressionInterpreter;
}

async function come_alive(figure) {
  if (figure.dataset.alive) return;
  figure.dataset.alive = "soon";
  try {
    libraries ||= load(figure.dataset);
    const dark = figure.dataset.theme ? figure.dataset.theme === "dark" : night.matches;
    const [expr, answer] = await Promise.all([libraries, fetch(dark ? figure.dataset.specDark : figure.dataset.spec)]);
    if (!answer.ok) return;
    await draw(figure, await answer.json(), expr);
    figure.dataset.alive = "yes";
  } catch (error) {
    figure.dataset.alive = "no"; // the picture stays
    throw error;
  }
}

async function draw(figure, spec, expr) {
  const picture = figure.querySelector("picture");
  const place = document.createElement("div");
  place.className = "chart-view";
  spec.width = Math.floor(picture.getBoundingClientRect().width) - 2;
  const view = new vega.View(vega.parse(vegaLite.compile(spec, { logger: vega.logger(vega.Error) }).spec, null, { ast: true }), {
    expr, renderer: "svg", hover: true, loader: { load: refuse, sanitize: refuse }, logLevel: vega.Error,
  });
  view.tooltip((_handler, event, item, value) => tell(figure, value ? rows_of(value) : null, event));
  view.initialize(place);
  await view.runAsync();
  picture.before(place);
  picture.hidden = true;
  walk(figure, place);
}

function refuse() { return Promise.reject(new Error("charts fetch nothing")); }

function rows_of(value) { return Object.entries(value); }

function tell(figure, rows, event) {
  let tip = figure.querySelector(".chart-tip");
  if (!tip) {
    tip = document.createElement("div");
    tip.className = "chart-tip";
    tip.setAttribute("aria-hidden", "true"); // each mark says the same to screen readers
    figure.append(tip);
  }
  tip.hidden = !rows;
  if (!rows) return;
  const list = document.createElement("dl");
  for (const [name, text] of rows) {
    list.append(element("dt", name), element("dd", text));
  }
  tip.replaceChildren(list);
  const box = figure.getBoundingClientRect();
  const at = event.clientX === undefined ? middle(event.target) : { x: event.clientX, y: event.clientY };
  tip.style.left = `${Math.max(0, Math.min(at.x - box.left + 12, box.width - tip.offsetWidth))}px`;
  tip.style.top = `${at.y - box.top + 16}px`;
}

function element(tag, text) {
  const made = document.createElement(tag);
  made.textContent = text;
  return made;
}

function middle(target) {
  const box = target.getBoundingClientRect();
  return { x: box.left + box.width / 2, y: box.top + box.height / 2 };
}

// One mark at a time can be reached with Tab; the arrows go to its neighbours.
function walk(figure, place) {
  const marks = [...place.querySelectorAll("[role='graphics-symbol'][aria-label]")].filter((one) => one.closest(".mark-rect, .mark-symbol, .mark-path, .role-mark"));
  marks.forEach((one, at) => { one.tabIndex = at ? -1 : 0; });
  place.addEventListener("keydown", (event) => {
    const step = STEPS[event.key];
    const at = marks.indexOf(document.activeElement);
    if (event.key === "Escape") tell(figure, null);
    if (!step || at < 0) return;
    event.preventDefault();
    const next = marks[Math.max(0, Math.min(at + step, marks.length - 1))];
    document.activeElement.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  });
  place.addEventListener("focusin", (event) => {
    const said = event.target.getAttribute("aria-label");
    if (marks.includes(event.target)) tell(figure, [[said.slice(0, said.lastIndexOf(": ")), said.slice(said.lastIndexOf(": ") + 2)]], { target: event.target });
  });
  place.addEventListener("focusout", () => tell(figure, null));
}

for (const figure of document.querySelectorAll("[data-chart]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn btn-outline btn-sm chart-explore";
  button.textContent = "Explorar la gráfica";
  figure.querySelector("picture").after(button);
  button.addEventListener("click", async () => {
    await come_alive(figure);
    button.remove();
    figure.querySelector(".chart-view [tabindex='0']")?.focus();
  });
  figure.querySelector("picture").addEventListener("pointerenter", (event) => {
    if (event.pointerType === "mouse") come_alive(figure);
  });
}
