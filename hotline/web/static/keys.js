// Single keys for the queue and the report page; they can be switched off on a device.
const KEPT = "hotline.keys";
const on = () => localStorage.getItem(KEPT) !== "off";

function typing(event) {
  return event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, select, textarea, [contenteditable]");
}

function move(links, step) {
  const at = links.findIndex((link) => link.closest("tr")?.contains(document.activeElement));
  const next = links[at < 0 ? (step > 0 ? 0 : links.length - 1) : Math.min(Math.max(at + step, 0), links.length - 1)];
  next?.focus();
  next?.closest("tr").scrollIntoView({ block: "nearest" });
}

export function keys({ rows = () => [], ...does }) {
  const help = document.getElementById("help");
  const choice = document.getElementById("keys-on");
  document.getElementById("keys")?.addEventListener("click", () => help.showModal());
  if (choice) {
    choice.checked = on();
    choice.addEventListener("change", () => localStorage.setItem(KEPT, choice.checked ? "on" : "off"));
  }
  addEventListener("keydown", (event) => {
    if (typing(event) || help?.open) return;
    if (event.key === "?") return help?.showModal();
    if (!on()) return;
    const row = document.activeElement?.closest?.("tr.report");
    if (event.key === "j") move(rows(), 1);
    else if (event.key === "k") move(rows(), -1);
    else if (event.key === "/") document.getElementById("find")?.focus();
    else if (event.key in does) does[event.key](row);
    else return;
    event.preventDefault();
  });
}

// Someone who moves or types is there: the login does not run out under them.
let seen = Date.now();
for (const sign of ["pointermove", "keydown", "scroll"]) {
  addEventListener(sign, () => {
    if (Date.now() - seen < 60_000) return;
    seen = Date.now();
    const csrf = document.body.dataset.csrf;
    if (csrf) fetch("/here", { method: "POST", headers: { accept: "application/json" } }).catch(() => {});
  }, { passive: true });
}
