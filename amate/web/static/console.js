// The console of a table's API page: asks in the page what the form or an example would ask by going there.
const MOST_BYTES = 65536, MOST_LINES = 300;
const form = document.querySelector("[data-console]");
const root = form.dataset.console;
const answer = document.querySelector("[data-answer]");
const part = (name) => answer.querySelector(`[data-${name}]`);
const numbers = new Intl.NumberFormat("es-MX");
let running = null;

form.addEventListener("submit", (event) => {
  event.preventDefault();
  ask(form.elements.operacion.value, form.elements.pregunta.value);
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-try]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  const [place, question] = link.getAttribute("href").slice(root.length + 1).split("?");
  event.preventDefault();
  form.elements.operacion.value = place;
  form.elements.pregunta.value = readable(question || "");
  document.getElementById("consola").scrollIntoView();
  ask(place, form.elements.pregunta.value);
});

// As people write it; what would be read otherwise stays as it is.
function readable(question) {
  return question.split("&").map((pair) => pair.split("=").map((text) => {
    const said = decodeURIComponent(text.replaceAll("+", " "));
    return /[&=+%#;]|^\s|\s$/.test(said) ? text : said;
  }).join("=")).join("&");
}

async function ask(place, question) {
  running?.abort();
  running = new AbortController();
  const text = new URLSearchParams(question.trim().replace(/^\?/, "")).toString();
  const address = `${root}/${place}${text ? `?${text}` : ""}`;
  answer.hidden = false;
  answer.setAttribute("aria-busy", "true");
  part("address").href = address;
  part("address").textContent = location.origin + address;
  say("Preguntando…", false);
  const begun = performance.now();
  try {
    const headers = { "Accept-Language": document.documentElement.lang };
    const response = await fetch(address, { signal: running.signal, headers });
    const [body, whole] = await beginning(response);
    const time = Math.round(performance.now() - begun);
    const lines = (/json$/.test(type(response)) && whole ? indented(body) : body).split("\n");
    part("body").textContent = lines.slice(0, MOST_LINES).join("\n");
    part("cut").textContent = cut(lines.length, whole);
    part("headers").textContent = [...response.headers].map(([name, value]) => `${name}: ${value}`).join("\n");
    say(`${response.status} ${response.statusText} · ${numbers.format(time)} ms · ${type(response)}`, !response.ok);
  } catch (error) {
    if (error.name === "AbortError") return;
    part("body").textContent = part("cut").textContent = part("headers").textContent = "";
    say("No hubo respuesta. Revisa tu conexión e inténtalo otra vez.", true);
  }
  answer.removeAttribute("aria-busy");
}

function say(text, failed) {
  part("status").textContent = text;
  part("status").classList.toggle("failed", failed);
}

const type = (response) => (response.headers.get("Content-Type") || "").split(";")[0];

// The first bytes of an answer, and whether they are all.
async function beginning(response) {
  const reader = response.body.getReader(), decoder = new TextDecoder();
  let text = "", bytes = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return [text + decoder.decode(), true];
    bytes += value.length;
    text += decoder.decode(value, { stream: true });
    if (bytes >= MOST_BYTES) {
      await reader.cancel();
      return [text, false];
    }
  }
}

function cut(lines, whole) {
  if (!whole) return `Se leyó solo el principio: los primeros ${numbers.format(MOST_BYTES / 1024)} kB. Abre la dirección para verlo todo.`;
  if (lines > MOST_LINES) return `Se muestran ${numbers.format(MOST_LINES)} líneas de ${numbers.format(lines)}. Abre la dirección para verlas todas.`;
  return "";
}

// JSON with line breaks, its numbers and texts to the letter: parsing it would lose digits.
function indented(json) {
  let depth = 0;
  return json.replace(/"(?:[^"\\]|\\.)*"|[{[]\s*[}\]]|[{}[\],:]/g, (found) => {
    const line = () => "\n" + "  ".repeat(depth);
    if (found === "{" || found === "[") { depth += 1; return found + line(); }
    if (found === "}" || found === "]") { depth -= 1; return line() + found; }
    if (found === ",") return "," + line();
    return found === ":" ? ": " : found;
  });
}
