// Opens a small form under what it is about: that of the page which its link leads to. Sent, it is answered by the same
// route: with the form and its faults, or with a page on which the thing stands as it is now. Whatever else comes back,
// the browser does what it does without this script.

const FORMS = /\/(tried|plan|been-there|thanks|ask|report|hide|comment|close)$/; // how addresses of forms end
const ACTS = /\/(follow|helped|heard|open)$/; // of those that are a button
const HEAD = "fx-thing"; // what a page is about
const THING = "article[id], [id^=fx-][id$=thing]"; // on a page of the host too, where ids begin otherwise
const SAID = "div[role=status]";
const TEXT = "form[data-fx-draft]:not(.fx-here *)";
const find = (page, selector) => page.querySelector(`.fx-root ${selector}`);

async function get(address, sent) {
  const answer = await fetch(address, sent);
  return { answer, page: new DOMParser().parseFromString(await answer.text(), "text/html") };
}

// The page may have the same ids: those of the form get a word before them.
function apart(form) {
  const named = (all, sign, id) => (form.querySelector(`[id="${id}"]`) ? `${sign}here-${id}` : all);
  for (const name of ["for", "href", "aria-describedby", "id"]) {
    for (const node of form.querySelectorAll(`[${name}]`)) {
      node.setAttribute(name, node.getAttribute(name).replace(/(^#|)(\S+)/g, named));
    }
  }
}

function close(place, link) {
  place.remove();
  link.removeAttribute("aria-expanded");
  (link.checkVisibility?.() === false ? link.closest("details").querySelector("summary") : link).focus();
}

function fill(place, page) {
  const form = find(page, "form.fx-form");
  apart(form);
  const { textContent } = find(page, "h1");
  const title = Object.assign(document.createElement("p"), { className: "fx-h3", id: "fx-here", textContent });
  place.replaceChildren(title, find(page, ".fx-lead") ?? "", form);
  document.dispatchEvent(new Event("fx-form")); // names are offered
  (form.querySelector(".fx-errors") ?? form.querySelector("input:not([type=hidden]), textarea, select"))?.focus();
}

// The form for a text below it stays: somebody may have begun to write there.
function renew(node) {
  const old = document.getElementById(node.id);
  const text = old?.querySelector(TEXT);
  old?.replaceWith(node);
  if (text) node.querySelector(TEXT)?.replaceWith(text);
}

async function send(form, button) {
  const { id } = form.closest(THING);
  const place = form.closest(".fx-here");
  const onHost = form.closest(".fx-embed");
  form.setAttribute("aria-busy", "true");
  const body = new URLSearchParams(new FormData(form));
  if (button?.name) body.append(button.name, button.value);
  const { answer, page } = await get(form.action, { method: "POST", body });
  if (place && answer.status === 422 && find(page, "form.fx-form")) return fill(place, page);
  if (!answer.redirected || !answer.ok) throw answer;
  const now = onHost ? (await get(location.href)).page : page;
  if (!now.getElementById(id)) return location.assign(answer.url);
  for (const node of now.querySelectorAll(`#${HEAD}, #${id}`)) renew(node);
  const shown = document.getElementById(id);
  for (const part of [find(page, ".fx-next"), find(page, SAID)]) {
    if (part && !shown.contains(part)) shown.querySelector(".fx-row, .fx-acts")?.after(part);
  }
  const note = shown.querySelector(SAID) ?? shown;
  note.tabIndex = -1;
  note.focus();
}

async function open(link) {
  const { answer, page } = await get(link.href);
  if (!answer.ok || answer.redirected || !find(page, "form.fx-form")) throw answer;
  document.getElementById("fx-here")?.parentNode.remove();
  for (const other of document.querySelectorAll(".fx-acts a[aria-expanded]")) other.removeAttribute("aria-expanded");
  const place = Object.assign(document.createElement("section"), { className: "fx-here" });
  place.setAttribute("aria-labelledby", "fx-here");
  link.closest(".fx-acts").after(place);
  link.setAttribute("aria-expanded", "true");
  fill(place, page);
  place.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close(place, link);
    else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) place.querySelector("form").requestSubmit();
    else return;
    event.stopPropagation();
  });
  place.addEventListener("click", (event) => {
    const leads = event.target.closest("a")?.pathname.replace(/(\/\d+)-[^/]*$/, "$1");
    if (leads !== link.pathname.replace(FORMS, "")) return; // it is not "Cancel"
    event.preventDefault();
    close(place, link);
  });
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.(".fx-root .fx-acts a");
  const held = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button;
  if (!link?.closest(THING) || held || event.defaultPrevented || !FORMS.test(link.pathname)) return;
  event.preventDefault();
  if (link.ariaExpanded) close(document.querySelector(".fx-here"), link);
  else open(link).catch(() => location.assign(link.href));
});

function sent(event) {
  const { target: form, submitter } = event;
  const ours = form.closest(ACTS.test(form.action) ? ".fx-acts" : ".fx-here");
  if (!ours?.closest(THING) || form.dataset.plain) return;
  event.preventDefault();
  if (form.ariaBusy) return;
  send(form, submitter).catch(() => {
    form.dataset.plain = "1";
    form.requestSubmit(submitter);
  });
}
document.addEventListener("submit", sent, true); // before all others
