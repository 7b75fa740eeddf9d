// What JavaScript adds at the desk: dropping files, knowing how far an upload has come, and not reloading by hand.
for (const form of document.querySelectorAll("[data-drop]")) {
  const input = form.querySelector("input[type=file]");
  const status = form.querySelector("[data-drop-status]");

  form.addEventListener("dragover", (event) => {
    event.preventDefault();
    form.classList.add("over");
  });
  form.addEventListener("dragleave", () => form.classList.remove("over"));
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    form.classList.remove("over");
    input.files = event.dataTransfer.files;
    if (input.files.length) form.requestSubmit();
  });
  form.addEventListener("submit", (event) => {
    if (!input.files.length) return;
    event.preventDefault();
    send(form, status);
  });
}

function send(form, status) {
  const request = new XMLHttpRequest();
  const button = form.querySelector("button");
  button.disabled = true;
  request.upload.addEventListener("progress", (event) => {
    status.textContent = `Subiendo: ${Math.floor((100 * event.loaded) / event.total)} %`;
  });
  request.addEventListener("load", () => {
    if (request.status < 400) {
      location.assign(request.responseURL);
      return;
    }
    document.open();
    document.write(request.responseText);
    document.close();
  });
  request.addEventListener("error", () => {
    button.disabled = false;
    status.textContent = "Se cortó la conexión y el archivo no llegó completo. Vuelve a intentarlo.";
  });
  request.open("POST", form.action);
  request.send(new FormData(form));
}

// The reading of a file: ask again each second, longer when it takes long, and show the page anew when it ends.
for (const place of document.querySelectorAll("[data-poll]")) {
  let wait = 700;
  const ask = async () => {
    const answer = await fetch(place.dataset.poll, { headers: { Accept: "text/html" } });
    if (answer.headers.get("X-Ended")) {
      location.reload();
      return;
    }
    if (answer.ok) place.innerHTML = await answer.text();
    wait = Math.min(5000, wait * 1.2);
    setTimeout(ask, wait);
  };
  setTimeout(ask, wait);
}
