// What JavaScript adds at the desk: dropping files, knowing how far an upload has come, and not reloading by hand.

document.querySelector(".error-summary")?.focus();
watch();

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
  if (files.length > 1) return say(form, "Suelta un solo archivo a la vez.");
  form.querySelector("input[type=file]").files = files;
  const unanswered = [...form.querySelectorAll("select")].find((choice) => !choice.value);
  if (unanswered) {
    unanswered.focus();
    return say(form, "Elige la institución y pulsa «Subir archivo».");
  }
  if (files.length) form.requestSubmit();
});

document.addEventListener("submit", (event) => {
  const form = event.target.closest("[data-drop]");
  if (!form || !form.querySelector("input[type=file]").files.length) return;
  event.preventDefault();
  send(form);
});

function say(form, text) {
  form.querySelector("[data-drop-status]").textContent = text;
}

function send(form) {
  const request = new XMLHttpRequest();
  const button = form.querySelector("button");
  button.disabled = true;
  say(form, "Subiendo…");
  request.upload.addEventListener("progress", (event) => {
    say(form, event.loaded < event.total ? `Subiendo: ${Math.floor((100 * event.loaded) / event.total)} %` : "Guardando…");
  });
  request.addEventListener("load", () => {
    if (request.status < 400) location.assign(request.responseURL);
    else refuse(form, parsed(request.responseText));
  });
  request.addEventListener("error", () => {
    button.disabled = false;
    say(form, "Se cortó la conexión y el archivo no llegó completo. Vuelve a intentarlo.");
  });
  request.open("POST", form.action);
  request.send(new FormData(form));
}

// A file that was refused: only the form that sent it and the summary change, so nothing typed elsewhere is lost.
function refuse(form, answer) {
  const summary = answer.querySelector(".error-summary");
  const again = [...answer.forms].find((other) => other.action === form.action && other.hasAttribute("data-drop"));
  const main = document.querySelector("main > .container");
  if (!summary || !again) {
    main.replaceWith(answer.querySelector("main > .container"));
    scrollTo(0, 0);
    return;
  }
  main.querySelector(".error-summary")?.remove();
  main.prepend(summary);
  form.replaceWith(again);
  document.title = answer.title;
  summary.focus();
}

// The reading of a file: ask again each second, longer when it takes long, and show the news when it ends.
function watch() {
  for (const place of document.querySelectorAll("[data-poll]")) {
    let wait = 500;
    const ask = async () => {
      const answer = await fetch(place.dataset.poll).catch(() => null);
      if (answer?.headers.get("X-Ended")) return renew();
      if (answer?.ok) place.innerHTML = await answer.text();
      wait = Math.min(5000, wait * 1.2);
      setTimeout(ask, wait);
    };
    setTimeout(ask, wait);
  }
}

// Put in what is new of this page and leave alone what somebody is typing.
async function renew() {
  const answer = await fetch(location.href.split("#")[0]);
  if (!answer.ok) return location.reload();
  const page = parsed(await answer.text());
  for (const part of document.querySelectorAll("[data-fresh]")) part.replaceWith(page.getElementById(part.id));
  for (const field of document.querySelectorAll("[data-metadata] :is(input, textarea, select):not([type=hidden])")) {
    const fresh = page.getElementById(field.id);
    if (fresh && untouched(field)) field.value = fresh.value;
  }
  watch();
}

function untouched(field) {
  if (field.matches("select")) return [...field.options].every((option) => option.selected === option.defaultSelected || !field.value);
  return field.value === field.defaultValue;
}

function parsed(text) {
  return new DOMParser().parseFromString(text, "text/html");
}
