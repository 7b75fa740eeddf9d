// Sending files in pieces (tus): what came stays, whatever happens to the network, the tab or the machine.
// Without this the forms send the file at once, as forms do.

const UPLOADS = "/api/v1/uploads";
const PIECE = 8 * 1024 * 1024;
const DELAYS = [0, 1000, 2000, 4000, 8000, 15000, ...Array(60).fill(30000)]; // half an hour since the last byte
const WINDOW = 20000; // ms over which the speed is measured
const SIGNED_OUT = "Tu sesión terminó. Lo que ya llegó está a salvo: entra otra vez y continúa desde la mesa.";
const SIGNED_ANEW = "Entraste de nuevo en otra página. Lo que ya llegó está a salvo: recarga esta y continúa.";

document.addEventListener("dragover", (event) => {
  const form = event.target.closest("[data-drop]");
  if (!form) return;
  event.preventDefault();
  form.classList.add("over");
});

document.addEventListener("dragleave", (event) => {
  const form = event.target.closest("[data-drop]");
  if (form && !form.contains(event.relatedTarget)) form.classList.remove("over");
});

document.addEventListener("drop", (event) => {
  const form = event.target.closest("[data-drop]");
  if (!form) return;
  event.preventDefault();
  form.classList.remove("over");
  const files = event.dataTransfer.files;
  if (files.length > 1) return refuse(form, "Suelta un solo archivo a la vez.");
  if (!files.length || form.classList.contains("is-sending")) return;
  form.querySelector("input[type=file]").files = files;
  form.requestSubmit();
});

document.addEventListener("submit", (event) => {
  const form = event.target.closest("[data-drop]");
  const file = form?.querySelector("input[type=file]").files[0];
  if (!file || !window.tus?.isSupported) return;
  event.preventDefault();
  const choice = form.querySelector("select");
  if (choice?.value === "") return refuse(form, "Elige para qué institución es el archivo.", choice);
  begin(form, file, target(form));
});

// «Continuar» of the uploads that were left half-way: the browser forgot the file, so it is chosen again.
document.addEventListener("change", (event) => {
  const row = event.target.closest("[data-unfinished]");
  const file = event.target.files?.[0];
  if (!row || !file) return;
  event.target.value = "";
  const { name, size, modified, unfinished } = row.dataset;
  if (file.name.slice(-200) !== name || file.size !== Number(size)) {
    return refuse(row, `No es el mismo archivo: falta el resto de «${name}», que mide ${human(Number(size))}.`);
  }
  if (modified && file.lastModified !== Number(modified)) {
    return refuse(row, "El archivo cambió desde que empezaste a subirlo. Descarta esta subida y empieza de nuevo.");
  }
  refuse(row, "");
  new Sending(row, file, { uploadUrl: unfinished }).start();
});

// Where a form sends its file: for an institution, to a dataset, or as the next version of a resource.
function target(form) {
  const kind = form.dataset.drop;
  return { kind, id: form.dataset.id || form.querySelector(`[name=${kind}]`).value };
}

async function begin(form, file, { kind, id }) {
  refuse(form, "");
  const sending = new Sending(form, file, {
    endpoint: UPLOADS,
    metadata: { filename: file.name, modified: file.lastModified, [kind]: id },
  });
  sending.show("asking", "Preparando…");
  const answer = await fetch(`${UPLOADS}?per_page=100`).catch(() => null);
  if (answer?.status === 401) return sending.stop(SIGNED_OUT);
  if (!answer?.ok) return sending.stop("El portal no responde. Revisa tu conexión y vuelve a intentarlo.");
  const mine = (await answer.json()).results.find((one) =>
    (one.resource ?? one.dataset ?? one.institution) === id &&
    one.filename === file.name.slice(-200) && one.size === file.size && one.modified === file.lastModified);
  if (mine) sending.options = { uploadUrl: `${UPLOADS}/${mine.id}` };
  sending.start();
}

// One file on its way, and the place of the page that tells how far it is.
class Sending {
  constructor(place, file, options) {
    this.place = place;
    this.file = file;
    this.options = options;
    this.safe = 0; // bytes that the portal said it has
    this.samples = [];
    this.part = (name) => place.querySelector(`[data-sending-${name}]`);
    this.part("pause").onclick = () => (this.state === "paused" || this.state === "stopped" ? this.go() : this.pause());
    this.part("drop").onclick = () => this.drop();
    this.leaving = (event) => event.preventDefault();
    this.online = () => this.state === "waiting" && this.go();
    this.offline = () => ["sending", "saving"].includes(this.state) && this.wait();
  }

  start() {
    this.upload = new tus.Upload(this.file, {
      ...this.options,
      chunkSize: PIECE,
      retryDelays: DELAYS,
      storeFingerprintForResuming: false, // the portal remembers, in whatever browser it is asked
      headers: { "Accept-Language": "es", "X-CSRFToken": document.querySelector("[name=csrfmiddlewaretoken]").value },
      // Once it has an address, a refusal is no reason to begin another.
      onUploadUrlAvailable: () => { this.upload.options.endpoint = null; },
      onShouldRetry: (error) => passing(error) && this.wait(),
      onProgress: (sent) => this.tell(sent),
      onAfterResponse: (_request, response) => { this.safe = Number(response.getHeader("Upload-Offset") ?? this.safe); },
      onError: (error) => this.fail(error),
      onSuccess: () => this.end(),
    });
    addEventListener("online", this.online);
    addEventListener("offline", this.offline);
    this.go();
  }

