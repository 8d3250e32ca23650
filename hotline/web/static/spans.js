// Counts waiting times on, in the words of the server: "4 min", "3 h", "2 days".
const UNITS = [["day", 86400], ["h", 3600], ["min", 60]];

export function span(seconds) {
  const [unit, size] = UNITS.find(([, length]) => seconds >= length) ?? ["", 1];
  const count = Math.floor(seconds / size);
  if (!unit) return "under 1 min";
  return `${count} ${unit}${unit === "day" && count > 1 ? "s" : ""}`;
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
    const flag = Object.assign(document.createElement("span"), { className: "flag", textContent: "overdue: nobody has looked" });
    target.after(" ", flag);
  }
}
