// Keeps an open queue live: rows come and change without moving what is under the cursor.
import { addOwnTime } from "./times.js";
import * as now from "./now.js";
import { say } from "./say.js";
import { spans } from "./spans.js";
import { keys } from "./keys.js";
import { counted } from "./bulk.js";

const HEARTBEAT_LOST_MS = 9_000;
const table = document.getElementById("queue");
const said = document.getElementById("said");
const newsButton = document.getElementById("news");
const alarm = document.getElementById("alarm");
const filters = new URLSearchParams(location.search);
const show = filters.get("show") === "closed" ? "closed" : "open";
const held = new Map(); // tip ID -> row that waits until the cursor is elsewhere
let revision = table.dataset.revision;
let lastHeard = Date.now();
let saidTimer = 0;
let heldStrip = null; // what needs someone, while the cursor is in the list

document.body.classList.add("scripted");
document.getElementById("empty-live")?.replaceChildren(say("New reports appear here as they come in."));

// What a row is, and whether it belongs here ----------------------------------------------------

function rowOf(html) {
  const body = document.createElement("template");
  body.innerHTML = `<table><tbody>${html}</tbody></table>`;
  const row = body.content.querySelector("tr");
  addOwnTime(row);
  return row;
}

function fits(row) {
  const d = row.dataset;
  const same = (name, value) => !filters.get(name) || filters.get(name).toLowerCase() === value.toLowerCase();
  return d.show === show && same("type", d.type) && same("urgency", d.urgency) && same("state", d.state) &&
    same("language", d.language) && same("county", d.county) && !(filters.get("mine") && d.owner !== document.body.dataset.me) &&
    (filters.get("surge") ? d.surge === filters.get("surge") : !d.copied) &&
    !(filters.get("unclaimed") && d.owner) && !(filters.get("overdue") && !row.classList.contains("overdue"));
}

const shown = (tip) => document.getElementById(`tip-${tip}`);
const bodyFor = (row) => table.tBodies.length === 1 ? table.tBodies[0]
  : [...table.tBodies].find((body) => body.dataset.group === row.dataset.group);

// Putting rows in -------------------------------------------------------------------------------

function busy() { // the cursor or the keyboard is in the list: nothing may move
  return table.matches(":hover") && matchMedia("(hover: hover)").matches || table.contains(document.activeElement);
}

function place(row, fresh) {
  const body = bodyFor(row);
  const rows = [...body.querySelectorAll("tr.report")];
  const later = rows.find((other) => other.dataset.order > row.dataset.order);
  body.insertBefore(row, later ?? null);
  if (fresh) row.classList.add("fresh");
  tidy();
}

function tidy() {
  for (const body of table.tBodies) {
    if (body.dataset.group !== "closed") body.hidden = !body.querySelector("tr.report");
  }
  document.getElementById("empty").hidden = Boolean(table.querySelector("tr.report"));
  newsButton.hidden = held.size === 0;
  newsButton.textContent = say("Show updates: {n}", { n: held.size });
  counted();
}

function take(row) {
  const tip = row.dataset.tip;
  const old = shown(tip);
  const wanted = fits(row);
  held.delete(tip);
  if (!old && !wanted) return tidy();
  const moved = old?.dataset.order !== row.dataset.order || old.dataset.group !== row.dataset.group && !busy();
  const moves = !old || !wanted || moved;
  if (moves && busy()) {
    if (old && wanted) swap(old, row.cloneNode(true), true);
    if (old && !wanted) old.classList.add("gone");
    held.set(tip, row);
    return tidy();
  }
  if (old && wanted && !moves) { swap(old, row, false); return tidy(); }
  picked(old, row);
  old?.remove();
  if (wanted) place(row, !old); else tidy();
}

function picked(old, row) { // a tick stays where a person set it
  const box = row.querySelector(".pick input");
  if (box && old?.querySelector(".pick input")?.checked) box.checked = true;
}

function swap(old, row, keepOrder) {
  picked(old, row);
  const focused = old.contains(document.activeElement) ? document.activeElement : null;
  if (keepOrder) row.dataset.order = old.dataset.order;
  old.replaceWith(row);
  if (focused) (focused.matches("button") && row.querySelector("button") || row.querySelector("a"))?.focus();
}

function settle() {
  const at = document.activeElement?.closest?.("tr.report")?.dataset.tip;
  for (const [tip, row] of held) {
    const old = shown(tip);
    picked(old, row);
    old?.remove();
    if (fits(row)) place(row, true);
  }
  held.clear();
  if (heldStrip !== null) { alarm.replaceChildren(); now.show(heldStrip); heldStrip = null; }
  if (at) shown(at)?.querySelector("a")?.focus({ preventScroll: true });
  tidy();
}

newsButton.addEventListener("click", () => { document.activeElement.blur(); settle(); });
table.addEventListener("mouseleave", () => { if ((held.size || heldStrip !== null) && !table.contains(document.activeElement)) settle(); });

// Danger now ------------------------------------------------------------------------------------

