// What JavaScript adds at the desk: not reloading by hand. Sending files is in uploads.js.

document.querySelector(".error-summary")?.focus();
watch();

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

// Put in what is new of this page and leave alone what somebody is typing, or sending.
async function renew() {
  if (document.querySelector(".is-sending")) return;
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
