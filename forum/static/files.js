// Puts files up while their text is written: by the button, by paste, by drop. Without this script they are sent with
// the form. A file is written into the text once it is there.

const KEY = (key) => new RegExp(`(!?\\[)((?:\\\\.|[^\\]\\\\])*)(\\]\\(forum:/f/${key}[^)]*\\))`);
const boxes = new WeakMap(); // what is on its way, by form
let said; // the words, once they have been asked for

function make(tag, names, attributes = {}, ...children) {
  const node = Object.assign(document.createElement(tag), { className: names });
  for (const name in attributes) node.setAttribute(name, attributes[name]);
  node.append(...children);
  return node;
}

function changed(area, text, at, end = at) {
  area.setRangeText(text, at, end, "preserve");
  area.dispatchEvent(new Event("input", { bubbles: true })); // the draft, and the count of what is left
}

// On a line of its own where the cursor was, which goes behind it; at the end if the text before it has changed.
function write(text, place) {
  const { area } = place;
  const ahead = area.value.startsWith(place.before) ? place.before : area.value;
  const behind = area.value.slice(ahead.length);
  const start = !ahead || ahead.endsWith("\n\n") ? "" : ahead.endsWith("\n") ? "\n" : "\n\n";
  const written = `${start}${text}${behind.startsWith("\n") ? "" : "\n\n"}`;
  const waits = area.selectionEnd === ahead.length;
  changed(area, written, ahead.length);
  if (waits) area.selectionStart = ahead.length + written.length;
  place.before = `${ahead}${start}${text}`; // the next one follows it
}

