// Adds the reader's own time to the title of every <time datetime>; the page itself keeps to the line's zone.
const page = document.documentElement.dataset;
const mine = Intl.DateTimeFormat().resolvedOptions().timeZone;
const full = new Intl.DateTimeFormat(page.language, { month: "short", day: "numeric", hour: "numeric", minute: "2-digit", timeZoneName: "short" });
const offset = (zone, moment) => new Intl.DateTimeFormat("en-US", { timeZone: zone, timeZoneName: "longOffset" }).format(moment);

export function addOwnTime(root) {
  for (const time of root.querySelectorAll("time[datetime]:not([data-titled])")) {
    const moment = new Date(time.dateTime);
    if (Number.isNaN(moment.getTime())) continue;
    time.dataset.titled = "";
    if (offset(page.zone, moment) === offset(mine, moment)) continue; // the reader has the line's clock
    time.title = time.title ? `${time.title} = ${full.format(moment)}` : full.format(moment);
  }
}

addOwnTime(document);
