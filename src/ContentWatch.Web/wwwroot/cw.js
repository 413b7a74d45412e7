// What must work without the server: covering, keys, clocks, and saying that the connection is lost.
// A page renders content in a box with data-content: Esc empties the box in the browser.

import { answered, offerDraft } from "./case.js";

// The policy allows no base element (base-uri 'none'), so the site's base is its origin. Blazor asks document.baseURI and uses relative
// addresses in fetch and sendBeacon: all three are told.
const base = location.origin + "/";
const fetchAt = window.fetch.bind(window);
const beaconAt = navigator.sendBeacon.bind(navigator);
Object.defineProperty(document, "baseURI", { value: base, configurable: true });
window.fetch = async (what, how) => {
  const answer = await fetchAt(typeof what === "string" ? new URL(what, base) : what, how);
  // The circuit of a session that was ended is refused or sent to the sign-in; so is the page.
  if ((answer.redirected || answer.status === 401) && String(what).includes("_blazor/")) {
    location.reload();
  }
  return answer;
};
navigator.sendBeacon = (where, data) => beaconAt(new URL(where, base), data);

/* ---- Covering ---- */

let covered = false;

/** Empties every box of content on the page, at once and without the server; content that is still on its way is covered when it comes. */
function coverAll() {
  covered = true;
  const boxes = document.querySelectorAll("[data-content]");
  for (const box of boxes) {
    empty(box);
    box.setAttribute("data-covered", document.body.dataset.covered);
  }
  if (boxes.length > 0) {
    document.querySelector("[data-reveal]")?.setAttribute("aria-keyshortcuts", "v");
  }
}

// The boxes stay where they are, so that nothing jumps; all that they say goes.
function empty(box) {
  const nodes = document.createTreeWalker(box, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
  while (nodes.nextNode()) {
    const node = nodes.currentNode;
    if (node instanceof Text) {
      node.data = "";
      continue;
    }
    if (node instanceof HTMLMediaElement) {
      node.muted = true;
      node.pause();
    }
    for (const name of ["src", "srcset", "href", "title", "alt", "aria-label", "value"]) {
      node.removeAttribute(name);
    }
  }
}

/* ---- Keys ---- */

let going = -Infinity;

// Boxes and buttons to choose take no letters: the keys go on acting while one has the focus.
function inField(target) {
  return target instanceof Element && target.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable], dialog[open]") !== null;
}

function closeTopmost() {
  const dialog = [...document.querySelectorAll("dialog[open]")].pop();
  if (dialog) {
    dialog.close();
    return true;
  }
  const menu = document.querySelector("details.self[open]");
  if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
    return true;
  }
  return document.querySelector(".mud-popover-open, .mud-dialog-container") !== null;
}

function openKeys() {
  const sheet = document.querySelector("[data-keys]");
  if (sheet && !sheet.open) {
    sheet.querySelector("[data-keys-page]").replaceChildren(...keysOfThePage());
    sheet.showModal();
  }
}

function keysOfThePage() {
  const list = document.createElement("dl");
  list.className = "kv";
  for (const act of [...document.querySelectorAll("main [aria-keyshortcuts]")].filter(act => act.checkVisibility())) {
    const name = document.createElement("dd");
    const key = document.createElement("dt");
    key.className = "kbds";
    for (const one of act.getAttribute("aria-keyshortcuts").split("+")) {
      const cap = document.createElement("kbd");
      cap.textContent = one === "Control" ? "Ctrl" : one.length === 1 ? one.toUpperCase() : one;
      key.append(cap);
    }
    const label = act.cloneNode(true);
    label.querySelectorAll("kbd").forEach(cap => cap.remove());
    name.textContent = act.getAttribute("aria-label") ?? act.dataset.name ?? label.textContent.trim();
    list.append(key, name);
  }
  return list.children.length > 0 ? [list] : [];
}

