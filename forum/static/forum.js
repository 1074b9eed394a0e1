// Comfort only: every page works without this file. It acts only inside .fx-root, requests only addresses of the forum,
// and shows only texts that are in the page.

const POST = ".fx-post, .fx-reply";
const QUOTE = ".fx-menu [href*='quote=']";
const all = (selector) => [...document.querySelectorAll(`.fx-root :is(${selector})`)];
const one = (selector) => all(selector)[0];
const up = (node, selector) => (node?.closest?.(".fx-root") ? node.closest(selector) : null);
const metas = (name) => [...document.querySelectorAll(`[name="${name}"]`)].map((node) => node.content ?? node.value);
const on = (type, listener, node = document) => node.addEventListener(type, listener);

// The browser's storage may be missing, full or forbidden, and may contain anything.
function attempt(act) {
  try {
    return act();
  } catch {
    return undefined;
  }
}
const recall = (key) => attempt(() => localStorage.getItem(key));
const keep = (key, value) => attempt(() => localStorage.setItem(key, value) ?? true);
const forget = (key) => attempt(() => localStorage.removeItem(key));
const parsed = (json) => attempt(() => JSON.parse(json));
const language = attempt(() => Intl.getCanonicalLocales(document.documentElement.lang)[0]);

function make(tag, names, attributes = {}, ...children) {
  const node = document.createElement(tag);
  node.className = names;
  for (const name in attributes) node.setAttribute(name, attributes[name]);
  node.append(...children);
  return node;
}

// Set only if it has changed: screen readers read every text that is set.
function say(node, words = "") {
  if (node && node.textContent !== words) node.textContent = words;
}

function later(pause, act, timer) {
  return (...values) => {
    clearTimeout(timer);
    timer = setTimeout(act, pause, ...values);
  };
}

// Only the newest request is answered, an empty one never, a failure with nothing.
function asker(pause, field, base, answer) {
  let newest;
  const ask = later(pause, async (words) => {
    if (!words) return;
    const url = new URL(base, location);
    const space = field.form?.elements.space?.value;
    for (const name in words) url.searchParams.set(name, words[name]);
    if (space) url.searchParams.set("space", space);
    const data = await fetch(url).then((reply) => reply.json()).catch(() => ({}));
    if (words === newest) answer(data);
  });
  return (words) => {
    newest = words;
    ask(words);
  };
}

// A checkbox remembered in this browser. Returns a function: is it ticked?
function preference(selector, key, usual, changed) {
  const box = one(selector);
  const ticked = () => (recall(key) ?? usual) === "on";
  if (!box) return ticked;
  box.checked = ticked();
  on("change", () => {
    keep(key, box.checked ? "on" : "off");
    changed?.();
  }, box);
  return ticked;
}

/* Writing: text is inserted so that Ctrl+Z undoes it */

