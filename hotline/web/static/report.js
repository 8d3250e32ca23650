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

function reveal() { // a link to a folded part opens it and goes there
  const part = location.hash && document.querySelector(`details${location.hash}`);
  if (!part) return;
  part.open = true;
  part.scrollIntoView({ block: "center" });
  part.querySelector("select, input:not([type=hidden]), textarea")?.focus();
}
reveal();
addEventListener("hashchange", reveal);

addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.activeElement?.closest("details.menu[open]");
  if (menu) { menu.open = false; menu.querySelector("summary").focus(); }
});

keys({
  a: () => document.querySelector("form[action$='/claim']")?.requestSubmit(),
  r: () => { location.hash = ""; location.hash = "refer"; },
  o: () => openAll?.click(),
});
