// Opens a small form under what it is about, by fetching the page that its link leads to and showing the form of that
// page there. Sent, it is answered by the same route: with the form and its faults, or with a page on which the thing
// stands as it is now. Whatever else comes back, the browser does what it does without this script.

const FORMS = /\/(tried|plan|been-there|thanks|ask|report|hide)$/; // the ends of the addresses of forms that open in place
const THING = "article[id]";
const KEYS = { id: "", for: "", href: "#", "aria-describedby": "", "aria-labelledby": "" };
const find = (page, selector) => page.querySelector(`.fx-root ${selector}`);

async function get(address, sent) {
  const answer = await fetch(address, sent);
  return { answer, page: new DOMParser().parseFromString(await answer.text(), "text/html") };
}

// The page has ids of its own, and may have the same: those of the form get a name before them.
function apart(form) {
  const ids = new Set([...form.querySelectorAll("[id]")].map(({ id }) => id));
  for (const [name, sign] of Object.entries(KEYS)) {
    for (const node of form.querySelectorAll(`[${name}]`)) {
      const words = node.getAttribute(name).split(" ");
      const own = (word) => ids.has(word.slice(sign.length)) && word.startsWith(sign);
      node.setAttribute(name, words.map((word) => (own(word) ? `${sign}here-${word.slice(sign.length)}` : word)).join(" "));
    }
  }
  return form;
}

function close(place, link) {
  place.remove();
  link.removeAttribute("aria-expanded");
  (link.checkVisibility?.() === false ? link.closest("details").querySelector("summary") : link).focus();
}

function fill(place, page) {
  const form = apart(document.importNode(find(page, "form.fx-form"), true));
  const { textContent } = find(page, "h1");
  place.replaceChildren(
    Object.assign(document.createElement("p"), { className: "fx-h3", id: "fx-here", textContent }),
    find(page, ".fx-lead") ?? "",
    form,
  );
  document.dispatchEvent(new Event("fx-form")); // names are offered here, too
  (form.querySelector(".fx-errors") ?? form.querySelector("input:not([type=hidden]), textarea, select"))?.focus();
}

async function send(place, form, button) {
  const thing = place.closest(THING);
  form.setAttribute("aria-busy", "true");
  const body = new URLSearchParams(new FormData(form));
  if (button?.name) body.append(button.name, button.value);
  const { answer, page } = await get(form.action, { method: "POST", body });
  const now = answer.redirected && page.getElementById(thing.id);
  if (now && answer.ok) {
    thing.replaceWith(document.importNode(now, true));
    const shown = document.getElementById(thing.id);
    const note = shown.querySelector(".fx-note") ?? shown;
    note.tabIndex = -1;
    note.focus();
  } else if (answer.redirected && answer.ok) location.assign(answer.url);
  else if (answer.status === 422 && find(page, "form.fx-form")) fill(place, page);
  else throw answer;
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
    if (event.target.closest("a")?.pathname !== link.pathname.replace(FORMS, "")) return; // it is "Cancel"
    event.preventDefault();
    close(place, link);
  });
  place.addEventListener("submit", (event) => {
    const { target: form, submitter } = event;
    if (form.dataset.plain) return;
    event.preventDefault();
    if (form.ariaBusy) return;
    send(place, form, submitter).catch(() => {
      form.dataset.plain = "1";
      form.requestSubmit(submitter);
    });
  });
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.(".fx-root .fx-acts a");
  const held = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button;
  if (!link?.closest(THING) || held || event.defaultPrevented || !FORMS.test(link.pathname)) return;
  event.preventDefault();
  const place = link.closest(".fx-acts").nextElementSibling;
  if (link.ariaExpanded && place?.matches(".fx-here")) close(place, link);
  else open(link).catch(() => location.assign(link.href));
});