/** The act on this page that names the key, if it may act now. */
function actOf(name) {
  for (const act of document.querySelectorAll("[aria-keyshortcuts]")) {
    const names = act.getAttribute("aria-keyshortcuts").split(" ");
    if (names.some(n => n.toLowerCase() === name.toLowerCase()) && act.checkVisibility()) {
      return act;
    }
  }
  return null;
}

function nameOf(event) {
  const key = event.key === " " ? "Space" : event.key;
  return (event.ctrlKey ? "Control+" : "") + (event.shiftKey && /^([a-z]|Enter)$/i.test(key) ? "Shift+" : "") + key;
}

function onKey(event) {
  if (event.isComposing || event.keyCode === 229 || event.altKey || event.metaKey) {
    return;
  }
  if (event.key === "Escape") {
    if (!closeTopmost()) {
      coverAll();
    }
    return;
  }
  const sends = event.ctrlKey && event.key === "Enter";
  if ((event.ctrlKey && !sends) || (inField(event.target) && !sends)) {
    return;
  }
  if (goes(event) || opens(event)) {
    event.preventDefault();
    return;
  }
  const onControl = event.target instanceof Element && event.target.closest("a, button, summary, input") !== null;
  if (onControl && (event.key === "Enter" || event.key === " ") && !sends) {
    return;
  }
  const act = actOf(nameOf(event));
  if (act) {
    event.preventDefault();
    act.click();
    (act.closest("label") ?? act).scrollIntoView({ block: "nearest" });
  }
}

function goes(event) {
  const key = event.key.toLowerCase();
  if (going > event.timeStamp - 1500) {
    going = -Infinity;
    const link = document.querySelector(`[data-go="${CSS.escape(key)}"]`);
    link?.click();
    return link !== null;
  }
  if (key === "g" && !event.shiftKey) {
    going = event.timeStamp;
    return true;
  }
  return false;
}

function opens(event) {
  if (event.key === "?") {
    openKeys();
    return true;
  }
  const field = event.key === "/" ? document.querySelector("[data-find]") : null;
  field?.focus();
  return field !== null;
}

document.addEventListener("keydown", onKey);

// Content stays hidden (app.css) until Esc can take it away: from here on it can.
const shown = new CSSStyleSheet();
shown.replaceSync("[data-content] { visibility: visible; }");
document.adoptedStyleSheets = [...document.adoptedStyleSheets, shown];

document.addEventListener("click", event => {
  if (event.target instanceof Element && event.target.closest("[data-keys-open]")) {
    openKeys();
  }
  if (event.target instanceof Element && event.target.closest("[data-cover]")) {
    coverAll();
  }
});

/* ---- Clocks: the time here and UTC, and every element with data-due ---- */

const two = n => String(n).padStart(2, "0");

// The server decides what can still be undone, by its own clock; the clock of this machine may be wrong by hours.
let said;
let ahead = 0;

function serverNow() {
  const at = document.querySelector("[data-clock]")?.dataset.now;
  if (at && at !== said) {
    said = at;
    ahead = Date.parse(at) - Date.now();
  }
  return Date.now() + ahead;
}

function tick() {
  const now = new Date();
  const there = serverNow();
  const clock = document.querySelector("[data-clock]");
  if (clock) {
    clock.querySelector("b").textContent = `${two(now.getHours())}:${two(now.getMinutes())}`;
    clock.lastChild.textContent = ` · ${two(now.getUTCHours())}:${two(now.getUTCMinutes())} UTC`;
  }
  for (const due of document.querySelectorAll("[data-due]")) {
    const left = Math.max(0, Math.round((Date.parse(due.dataset.due) - there) / 1000));
    due.textContent = `${Math.floor(left / 60)}:${two(left % 60)}`;
  }
  // What can no longer be undone is not offered.
  for (const offer of document.querySelectorAll("[data-until]")) {
    if (Date.parse(offer.dataset.until) <= there) {
      offer.remove();
    }
  }
}

