// The report page: told words unfold together, menus close, keys work.
import { keys } from "./keys.js";
import { say } from "./say.js";

const KEPT = "hotline.open";
const veils = [...document.querySelectorAll("details.veil")];
const openAll = document.getElementById("open-all");
const always = document.getElementById("always-open");
document.body.classList.add("scripted");

function unfold(open) {
  for (const veil of veils) veil.open = open && !veil.querySelector("img, audio");
  if (!openAll) return;
  openAll.setAttribute("aria-expanded", String(open));
  openAll.textContent = open ? say("Hide") : say("Show all accounts");
}

openAll?.addEventListener("click", () => unfold(openAll.getAttribute("aria-expanded") !== "true"));
if (always) {
  always.checked = localStorage.getItem(KEPT) === "yes";
  always.addEventListener("change", () => {
    localStorage.setItem(KEPT, always.checked ? "yes" : "no");
    unfold(always.checked);
  });
  if (always.checked) unfold(true);
}

for (const number of document.querySelectorAll("a.number[data-answer]")) { // a call: its time, and the answer next
  const timer = number.parentElement.querySelector(".timer");
  number.addEventListener("click", () => {
    const begun = Date.now();
    const tick = () => {
      const seconds = Math.round((Date.now() - begun) / 1000);
      timer.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    };
    clearInterval(timer.dataset.running);
    timer.dataset.running = setInterval(tick, 1000);
    tick();
    document.getElementById(number.dataset.answer)?.focus();
  });
}

function go(id) { // to a part of the page: it opens, and its first field has the cursor
  const part = document.getElementById(id);
  if (!part) return;
  if (part.matches("details")) part.open = true;
  part.scrollIntoView({ block: "center" });
  const field = part.matches("textarea") ? part : part.querySelector("select, input:not([type=hidden]), textarea");
  field?.focus({ preventScroll: true });
}
const PLACES = ["refer", "ask", "text", "add-task", "end"];
function reveal() {
  const id = location.hash.slice(1);
  if (PLACES.includes(id)) go(id);
}
reveal();
addEventListener("hashchange", reveal);
for (const link of document.querySelectorAll(".bar a[href^='#']")) link.addEventListener("click", (event) => { event.preventDefault(); go(link.hash.slice(1)); });

// What was open when a form was sent is open on the page that answers it.
const OPENED = "hotline.veils";
const tip = document.body.dataset.tip;
addEventListener("submit", () => {
  const open = veils.flatMap((veil, place) => (veil.open && !veil.querySelector("img, audio, video") ? [place] : []));
  sessionStorage.setItem(OPENED, JSON.stringify({ tip, open, at: Date.now() }));
});
const opened = JSON.parse(sessionStorage.getItem(OPENED) ?? "null");
sessionStorage.removeItem(OPENED);
if (opened?.tip === tip && Date.now() - opened.at < 60_000) for (const place of opened.open) if (veils[place]) veils[place].open = true;

// The reports before and after this one, as the queue last showed them.
const list = JSON.parse(sessionStorage.getItem("hotline.list") ?? "[]");
const at = list.indexOf(tip);
for (const [id, other] of [["previous", list[at - 1]], ["next", list[at + 1]]]) {
  const link = document.getElementById(id);
  if (at < 0 || !other || !link) continue;
  link.href = `/reports/${other}`;
  link.hidden = false;
}

addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.activeElement?.closest("details.menu[open]");
  if (menu) { menu.open = false; menu.querySelector("summary").focus(); }
});

keys({
  a: () => document.querySelector("form[action$='/claim']")?.requestSubmit(),
  r: () => go("refer"),
  m: () => go("ask"),
  n: () => go("text"),
  t: () => go("add-task"),
  c: () => go("end"),
  o: () => openAll?.click(),
  "[": () => document.getElementById("previous")?.click(),
  "]": () => document.getElementById("next")?.click(),
  q: () => location.assign(sessionStorage.getItem("hotline.queue") ?? "/queue"),
});