function needed(html) { // under the cursor nothing may move: until it is elsewhere, a bar says it
  now.ring(html);
  heldStrip = busy() ? html : null;
  if (heldStrip === null) { alarm.replaceChildren(); now.show(html); return; }
  const fresh = document.createElement("template");
  fresh.innerHTML = html;
  const first = fresh.content.querySelector("li.danger");
  const shownTips = new Set([...document.querySelectorAll("#needs-now li")].map((item) => item.dataset.tip));
  if (!first || shownTips.has(first.dataset.tip)) return;
  const bar = Object.assign(document.createElement("div"), { className: "danger" });
  bar.append(first.querySelector("a").cloneNode(true));
  alarm.replaceChildren(bar);
}

// The connection --------------------------------------------------------------------------------

function link(state, words) {
  const element = document.getElementById("link");
  element.className = `link ${state}`;
  const text = element.querySelector(".state");
  if (text.textContent !== words) text.textContent = words;
  document.getElementById("lost").hidden = state !== "down";
}

async function lookAnew() {
  const answer = await fetch(location.href, { headers: { accept: "text/html" } });
  if (answer.redirected && new URL(answer.url).pathname === "/login") return lock();
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.getElementById("queue");
  revision = fresh.dataset.revision;
  const rows = [...fresh.querySelectorAll("tr.report")];
  const tips = new Set(rows.map((row) => row.dataset.tip));
  for (const row of rows) take(rowOf(row.outerHTML));
  for (const old of [...table.querySelectorAll("tr.report")]) {
    if (tips.has(old.dataset.tip) || fresh.dataset.complete === "0") continue;
    if (busy()) old.classList.add("gone"); else old.remove();
  }
  document.getElementById("counts").innerHTML = page.getElementById("counts").innerHTML;
  showCopies(page.getElementById("copies").innerHTML);
  tidy();
}

function showCopies(html) {
  const place = document.getElementById("copies");
  if (!filters.get("surge") && !place.contains(document.activeElement)) place.innerHTML = html;
}

function lock() {
  document.body.classList.add("locked");
  link("down", say("Locked"));
  const lost = document.getElementById("lost");
  lost.hidden = false;
  const again = Object.assign(document.createElement("a"), { href: `/login?next=${encodeURIComponent(location.pathname + location.search)}`, textContent: say("Log in to continue.") });
  lost.replaceChildren(`${say("This page is locked because no one used it for a while. The alert for immediate danger still sounds.")} `, again);
}

function hear(news) {
  lastHeard = Date.now();
  if ("now" in news) now.count(news.now);
  if (news.locked) return lock();
  if (news.ended) { source.close(); return lock(); }
  if (news.closing) return;
  link("up", say("Live"));
  if (news.strip !== undefined) needed(news.strip);
  if (news.copies !== undefined) showCopies(news.copies);
  if (news.counts) document.getElementById("counts").innerHTML = news.counts;
  for (const html of news.rows ?? []) take(rowOf(html));
  if (news.again || news.revision && !news.rows && news.revision !== revision) lookAnew();
  if (news.revision) revision = news.revision;
  const seen = document.querySelector("#bulk [name=seen]"); // only what is shown was seen
  if (seen && held.size === 0) seen.value = revision.split("-")[0];
}

const source = new EventSource(now.events);
source.addEventListener("message", (event) => hear(JSON.parse(event.data)));
source.addEventListener("error", () => {
  if (!document.body.classList.contains("locked")) link("down", say("Connection lost"));
});
setInterval(() => {
  if (Date.now() - lastHeard > HEARTBEAT_LOST_MS && !document.body.classList.contains("locked")) link("down", say("Connection lost"));
  spans(table);
}, 5_000);

// What a person does ----------------------------------------------------------------------------

function tell(words) {
  said.textContent = words;
  clearTimeout(saidTimer);
  saidTimer = setTimeout(() => { said.textContent = ""; }, 8_000);
}

document.getElementById("claims").addEventListener("submit", async (event) => {
  const button = event.submitter;
  if (!button) return;
  event.preventDefault();
  const tip = button.closest("tr").dataset.tip;
  const fields = new URLSearchParams(new FormData(event.currentTarget));
  button.disabled = true;
  try {
    const answer = await fetch(button.formAction, { method: "POST", body: fields, headers: { accept: "application/json" } });
    const news = await answer.json();
    tell(answer.ok ? say("You claimed {tip}.", { tip }) : news.said);
    if (news.login) lock();
    if (!answer.ok) button.disabled = false;
  } catch {
    tell(say("Could not claim {tip}: connection lost. Try again.", { tip }));
    button.disabled = false;
  }
});

document.getElementById("filters").addEventListener("change", (event) => {
  const wanted = new URLSearchParams([...new FormData(event.currentTarget)].filter(([, value]) => value));
  location.assign(`/queue${wanted.size ? `?${wanted}` : ""}`);
});

addEventListener("pagehide", () => { // so that a report's page knows the next one
  const tips = [...table.querySelectorAll("tr.report")].map((row) => row.dataset.tip);
  sessionStorage.setItem("hotline.list", JSON.stringify(tips));
  sessionStorage.setItem("hotline.queue", location.pathname + location.search);
});

keys({
  rows: () => [...table.querySelectorAll("tr.report a")],
  a: (row) => row?.querySelector(".owner button")?.click(),
  r: (row) => { if (row) location.assign(`/reports/${row.dataset.tip}#refer`); },
  n: settle,
  x: (row) => row?.querySelector(".pick input")?.click(),
});
spans(table);
