// Counts waiting times on, in the words of the server: "4 min", "3 h", "2 days".
import { say } from "./say.js";

const UNITS = [["day", 86400], ["h", 3600], ["min", 60]];

export function span(seconds) {
  const [unit, size] = UNITS.find(([, length]) => seconds >= length) ?? ["", 1];
  const count = Math.floor(seconds / size);
  if (!unit) return say("under 1 min");
  if (unit !== "day") return `${count} ${unit}`;
  return count === 1 ? say("1 day") : say("{n} days", { n: count });
}

// The reader's clock may be wrong: time is counted from the server's "now" of the page.
const skew = (Date.parse(document.body.dataset.now) || Date.now()) - Date.now();

export function spans(root) {
  const now = Date.now() + skew;
  for (const time of root.querySelectorAll("time.span")) {
    const words = span(Math.max(0, (now - new Date(time.dateTime)) / 1000));
    if (time.textContent !== words) time.textContent = words;
  }
  for (const row of root.querySelectorAll("tr.waiting:not(.overdue)")) {
    const target = row.querySelector(".target");
    if (!target || new Date(target.dataset.by) > now) continue;
    row.classList.add("overdue");
    const flag = Object.assign(document.createElement("span"), { className: "flag", textContent: say("overdue: not reviewed") });
    target.after(" ", flag);
  }
}