function describe(area, key, words) {
  const found = KEY(key).exec(area.value);
  if (!found) return;
  const plain = words.replace(/\s+/g, " ").replace(/[\\[\]`*_<>&!]/g, "\\$&");
  const at = found.index + found[1].length;
  changed(area, plain, at, at + found[2].length);
}

function takeOut(area, key) {
  const found = KEY(key).exec(area.value);
  if (found) changed(area, "", found.index, found.index + found[0].length);
}

function post(box, address, file, progress) {
  const request = new XMLHttpRequest();
  const body = new FormData();
  for (const { name, value } of box.form.querySelectorAll("input[type=hidden][name]")) body.append(name, value);
  if (file) body.append("files", file, file.name);
  request.upload.onprogress = ({ loaded, total }) => progress?.(Math.floor((loaded / total) * 100));
  request.responseType = "json";
  request.open("POST", address);
  request.send(body);
  return request;
}

const button = (words, act) => {
  const node = make("button", "fx-act", { type: "button" }, words);
  node.onclick = act;
  return node;
};

// A row of the list: what is said of a file, and what one can do.
function rowOf(box, file) {
  const words = make("span", "", { role: "status" });
  const row = make("li", "fx-row", {}, words);
  const tell = (text, ...acts) => {
    words.textContent = text.replace("%s", () => file.name.replace(/\p{Bidi_C}/gu, "")).replace("%%", "%");
    row.replaceChildren(words, ...acts);
  };
  box.list.append(row);
  return { row, tell };
}

function settled(box, entry, put) {
  const { row, tell, place } = entry;
  const out = button(said.remove, () => {
    takeOut(place.area, put.key);
    post(box, put.drop);
    row.remove();
    place.area.focus();
  });
  tell(put.checked ? said.added : said.unchecked, out);
  write(put.text, place);
  if (!put.picture) return;
  const field = make("input", "fx-input", { type: "text", maxlength: "500" });
  field.oninput = () => describe(place.area, put.key, field.value);
  row.append(make("label", "fx-stack", {}, said.describe, field));
}

function failed(box, entry, words) {
  const { row, tell, file } = entry;
  row.classList.add("fx-fault");
  tell(words);
  if (!said) return;
  row.append(button(said.retry, () => (row.remove(), add(box, [file]))), button(said.remove, () => row.remove()));
}

function send(box, entry) {
  const { tell, file } = entry;
  return new Promise((done) => {
    const going = (n) => tell((n < 100 ? said.going : said.looking).replace("%d", n), button(said.cancel, () => request.abort()));
    const request = post(box, box.address, file, going);
    going(0);
    request.onload = () => {
      if (request.status === 200 && request.response?.key) settled(box, entry, request.response);
      else failed(box, entry, `%s: ${request.response?.fault ?? (request.status === 413 ? said.large : box.fault)}`);
      done(request.status === 200);
    };
    request.onerror = () => (failed(box, entry, said.failed), done(false));
    request.onabort = () => (entry.row.remove(), box.area.focus(), done(true));
  });
}

async function add(box, files) {
  const { area } = box;
  const before = area.value.slice(0, area.selectionStart);
  if (box.place?.area !== area || box.place.before !== before) box.place = { area, before };
  const { place } = box; // one for all that come there, so they stay in order
  const told = said ?? (await fetch(box.address).then((answer) => answer.ok && answer.json()).catch(() => undefined));
  said ||= told; // two may ask
  for (const file of files) {
    const entry = { file, place, ...rowOf(box, file) };
    if (!said || file.size > said.longest) {
      failed(box, entry, `%s: ${said?.large ?? box.fault}`);
      continue;
    }
    entry.tell(said.waits);
    box.going += 1;
    box.last = (box.last ?? Promise.resolve(true)).then(async (well) => {
      const sent = await send(box, entry);
      box.going -= 1;
      return well && sent;
    });
  }
}

function start(input) {
  const { form } = input;
  const areas = [...form.querySelectorAll("textarea")];
  const mark = input.closest("[data-fx-files]");
  const list = make("ul", "fx-list fx-stack");
  mark.after(list);
  const { fxFiles: address, fxFault: fault } = mark.dataset;
  const box = { form, list, area: areas.at(-1), address, fault, going: 0 };
  boxes.set(form, box);
  input.onchange = () => {
    add(box, [...input.files]);
    input.value = ""; // else they would be sent with the form once more
  };
  for (const area of areas) {
    const taken = (event, { files, types } = {}) => {
      // office programs copy text with a picture of it
      if (!files?.length || (types.includes("text/html") && types.includes("text/plain"))) return;
      event.preventDefault();
      box.area = area;
      add(box, [...files]);
    };
    area.addEventListener("focus", () => (box.area = area));
    area.addEventListener("paste", (event) => taken(event, event.clipboardData));
    area.addEventListener("drop", (event) => taken(event, event.dataTransfer));
    area.addEventListener("dragover", (event) => {
      if ([...event.dataTransfer.types].includes("Files")) event.preventDefault();
    });
  }
}

// Sent too early, a form waits for its files, and is not sent if one of them failed.
document.addEventListener("submit", async (event) => {
  const box = boxes.get(event.target);
  if (!box?.going) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (box.waits) return;
  box.waits = true;
  const note = make("li", "", { role: "status" }, said.leave);
  box.list.append(note);
  const well = await box.last;
  box.waits = false;
  box.last = undefined;
  note.remove();
  if (well) box.form.requestSubmit(event.submitter);
  else box.list.querySelector(".fx-fault button")?.focus();
}, true);

function large(link) {
  const picture = link.querySelector("img");
  const [href] = link.pathname.split(/\/about$/);
  const close = make("form", "", { method: "dialog" }, make("button", "fx-act", { "aria-label": link.dataset.fxClose }, "×"));
  const shown = make("img", "", { src: href, alt: picture.alt });
  const dialog = make("dialog", "fx-large", { "aria-label": picture.alt || link.title }, close, shown);
  dialog.onclick = () => dialog.close();
  dialog.onclose = () => (dialog.remove(), link.focus());
  link.closest(".fx-root").append(dialog);
  dialog.showModal();
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.(".fx-root a.fx-picture");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button) return;
  const { naturalWidth, naturalHeight } = link.querySelector("img");
  if (naturalHeight > 3 * naturalWidth) return; // on its page one can scroll along it
  event.preventDefault();
  large(link);
});

const begin = () => {
  for (const input of document.querySelectorAll(".fx-root [data-fx-files] input")) {
    if (!boxes.has(input.form)) start(input);
  }
};
document.addEventListener("fx-form", begin); // a form was opened in place
begin();
