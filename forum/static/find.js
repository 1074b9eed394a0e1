// Offers titles while a search is typed: a combobox with a list. Without it the form searches as ever.

const WAIT = 180; // milliseconds after the last key
const FEWEST = 3; // letters

function make(tag, attributes, ...children) {
  const node = document.createElement(tag);
  for (const name in attributes) node.setAttribute(name, attributes[name]);
  node.append(...children);
  return node;
}

function offer(form, number) {
  const input = form.querySelector("input[type=search]");
  if (!input) return;
  const id = `fx-titles-${number}`;
  const label = input.getAttribute("aria-label") ?? input.labels[0]?.textContent ?? "";
  const list = make("div", { id, class: "fx-menu-box", role: "listbox", "aria-label": label, hidden: "" });
  const status = make("p", { class: "fx-hide", role: "status" });
  let active; // the option that Enter opens
  let asked; // what is on its way
  let timer;

  const choose = (option) => {
    active?.setAttribute("aria-selected", "false");
    active = option;
    active?.setAttribute("aria-selected", "true");
    active?.scrollIntoView({ block: "nearest" });
    if (active) input.setAttribute("aria-activedescendant", active.id);
    else input.removeAttribute("aria-activedescendant");
  };
  const show = (open) => {
    list.hidden = !open;
    input.setAttribute("aria-expanded", String(open));
    choose();
  };
  const close = () => {
    clearTimeout(timer);
    asked?.abort();
    status.textContent = "";
    show(false);
  };
  const option = ({ title, url, kind, where }, n) => {
    const line = make("span", { class: "fx-meta" }, kind, " · ", make("bdi", {}, where));
    const words = make("span", { dir: "auto" }, title);
    return make("a", { id: `${id}-${n}`, class: "fx-offer", role: "option", href: url, tabindex: "-1" }, words, line);
  };
  const ask = async () => {
    const { signal } = (asked = new AbortController());
    const address = `${form.action.split("?")[0]}/titles?${new URLSearchParams(new FormData(form))}`;
    const answer = await fetch(address, { signal, headers: { Accept: "application/json" } });
    const { titles = [], said = "" } = answer.ok ? await answer.json() : {};
    if (signal.aborted || document.activeElement !== input) return;
    list.replaceChildren(...titles.map(option));
    show(titles.length > 0);
    status.textContent = said;
  };
  const typed = (event) => {
    clearTimeout(timer);
    asked?.abort(); // the last answer wins
    choose();
    if (event.isComposing) return;
    if ([...input.value.trim()].length < FEWEST) close();
    else timer = setTimeout(() => ask().catch(({ name }) => name === "AbortError" || show(false)), WAIT);
  };
  const step = (to) => {
    const all = [...list.children];
    const at = active ? all.indexOf(active) : to > 0 ? -1 : all.length;
    choose(all[at + to]); // past an end: back in the box
  };
  const pressed = (event) => {
    const { key } = event;
    if (event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
    if (key === "Tab" || (key === "Enter" && !active)) return void close();
    if (list.hidden) return;
    if (key === "ArrowDown") step(1);
    else if (key === "ArrowUp") step(-1);
    else if (key === "Escape") close();
    else if (key === "Enter") active.click();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  const combobox = { role: "combobox", autocomplete: "off", "aria-autocomplete": "list", "aria-controls": id };
  for (const name in combobox) input.setAttribute(name, combobox[name]);
  form.append(list, status);
  show(false);
  for (const type of ["input", "compositionend"]) input.addEventListener(type, typed);
  input.addEventListener("keydown", pressed);
  input.addEventListener("blur", close);
  list.addEventListener("click", close);
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the box keeps the focus
}

document.querySelectorAll('.fx-root form[role=search][action$="/-/search"]').forEach(offer);