setInterval(tick, 1000);
tick();

/* ---- A claim is kept while its page is visible and was used within two minutes ---- */

let used = Date.now();
for (const kind of ["keydown", "pointerdown", "pointermove", "wheel"]) {
  document.addEventListener(kind, () => { used = Date.now(); }, { passive: true });
}

setInterval(() => {
  const page = document.querySelector("[data-renew]");
  const idle = Math.round((Date.now() - used) / 1000);
  if (page && document.visibilityState === "visible" && idle < 120) {
    const form = new FormData();
    form.append("secondsSinceUse", String(idle));
    form.append("__RequestVerificationToken", page.querySelector("[name=__RequestVerificationToken]").value);
    fetch(page.dataset.renew, { method: "POST", body: form }).catch(() => say(document.body.dataset.lost.replace("{0}", "")));
  }
}, 60000);

/* ---- Lists: J and K move, Enter opens ---- */

document.addEventListener("keydown", event => {
  const step = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }[event.key];
  const rows = [...document.querySelectorAll("[data-list] [data-row]")];
  if (!step || rows.length === 0 || event.ctrlKey || event.altKey || event.metaKey || inField(event.target)) {
    return;
  }
  event.preventDefault();
  const focused = rows.indexOf(document.activeElement);
  const at = focused >= 0 ? focused : rows.findIndex(row => row.closest("[aria-current=true]") !== null);
  rows[Math.min(rows.length - 1, Math.max(0, at + step))].focus();
});

/* ---- The connection: a line in the bar instead of a dialog over the work ---- */

function say(text) {
  const line = document.querySelector("[data-connection]");
  if (line) {
    line.textContent = text;
  }
}

const reconnection = {
  onConnectionDown: () => {
    const now = new Date();
    coverAll();
    say(document.body.dataset.lost.replace("{0}", `${two(now.getHours())}:${two(now.getMinutes())}`));
    again(0);
  },
  onConnectionUp: () => say(""),
};

async function again(tries) {
  const wait = Math.min(1000 * 2 ** tries, 15000);
  await new Promise(done => setTimeout(done, wait));
  try {
    if (!(await window.Blazor.reconnect())) {
      location.reload();
    }
  } catch {
    again(tries + 1);
  }
}

window.Blazor.start({
  circuit: {
    configureSignalR: builder => builder.withUrl("/_blazor"),
    reconnectionHandler: reconnection,
  },
});

/* ---- After an answer of the server ---- */

let here = location.pathname;
let asking = null;

// One press, one request: until the answer is there, or ten seconds are over, the same form is not sent again.
document.addEventListener("submit", event => {
  if (event.defaultPrevented || !event.target.matches("[data-enhance]")) {
    return;
  }
  if (asking === event.target) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  asking = event.target;
  covered = false;
  setTimeout(() => { asking = null; }, 10000);
}, true);

// What the server says stands in the fields, on this page and on the next. The focus is on what needs an answer; after a move, on the heading,
// so that a screen reader says where we are; otherwise it stays.
window.Blazor.addEventListener("enhancedload", () => {
  const moved = here !== location.pathname;
  here = location.pathname;
  asking = null;
  for (const form of document.querySelectorAll("main form")) {
    form.reset();
  }
  if (covered) {
    coverAll();
  }
  answered(moved);
  offerDraft();
  if (moved) {
    scrollTo(0, 0);
    document.querySelectorAll(".decide-b").forEach(steps => steps.scrollTo(0, 0));
  }
  tick();
  const active = document.activeElement;
  const target = document.querySelector("main [data-focus]") ?? (moved || active === null || active === document.body ? document.querySelector("main h1") : null);
  if (target) {
    target.matches("h1") && target.setAttribute("tabindex", "-1");
    target.focus({ preventScroll: target.matches("h1") });
  }
});
document.querySelector("main [data-focus]")?.focus();
offerDraft();
