// Puts every <time datetime> into the reader's own time zone; what the server wrote stays a hint.
import { language } from "./say.js";

const here = language === "es" ? "es-US" : "en-US";
const full = new Intl.DateTimeFormat(here, {
  month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZoneName: "short",
});
const clock = new Intl.DateTimeFormat(here, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const day = new Intl.DateTimeFormat(here, { dateStyle: "short" });
const now = new Date(document.body.dataset.now ?? Date.now());

export function localise(root) {
  for (const time of root.querySelectorAll("time[datetime]:not([data-local])")) {
    const moment = new Date(time.dateTime);
    if (Number.isNaN(moment.getTime())) continue;
    time.dataset.local = "";
    if (!time.title) time.title = time.textContent;
    if (time.classList.contains("span")) continue;
    time.textContent = day.format(moment) === day.format(now) ? clock.format(moment) : full.format(moment);
  }
}

localise(document);