function insert(area, text, start, end, from, to = from) {
  area.focus();
  area.setSelectionRange(start, end);
  if (!document.execCommand(text ? "insertText" : "delete", false, text)) {
    area.setRangeText(text, start, end, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }
  if (from !== undefined) area.setSelectionRange(from, to);
}

// The number of equal characters in a row, from a position on or back.
function run(text, char, at, step) {
  let n = 0;
  while (text[at + n * step] === char) n += 1;
  return n;
}

// With an empty line before and after; returns where the text begins.
function block(area, text, at, end) {
  const lines = (from, step) => "\n\n".slice(run(area.value, "\n", from, step));
  const lead = at ? lines(at - 1, -1) : "";
  insert(area, lead + text + lines(end, 1), at, end);
  return at + lead.length;
}

function around(mark, area, picked, from) {
  const { value } = area;
  const inner = picked.trim();
  const start = from + picked.search(/\S|$/);
  const end = start + inner.length;
  const n = mark.length;
  const [char] = mark;
  // Three stars are bold and italic together, so italic text has an odd number.
  const marked = (left, right) => (mark === "*" ? Math.min(left, right) % 2 : Math.min(left, right) >= n);
  if (marked(run(value, char, start - 1, -1), run(value, char, end, 1))) {
    insert(area, inner, start - n, end + n, start - n, end - n);
  } else if (inner.length > 2 * n && marked(run(inner, char, 0, 1), run(inner, char, inner.length - 1, -1))) {
    insert(area, inner.slice(n, -n), start, end, start, end - 2 * n);
  } else {
    insert(area, mark + inner + mark, start, end, start + n, end + n);
  }
}

function before(mark, area, picked, from, to) {
  const start = area.value.slice(0, from).lastIndexOf("\n") + 1;
  const end = `${area.value}\n`.indexOf("\n", picked.endsWith("\n") ? to - 1 : to);
  const rows = area.value.slice(start, end).split("\n");
  const off = rows.every((row) => row.startsWith(mark));
  const text = rows.map((row) => (off ? row.slice(mark.length) : mark + row)).join("\n");
  const after = start + text.length;
  insert(area, text, start, end, picked ? start : after, after);
}

const marks = {
  bold: (...where) => around("**", ...where),
  italic: (...where) => around("*", ...where),
  quote: (...where) => before("> ", ...where),
  list: (...where) => before("- ", ...where),
  link: (area, picked, start, end) => insert(area, `[${picked}]()`, start, end, picked ? end + 3 : end + 1),
  code(area, picked, start, end) {
    if (!picked.includes("\n")) around("`", area, picked, start);
    else block(area, `\`\`\`\n${picked.replace(/^\n+|\n+$/g, "")}\n\`\`\``, start, end);
  },
  table(area, picked, start, end) {
    const at = block(area, "|   |   |\n| --- | --- |\n|   |   |", end, end);
    area.selectionEnd = at + 2;
  },
};

function toolbars() {
  const tools = one("[data-fx-tools]")?.content;
  if (tools) all("[data-fx-write]").forEach((area) => area.before(tools.cloneNode(true)));
  const mark = (area, name) => {
    const { value, selectionStart: start, selectionEnd: end } = area;
    marks[name]?.(area, value.slice(start, end), start, end);
  };
  on("click", ({ target }) => {
    const button = up(target, "[data-fx-mark]");
    const area = button?.closest(".fx-write")?.querySelector("textarea");
    if (area) mark(area, button.dataset.fxMark);
  });
  on("keydown", (event) => {
    const name = { b: "bold", i: "italic" }[event.key?.toLowerCase()];
    const held = event.ctrlKey !== event.metaKey && !event.altKey && !event.shiftKey;
    if (!name || !held || !up(event.target, "[data-fx-write]")) return;
    event.preventDefault();
    mark(event.target, name);
  });
}

/* Drafts: in this browser only, for at most a week. Each says whose it is, of what kind, in which space and place, and
   in which form: two tabs keep two drafts, and a form of one space never gets the draft of another. */

const FIELDS = /^(textarea|text|url|date|select-one|radio)$/;
const member = document.querySelector("[data-fx-member]")?.dataset.fxMember;
const inForms = new Set(); // the ids of the drafts that the forms of this page have
const draftKeys = () => attempt(() => Object.keys(localStorage).filter((key) => key.startsWith("fx:"))) ?? [];
const keyOf = (id) => `fx:${id}`;
const keepDraft = (kept) => keep(keyOf(kept.id), JSON.stringify(kept));
const forgetDraft = ({ id }) => forget(keyOf(id));
const contentOf = ({ kind, space, place, fields }) => JSON.stringify([kind, space, place, fields]);

// Empty if old, or no draft.
function readDraft(key) {
  const found = parsed(recall(key));
  const isDraft = found?.fields && key === keyOf(found.id) && Date.now() - found.at < 7 * 864e5;
  return isDraft ? found : {};
}

// The member's own, newest first.
function ownDrafts() {
  const isOwn = ({ id, whose }) => id && whose === member;
  return draftKeys().map(readDraft).filter(isOwn).sort((a, b) => b.at - a.at);
}

// To another form. A tab that still shows it puts it back: see putBack.
function moveDraft(kept, id) {
  const moved = { ...kept, id, of: kept.id };
  if (keepDraft(moved)) forgetDraft(kept);
  return moved;
}

function tidyDrafts() {
  const gone = metas("fx-signed-out").length;
  const own = ownDrafts();
  for (const form of all("[data-fx-was]")) {
    const was = own.find(({ id }) => id.startsWith(form.dataset.fxWas));
    if (was) moveDraft(was, form.elements.form_key.value);
  }
  const sent = own.filter(({ id }) => metas("fx-sent").includes(id)).map(contentOf);
  const isSent = (key) => sent.includes(contentOf(readDraft(key))); // another tab may have it
  for (const key of draftKeys()) {
    const { id, whose } = readDraft(key);
    if (gone || !id || (member && whose !== member) || isSent(key)) forget(key);
  }
  // Another tab that shows it may put it back a moment later.
  if (sent.length) on("storage", ({ key }) => isSent(key) && forget(key), window);
}

function values(form) {
  const fields = [...form.elements].filter(({ name, type }) => name && FIELDS.test(type));
  return Object.fromEntries(fields.map(({ name }) => [name, form.elements[name].value]));
}

function put(form, name, value) {
  const field = form.elements[name];
  const now = field?.value;
  if (now === undefined || now === value) return;
  field.value = value;
  if (field.selectedIndex < 0) field.value = now;
  else if (field.options) field.dispatchEvent(new Event("change", { bubbles: true }));
  const fold = field.closest?.("details");
  if (fold && value) fold.open = true;
}

function draft(form, wanted, isFirst) {
  const { fxDraft: kind, fxPlace: place, fxSpace, fxTitle, fxPage } = form.dataset;
  const { form_key: formKey, space: select, revision } = form.elements;
  const box = form.querySelector("[data-fx-drafts]");
  const [line, theirs, others] = box.children;
  const words = box.dataset;
  const status = form.querySelector("[data-fx-status]");
  const untouched = form.cloneNode(true); // the browser may have put something into the form already
  untouched.reset();
  const first = values(untouched);
  const [newKey, newest] = [formKey.value, revision?.value];
  let base, mine, due;

  const begin = () => {
    clearTimeout(due);
    [base, mine, due] = [{ ...first }, { id: newKey }, 0];
  };
  const space = () => fxSpace ?? select?.value ?? "";
  const isHere = (other) => {
    const spaces = select && !space() ? [...select.options].map(({ value }) => value) : [space()];
    return other.kind === kind && other.place === place && spaces.includes(other.space);
  };
  const save = () => {
    clearTimeout(due);
    due = 0;
    if (!wanted()) return;
    const now = Object.entries(values(form));
    const changed = now.filter(([name, value]) => name !== "space" && value !== base[name]);
    const isText = changed.some(([name]) => "defaultValue" in form.elements[name]); // not only a choice
    Object.assign(mine, { whose: member, kind, space: space(), place, at: Date.now(), revision: revision?.value });
    mine.where = select?.value ? `${fxTitle} · ${select.selectedOptions[0].text}` : fxTitle;
    mine.page = select ? fxPage + encodeURIComponent(space()) : fxPage;
    mine.fields = isText ? Object.fromEntries(changed.map(([name, value]) => [name, [value, base[name]]])) : undefined;
    const isKept = isText ? keepDraft(mine) : forgetDraft(mine);
    say(status, isKept ? words.saved.replace("%s", new Date().toTimeString().slice(0, 5)) : "");
  };
  // A quotation that came with the page goes below the draft.
  const isQuoted = (name, value, old) => !newest && first[name] !== old && first[name]?.startsWith("> ")
    && !value.includes(first[name].trim());
  const show = (kept, filled = true) => {
    if (kept.posted) formKey.value = kept.id; // if it arrived after all, the server knows its key
    mine = kept.posted || kept.id === mine.id ? kept : moveDraft(kept, mine.id);
    const fields = Object.entries(kept.fields);
    // With other questions the text is in other fields.
    if (kept.kind !== kind) for (const name in first) base[name] = "";
    for (const [name, [value, old]] of fields) {
      base[name] = old;
      if (filled) put(form, name, isQuoted(name, value, old) ? `${value.trimEnd()}\n\n${first[name]}` : value);
    }
    put(form, "space", kept.space);
    inForms.add(mine.id);
    if (!filled) return;
    const told = kept.id === newKey; // the page answers it
    const stale = newest && !told && kept.revision !== newest;
    const now = fields.filter(([name, [, old]]) => stale && first[name] !== old);
    const begun = stale ? words.stale.replace("%a", kept.revision).replace("%b", newest) : words.restored;
    say(line.firstElementChild, begun);
    if (stale) revision.value = kept.revision; // so that saving compares the two
    theirs.lastElementChild.replaceChildren(...now.map(([name]) => make("textarea", "fx-input fx-area", {
      readonly: "", dir: "auto", "aria-label": form.elements[name].labels?.[0]?.textContent ?? name,
    }, first[name])));
    theirs.hidden = !now.length;
    line.hidden = box.hidden = told;
  };
  const empty = () => {
    for (const name in first) put(form, name, first[name]);
    if (newest) revision.value = newest;
    formKey.value = newKey;
    begin();
    line.hidden = theirs.hidden = true;
    say(status);
  };
  const use = (other) => {
    save();
    if (mine.fields) moveDraft(mine, `${newKey}-${Date.now()}`);
    empty();
    show(other);
    list();
  };
  // In all tabs: one may have the same text.
  const discard = (thrown) => {
    const isSame = (other) => contentOf(other) === contentOf(thrown);
    ownDrafts().filter(isSame).forEach(forgetDraft);
    list();
  };
  const row = (other) => {
    const item = others.querySelector("template").content.cloneNode(true);
    const [link, about, excerpt, useIt, discardIt] = item.querySelectorAll("a, span, p, button");
    const time = new Date(other.at).toLocaleString(language, { dateStyle: "medium", timeStyle: "short" });
    const version = other.revision ? ` · ${words.version.replace("%s", other.revision)}` : "";
    const texts = Object.values(other.fields).map(([value]) => value);
    if (/^\/(?!\/)/.test(other.page)) link.href = other.page;
    say(link, other.where);
    say(about, time + version);
    say(excerpt, texts.sort((a, b) => b.length - a.length)[0].slice(0, 100));
    useIt.hidden = !isHere(other);
    on("click", () => use(other), useIt);
    on("click", () => discard(other), discardIt);
    return item;
  };
  const list = () => {
    const own = ownDrafts();
    const seen = own.filter(({ id }) => inForms.has(id)).map(contentOf); // the same text is listed once
    const isNew = (other) => !seen.includes(contentOf(other)) && seen.push(contentOf(other));
    const rows = own.filter((other) => (isFirst || isHere(other)) && isNew(other));
    others.lastElementChild.replaceChildren(...rows.map(row));
    others.hidden = !rows.length;
    box.hidden = line.hidden && others.hidden;
  };

  begin();
  if (wanted()) {
    const now = values(form);
    const here = ownDrafts().filter((other) => isHere(other) || other.id === newKey);
    const isSaved = ({ fields }) => newest && Object.keys(fields).every((name) => fields[name][0] === first[name]);
    here.filter(isSaved).forEach(forgetDraft);
    const same = here.find((other) => other.id === newKey);
    const found = same ?? here.find((other) => !isSaved(other) && !inForms.has(other.id));
    const fits = found && Object.entries(found.fields).every(([name, [value, old]]) => now[name] === value
      || (now[name] === first[name] && (old === first[name] || (newest && !same) || isQuoted(name, value, old))));
    if (fits || same) show(found, fits);
    list();
  }
  on("click", () => {
    const thrown = mine;
    empty();
    discard(thrown);
  }, line.lastElementChild);
  on("input", () => (due ||= setTimeout(save, 1000)), form);
  on("submit", ({ submitter }) => {
    mine.posted ||= submitter?.name !== "preview";
    save();
    if (mine.fields && mine.posted) history.replaceState({ ...history.state, fxSent: [kind, place, mine.id] }, "");
  }, form);
  on("visibilitychange", () => due && save()); // of a page that is left, too
  // Back shows a form with the text that was sent from it.
  on("pageshow", ({ persisted }) => {
    const sent = history.state?.fxSent;
    if (sent?.[0] !== kind || sent[1] !== place || ownDrafts().some((other) => other.id === sent[2])) return;
    history.replaceState({ ...history.state, fxSent: undefined }, "");
    empty();
    if (persisted) location.reload(); // for another key
  }, window);
  // Another tab has taken the draft that this one still shows. If all are being deleted, that one goes too.
  const putBack = later(100, () => {
    if (mine.fields && !recall(keyOf(mine.id)) && ownDrafts().some(({ of }) => of === mine.id)) keepDraft(mine);
  });
  on("storage", ({ key, newValue }) => key === keyOf(mine.id) && newValue === null && putBack(), window);
}

function drafts() {
  tidyDrafts();
  const wanted = preference("[data-fx-keep-drafts]", "fx-drafts", "on", () => wanted() || draftKeys().forEach(forget));
  if (member) all("form[data-fx-draft]").forEach((form, n) => draft(form, wanted, !n));
}

/* Tags: Enter ends a tag and does not send the form */

function tags() {
  on("keydown", (event) => {
    const field = up(event.target, "form[data-fx-draft] input[name=tags]");
    if (!field || event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    const typed = field.value.trimEnd();
    if (typed && !typed.endsWith(",")) insert(field, ", ", typed.length, field.value.length);
  });
}

/* Similar threads */

function similar(input) {
  const region = input.form?.querySelector("[data-fx-similar-list]");
  const item = ({ title, url, meta }) => {
    const link = make("a", "fx-link", { href: url, dir: "auto" }, title);
    return make("li", "", {}, link, " ", make("span", "fx-meta", {}, meta));
  };
  const ask = asker(400, input, input.dataset.fxSimilar, ({ threads = [] }) => {
    region.querySelector("ul").replaceChildren(...threads.map(item));
    region.hidden = !threads.length;
  });
  const look = () => {
    const title = input.value.trim();
    const enough = title.split(/\s+/).length > 2;
    ask(enough && { title });
    if (!enough) region.hidden = true;
  };
  if (!region) return;
  on("input", look, input);
  on("change", ({ target }) => target.name === "space" && look());
  look();
}

/* @mention: a combobox while its list is open, a plain text field otherwise */

function people(area, number) {
  const id = `fx-people-${number}`;
  const { fxPeople, fxPeopleLabel, fxPeopleFound } = area.dataset;
  const list = make("div", "fx-menu-box", { id, role: "listbox", "aria-label": fxPeopleLabel, hidden: "" });
  const status = make("p", "fx-hide", { role: "status" });
  const combobox = { role: "combobox", "aria-expanded": true, "aria-controls": id, "aria-activedescendant": "" };
  const whole = area.matches("input");
  const NAME = whole
    ? /^@?(\S(?:.{0,38}\S)?)$/u
    : /(?:^|[^\p{Lu}\p{Ll}\p{Nd}@＠])[@＠]([\p{L}\p{M}\p{N}\u200c\u200d._-]{1,40})$/u;
  let active; // the row that Enter accepts
  area.after(list, status);

  const name = () => NAME.exec(area.value.slice(0, area.selectionStart))?.[1];
  const close = () => {
    ask();
    list.hidden = true;
    say(status);
    for (const key in combobox) area.removeAttribute(key);
  };
  const choose = (row) => {
    active = row;
    for (const other of list.children) other.setAttribute("aria-selected", other === row);
    area.setAttribute("aria-activedescendant", row.id);
    row.scrollIntoView({ block: "nearest" });
  };
  const option = ({ handle, name: full, organisation }, n) => {
    const who = make("bdi", "fx-strong", {}, full);
    const line = make("span", "", {}, who, ` @${handle}`, organisation ? ` · ${organisation}` : "");
    return make("div", "fx-act", { id: `${id}-${n}`, role: "option", "data-fx-handle": handle }, line);
  };
  const ask = asker(150, area, fxPeople, ({ people: found = [] }) => {
    if (!found.length || !name() || document.activeElement !== area) return void close();
    list.replaceChildren(...found.slice(0, 8).map(option));
    list.hidden = false;
    for (const key in combobox) area.setAttribute(key, combobox[key]);
    choose(list.firstChild);
    say(status, fxPeopleFound.replace("%d", list.children.length));
  });
  const accept = (row) => {
    const end = area.selectionStart;
    insert(area, `@${row.dataset.fxHandle} `, whole ? 0 : end - name().length - 1, end);
    close();
  };
  on("input", () => (name() ? ask({ q: name() }) : close()), area);
  on("blur", close, area);
  on("click", close, area);
  on("keydown", (event) => {
    const { key } = event;
    if (list.hidden || event.isComposing) return;
    if (key === "ArrowDown") choose(active.nextSibling ?? list.firstChild);
    else if (key === "ArrowUp") choose(active.previousSibling ?? list.lastChild);
    else if (/^(Enter|Tab)$/.test(key) && !event.shiftKey) accept(active);
    else if (key === "Escape") close();
    else {
      if (/^(Arrow|Home|End|Page)/.test(key)) close();
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }, area);
  on("mousedown", (event) => event.preventDefault(), list);
  on("click", ({ target }) => accept(target.closest("[role=option]") ?? active), list);
}

/* Quoting a part: the link says where the selection is in the post */

function quotes() {
  let picked; // remembered: opening a menu clears the selection
  on("selectionchange", () => {
    const selection = getSelection();
    if (!selection.isCollapsed) picked = selection.getRangeAt(0).cloneRange();
  });
  on("pointerdown", ({ target }) => {
    if (!up(target, ".fx-acts")) picked = null;
  });
  const area = one("[data-fx-write]");
  if (area?.value.startsWith("> ")) area.selectionStart = area.value.length; // one writes below
  on("click", ({ target }) => {
    const link = up(target, QUOTE);
    const prose = link?.closest(POST).querySelector(".fx-prose");
    if (!prose) return;
    const range = new Range();
    const upTo = (node, offset) => {
      range.selectNodeContents(prose);
      range.setEnd(node, offset);
      return [...range.toString()].length;
    };
    [link.href] = link.href.split("&from=");
    if (!picked?.intersectsNode(prose)) return;
    const of = upTo(prose, prose.childNodes.length);
    const from = upTo(picked.startContainer, picked.startOffset);
    const until = Math.min(of, upTo(picked.endContainer, picked.endOffset));
    link.href += `&from=${from}&until=${until}&of=${of}`;
  });
}

/* Menus: one is open at a time; Esc, a click or the focus elsewhere closes it */

function menus() {
  const MENU = "details.fx-menu[open]";
  const closeBut = ({ target }) => all(MENU).forEach((menu) => menu.contains(target) || (menu.open = false));
  on("click", closeBut);
  on("focusin", closeBut);
  on("keydown", ({ key }) => {
    const menu = one(MENU);
    if (key !== "Escape" || !menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
}

/* Times: the server's words, kept up to date; a click shows the date */

function times() {
  const words = parsed(metas("fx-ago")[0]);
  if (!words) return;
  // Is this computer's clock wrong? A page that the browser has stored does not tell.
  const sent = Number(metas("fx-now")[0]) * 1_000;
  const stored = performance.getEntriesByType("navigation")[0]?.transferSize === 0;
  const wrong = !stored && Math.abs(Date.now() - sent) > 300_000;
  const calendar = attempt(() => new Intl.DateTimeFormat("en-CA", { timeZone: words.zone }));
  const day = (ms) => (calendar ? Date.parse(calendar.format(ms)) : ms) / 86_400_000;
  const said = (unit, n) => {
    const [digits, ...forms] = words[unit];
    return forms[digits[Math.min(n, digits.length) - 1]].replace("%d", n);
  };
  const ago = (at) => {
    const minutes = Math.floor((Date.now() - at) / 60_000);
    const hours = Math.floor(minutes / 60);
    const days = Math.round(day(Date.now()) - day(at));
    if (hours < 1) return minutes < 1 ? words.now : said("m", minutes);
    if (hours < 24 || days < 1) return said("h", hours);
    if (days < 14) return days < 2 ? words.y : said("d", days);
    return days < 60 && said("w", Math.floor(days / 7));
  };
  const inFull = preference("[data-fx-dates]", "fx-dates", "off", () => refresh());
  const refresh = () => {
    for (const time of all("[data-fx-ago]")) {
      const full = wrong || inFull() || time.dataset.fxAgo === "full";
      say(time, (!full && ago(Date.parse(time.dateTime))) || time.title);
    }
  };
  on("click", ({ target }) => {
    const time = up(target, "[data-fx-ago]");
    if (!time || up(time, "a, summary, button, label")) return;
    time.dataset.fxAgo = time.dataset.fxAgo ? "" : "full";
    refresh();
  });
  if (wrong || inFull()) refresh();
  setInterval(refresh, 60_000);
}

/* Who will read it: the sentence follows the choice of a space */

function readers(select) {
  const named = select.form.elements.readers;
  const follow = () => {
    const [chosen] = select.selectedOptions;
    say(select.form.querySelector(".fx-seen span"), chosen.dataset.fxSeen);
    const before = [...select.options].find(({ value }) => value === named.value);
    // From a space that is not open to another one: the server asks first.
    if (!before?.value || "fxOpen" in before.dataset) named.value = chosen.value;
  };
  on("change", follow, select);
  on("pageshow", follow, window);
}

/* The limit of a text, shown only near the end; counted in characters as members see them */

function limit(area) {
  const left = area.closest(".fx-field")?.querySelector("[data-fx-left]");
  if (!left) return;
  const most = Number(area.dataset.fxLimit);
  const show = later(300, () => {
    const rest = most - [...area.value].length;
    say(left, rest < most / 10 ? left.dataset.fxLeft.replace("%d", rest.toLocaleString(language)) : "");
  });
  on("input", show, area);
  show();
}

/* Sending once */

function sending() {
  const release = () => all("button[aria-disabled]").forEach((button) => button.removeAttribute("aria-disabled"));
  on("submit", (event) => {
    const form = up(event.target, "form");
    if (form?.method !== "post" || event.defaultPrevented) return;
    if (form.querySelector("button[aria-disabled]")) return void event.preventDefault();
    const buttons = form.querySelectorAll("button:not([type=button])");
    for (const button of buttons) button.setAttribute("aria-disabled", "true");
    setTimeout(release, 15_000); // the next page may never come
  });
  on("pageshow", release, window);
}

/* Keys: only in the forum's own region and never in a field */

function keys() {
  const help = one("#fx-keys");
  const off = preference("[data-fx-keys-off]", "fx-keys-off", "off");
  const here = () => document.activeElement.closest(POST);
  const step = (by) => {
    const list = all(`:is(${POST})[id], .fx-thread .fx-h3 a`);
    const now = list.indexOf(here() ?? document.activeElement);
    const seen = list.findIndex((item) => item.getBoundingClientRect().bottom > 0);
    const next = list[now < 0 ? seen : now + by];
    if (!next) return;
    next.scrollIntoView({ block: next.matches(POST) ? "start" : "nearest" });
    next.focus({ preventScroll: true });
  };
  const acts = {
    j: () => step(1),
    k: () => step(-1),
    r() {
      const reply = here()?.querySelector(".fx-acts > a");
      if (reply) reply.click();
      else one("[data-fx-write]")?.focus();
    },
    q: () => here()?.querySelector(QUOTE)?.click(),
    "/": () => one("[role=search] input")?.focus(),
    "?"() {
      help.open = true;
      help.querySelector("summary").focus();
    },
  };
  if (!help) return;
  on("keydown", (event) => {
    const { target } = event;
    const act = acts[event.key];
    const ours = target === document.body || up(target, ".fx-root");
    const held = event.ctrlKey || event.metaKey || event.altKey;
    if (!act || !ours || held || off() || event.defaultPrevented) return;
    if (target.closest("input, textarea, select, dialog, [contenteditable]")) return;
    event.preventDefault();
    act();
  });
}

// A host may be dark or coloured by its styles alone: what is painted behind the forum decides, if it can be measured.
// Only colours that the host did not set are changed, as far as reading needs it.
const TONES = ["paper", "ink", "ink-2", "accent", "good", "try", "mirror", "bad"];

// The parts of a colour, and its opacity unless that is 1; nothing in a browser that cannot mix colours.
function parts(probe, space, colour) {
  probe.style.color = `color-mix(in ${space}, ${colour}, ${colour})`;
  const [start, ...found] = getComputedStyle(probe).color.split(/[ /]+/);
  return start === `color(${space}` ? found.map(parseFloat) : undefined;
}

// Of the parts of a colour in XYZ, the second is its luminance.
function contrast(probe, ...colours) {
  const [less, more] = colours.map((colour) => parts(probe, "xyz-d65", colour)[1] + 0.05).sort((a, b) => a - b);
  return more / less;
}

// The colour that is painted behind an element; nothing if none is, or a picture.
function behind(probe, node, layers = []) {
  for (; node; node = node.parentElement) {
    const { backgroundColor, backgroundImage } = getComputedStyle(node);
    const layer = parts(probe, "srgb", backgroundColor);
    if (backgroundImage !== "none" || !layer) return undefined;
    if (layer[3] !== 0) layers.push(layer);
    if (layer[3] === undefined) break;
  }
  const over = (base, [r, g, b, a = 1]) => [r, g, b].map((part, at) => part * a + base[at] * (1 - a));
  const seen = layers.reduceRight(over, parts(probe, "srgb", "Canvas"));
  return layers.length ? `rgb(${seen.map((part) => Math.round(part * 255))})` : undefined;
}

function tone(root, probe, name, ground, pole) {
  const property = `--fx-${name}`;
  const now = getComputedStyle(root).getPropertyValue(property).trim();
  if (!/^(light-dark|color-mix)\(/.test(now)) return;
  if (name === "paper") root.style.setProperty(property, ground);
  else {
    const least = name === "ink" ? 7 : 5.3;
    let mixed = now;
    for (let part = 10; part <= 100 && contrast(probe, mixed, ground) < least; part += 10) {
      mixed = `color-mix(in srgb, ${pole} ${part}%, ${now})`;
      root.style.setProperty(property, mixed);
    }
  }
}

function adapt(root) {
  const { style } = root;
  for (const name of TONES) style.removeProperty(`--fx-${name}`);
  style.colorScheme = "";
  const probe = root.appendChild(make("i", "fx-hide"));
  const ground = behind(probe, root);
  const dark = ground && contrast(probe, ground, "#fff") > contrast(probe, ground, "#000");
  const told = root.parentElement.closest("[data-theme], [data-bs-theme], .dark, .light");
  const agrees = !told || (getComputedStyle(root).colorScheme === "dark") === dark; // else the host knows better
  if (ground && agrees) {
    style.colorScheme = dark ? "dark" : "light";
    if (contrast(probe, ground, "light-dark(#fdfcfa, #1b1a19)") > 1.25) {
      for (const name of TONES) tone(root, probe, name, ground, dark ? "#fff" : "#000");
    }
  }
  probe.remove();
}

function colours() {
  if (document.querySelector(".fx-own")) return;
  const ends = [document.documentElement, document.body];
  const now = () => document.querySelectorAll(".fx-root").forEach(adapt);
  const again = later(50, now);
  const watch = new MutationObserver(again);
  for (const end of ends) watch.observe(end, { attributes: true });
  on("transitionend", ({ target }) => ends.includes(target) && again());
  on("change", again, matchMedia("(prefers-color-scheme: dark)"));
  on("load", again, window);
  now();
}

toolbars();
colours();
drafts();
all("[data-fx-similar]").forEach(similar);
all("[data-fx-people]").forEach(people);
on("fx-form", () => all(".fx-here [data-fx-people]").forEach((area) => people(area, "here")));
all("[data-fx-limit]").forEach(limit);
all("[data-fx-readers]").forEach(readers);
[quotes, menus, times, sending, keys, tags].forEach((part) => part());
