// Nothing typed is lost: a form is sent only while the line answers, and once; a page with words
// that were not sent asks before it is left.
import { say } from "./say.js";

const WAIT_MS = 8_000;
let sent = null;

async function answers() {
  try {
    return (await fetch("/healthz", { cache: "no-store", signal: AbortSignal.timeout(WAIT_MS) })).ok;
  } catch {
    return false;
  }
}

function warn(form) {
  document.querySelector(".not-sent")?.remove();
  const text = say("Connection lost. Nothing was sent, and what you typed is still here. Try again in a moment.");
  const note = Object.assign(document.createElement("p"), { className: "warn not-sent", textContent: text });
  note.setAttribute("role", "alert");
  if (form.hidden) document.getElementById("main").prepend(note);
  else form.append(note);
  note.scrollIntoView({ block: "nearest" });
}

addEventListener("submit", async (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  event.preventDefault();
  if (sent) return; // the second click of two
  sent = form;
  const button = event.submitter;
  if (!await answers()) {
    sent = null;
    return warn(form);
  }
  if (button?.name) {
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name: button.name, value: button.value }));
  }
  if (button?.hasAttribute("formaction")) form.action = button.formAction;
  form.submit();
});

addEventListener("beforeunload", (event) => {
  const typed = [...document.querySelectorAll("textarea")].some((area) => area.form !== sent && area.value !== area.defaultValue);
  if (!typed) return;
  sent = null;
  event.preventDefault();
});

addEventListener("pageshow", () => { sent = null; });