  go() {
    this.samples = [];
    this.show("sending", this.safe ? "Continuamos…" : "Subiendo…");
    this.upload.abort();
    this.upload.start();
  }

  pause() {
    this.upload?.abort();
    this.tell(this.safe);
    this.show("paused", "En pausa. Lo que ya llegó está a salvo; puedes cerrar esta página y continuar otro día.");
  }

  wait() {
    this.samples = [];
    this.tell(this.safe);
    this.show("waiting", navigator.onLine
      ? "Se cortó la conexión. Lo que ya llegó está a salvo; volvemos a intentarlo solos."
      : "Sin conexión. Lo que ya llegó está a salvo; seguimos en cuanto vuelva.");
    return true;
  }

  async drop() {
    if (!confirm("¿Descartar lo que ya se subió de este archivo?")) return;
    await this.upload?.abort(true).catch(() => null);
    this.leave();
    if (this.place.matches("[data-drop]")) this.place.reset();
    else this.place.remove();
  }

  fail(error) {
    const status = error.originalResponse?.getStatus() ?? 0;
    if (!passing(error)) return this.stop(status === 401 ? SIGNED_OUT : sentence(error));
    this.show("stopped", "No logramos conectar. Lo que ya llegó está a salvo: continúa cuando vuelva la conexión.");
  }

  // Refused: nothing more will come of trying again as it is.
  stop(text) {
    this.leave();
    refuse(this.place, text);
  }

  end() {
    this.leave();
    location.assign(`/mesa/subidas/${this.upload.url.split("/").pop()}/`);
  }

  leave() {
    removeEventListener("online", this.online);
    removeEventListener("offline", this.offline);
    this.show("", "");
  }

  show(state, text) {
    this.state = state;
    const busy = ["asking", "sending", "waiting", "saving"].includes(state);
    if (busy) addEventListener("beforeunload", this.leaving);
    else removeEventListener("beforeunload", this.leaving);
    this.place.classList.toggle("is-sending", state !== "");
    this.part("panel").hidden = !state;
    this.part("panel").dataset.state = state;
    this.part("name").textContent = this.file.name;
    this.part("pause").textContent = busy ? "Pausar" : "Continuar";
    if (this.part("said").textContent !== text) this.part("said").textContent = text;
  }

  tell(sent) {
    const total = this.file.size;
    if (this.state === "waiting" && sent > this.safe) this.show("sending", "Subiendo…");
    if (this.state === "sending" && sent === total) this.show("saving", "Llegó todo. Guardando…");
    this.part("bar").max = total;
    this.part("bar").value = sent;
    const percent = Math.floor((100 * sent) / total);
    this.part("figures").textContent = `${human(sent)} de ${human(total)} · ${percent} %${this.remaining(sent)}`;
  }

  // How long the rest takes at the speed of the last seconds; nothing while that is not known.
  remaining(sent) {
    const now = performance.now();
    this.samples.push([now, sent]);
    while (now - this.samples[0][0] > WINDOW) this.samples.shift();
    const [since, before] = this.samples[0];
    if (this.state !== "sending" || now - since < WINDOW / 4 || sent <= before) return "";
    const minutes = ((this.file.size - sent) * (now - since)) / (sent - before) / 60000;
    if (minutes < 1) return " · falta menos de un minuto";
    if (minutes < 90) return ` · faltan unos ${Math.round(minutes) + 1} minutos`;
    return ` · faltan unas ${Math.round(minutes / 60)} horas`;
  }
}

// Whether an error goes away by itself: the network, a portal that starts anew, a piece that came twice.
function passing(error) {
  const status = error.originalResponse?.getStatus() ?? 0;
  if (status === 0 || (status >= 500 && status !== 507)) return true;
  return [409, 429].includes(status) && error.originalRequest.getMethod() !== "POST";
}

function sentence(error) {
  try {
    const { code, detail } = JSON.parse(error.originalResponse.getBody());
    return code === "csrf" ? SIGNED_ANEW : detail;
  } catch {
    return "El portal no aceptó el archivo. Recarga esta página y vuelve a intentarlo.";
  }
}

// Say at a field, the file's if no other is named, why it is not taken; with no text, take what was said away.
function refuse(place, text, control = place.querySelector("input[type=file]")) {
  for (const error of place.querySelectorAll(".error")) error.remove();
  for (const field of place.querySelectorAll(".has-error")) field.classList.remove("has-error");
  if (!text) return;
  const error = document.createElement("div");
  error.className = "error";
  error.setAttribute("role", "alert");
  error.textContent = text;
  control.closest("[data-file-field], .field").classList.add("has-error");
  (control.closest("label") ?? control).before(error);
  control.focus();
}

// As `bytes_human` says it: units of a thousand.
function human(size) {
  if (size < 1000) return size === 1 ? "1 byte" : `${size} bytes`;
  const power = Math.min(4, Math.floor(Math.log10(size) / 3));
  const amount = size / 1000 ** power;
  return `${amount < 9.95 ? amount.toFixed(1) : Math.round(amount)} ${["", "kB", "MB", "GB", "TB"][power]}`;
}
