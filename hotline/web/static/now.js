// "Needs someone now", on every staff page: the strip, the title and the sound follow the stream.
import { say } from "./say.js";
import { alarmSound } from "./sound.js";
import { addOwnTime } from "./times.js";

const strip = document.getElementById("needs-now");
const plainTitle = document.title.replace(/^\(\d+[^)]*\) /, "");
export const sound = alarmSound(document.getElementById("sound"));
let known = tips(strip);
let counted = 0;
export const events = `/queue/events?lang=${document.documentElement.lang}`; // as the page speaks

function tips(root) {
  return new Set([...(root?.querySelectorAll("li.danger") ?? [])].map((item) => item.dataset.tip));
}

export function count(number) { // how many are in danger now: in the title of the window
  if (number > counted && document.body.classList.contains("locked")) sound.play();
  counted = number;
  document.title = number ? `${say("({n} now)", { n: number })} ${plainTitle}` : plainTitle;
}

export function ring(html) { // whether something new is in it; the sound is played then
  const fresh = document.createElement("template");
  fresh.innerHTML = html;
  const found = tips(fresh.content);
  const isNew = [...found].some((tip) => !known.has(tip));
  known = found;
  if (isNew) sound.play();
}

export function show(html) { // the page below keeps its place
  if (!strip) return;
  const before = strip.hidden ? 0 : strip.offsetHeight;
  const focused = strip.contains(document.activeElement) && document.activeElement.closest("li")?.dataset.tip;
  strip.innerHTML = html;
  addOwnTime(strip);
  strip.hidden = !strip.querySelector("li");
  measure();
  if (focused) strip.querySelector(`[data-tip="${focused}"] a`)?.focus({ preventScroll: true });
  const grown = (strip.hidden ? 0 : strip.offsetHeight) - before;
  if (grown && scrollY) scrollBy(0, grown);
}

function measure() { // what else sticks to the top stands below the strip
  document.documentElement.style.setProperty("--strip", `${strip && !strip.hidden ? strip.offsetHeight : 0}px`);
}
measure();
addEventListener("resize", measure);

function changed(news) { // a colleague changed the report that is open here
  const here = document.body.dataset.tip;
  const by = here && news.changed?.[here];
  if (!by || by.id === document.body.dataset.me) return;
  const note = document.getElementById("changed");
  const link = Object.assign(document.createElement("a"), { href: location.pathname, textContent: say("Show") });
  note.replaceChildren(document.createElement("p"));
  note.firstChild.append(`${by.name ? say("Changed by {name}.", { name: by.name }) : say("This report has changed.")} `, link);
}

count(Number(strip?.dataset.danger ?? 0));
if (!document.getElementById("queue") && strip) {
  let source = null;
  const hear = (event) => {
    const news = JSON.parse(event.data);
    if ("now" in news) count(news.now);
    if (news.strip !== undefined) { ring(news.strip); show(news.strip); }
    changed(news);
    if (news.ended || news.locked) source?.close();
  };
  const follow = () => { // only where someone looks: a browser opens few streams at once
    if (document.visibilityState === "hidden") { source?.close(); source = null; return; }
    if (source) return;
    source = new EventSource(events);
    source.addEventListener("message", hear);
  };
  document.addEventListener("visibilitychange", follow);
  addEventListener("pagehide", () => { source?.close(); source = null; });
  addEventListener("pageshow", follow);
  follow();
}
