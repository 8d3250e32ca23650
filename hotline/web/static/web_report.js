// The page works without this. With it, an answer leaves no further entry in the history, words are
// sealed before they leave, and a file goes in pieces that can be resumed.
const PIECE = 200_000, SMALL_PIECE = 12_500, TRIES = 8;
const part = (name) => document.querySelector(name);
const main = () => part("#main");
let proof = { visit: "", found: "" };

addEventListener("submit", async (event) => {
  const form = event.target;
  if (form.action !== new URL("/report", location.href).href) return;
  event.preventDefault();
  if (form.dataset.sending) return;
  form.dataset.sending = "yes";
  form.classList.add("busy");
  const sent = new FormData(form, event.submitter ?? undefined), box = form.querySelector("textarea");
  sent.delete("files");
  if (box) box.readOnly = true;
  const numbers = [sent.get("tip"), sent.get("code")].filter(Boolean).join(" ");
  if (numbers) {
    sent.set("words", numbers);
    sent.delete("tip");
    sent.delete("code");
  }
  const words = sent.get("words");
  try {
    await sealWords(sent);
    if (proof.visit === sent.get("visit")) sent.set("proof", proof.found);
    const body = new URLSearchParams([...sent].filter(([, value]) => typeof value === "string"));
    const answer = await fetch("/report", { method: "POST", body, cache: "no-store", credentials: "omit", referrerPolicy: "no-referrer" });
    show(new DOMParser().parseFromString(await answer.text(), "text/html"), words);
  } catch {
    notSent();
  } finally {
    if (box) box.readOnly = false;
    delete form.dataset.sending;
    form.classList.remove("busy");
  }
});

function show(page, words) {
  const next = page.querySelector("#main");
  if (!next) return notSent();
  document.documentElement.lang = page.documentElement.lang;
  document.documentElement.dir = page.documentElement.dir;
  document.title = page.title;
  part(".exit").replaceWith(page.querySelector(".exit"));
  const going = [...document.querySelectorAll("#sending progress")].map((bar) => bar.parentElement);
  main().replaceWith(next);
  part("#sending")?.append(...going); // a file that is still on its way stays in sight
  if (next.dataset.keeps) part("#words").value = words;
  // A reload asks whether to go on; the page after leaving takes the place of this entry.
  history.replaceState(next.dataset.begun ? { visit: next.dataset.visit } : null, "", "/report");
  shown = Date.now();
  scrollTo(0, 0);
  main().focus({ preventScroll: true });
  work();
  part(".messages")?.focus();
}

// After a reload, or back from another page: nothing is shown before it is asked for.
const before = history.state?.visit;
if (before && part("#resume")) {
  part("#resume").hidden = false;
  part("#resume [name=visit]").value = before;
}

// Whether a message came: asked while the page is in view, and only where it is safe to say so.
const SOON = 20_000, LATER = 60_000, LONG = 900_000;
let asked = Date.now(), shown = asked;

async function listen() {
  const since = Date.now() - asked, pause = Date.now() - shown > LONG ? LATER : SOON;
  if (document.hidden || !main().dataset.listens || since < pause) return;
  asked = Date.now();
  try {
    const body = new URLSearchParams({ visit: main().dataset.visit });
    const answer = await fetch("/report/waiting", { method: "POST", body, cache: "no-store", credentials: "omit", referrerPolicy: "no-referrer" });
    if ((await answer.json()).waits && part("#waiting")) part("#waiting").hidden = false;
  } catch { /* the next time */ }
}
setInterval(listen, 5000);
addEventListener("visibilitychange", listen);

function notSent(said = main().dataset.unsent) {
  const notice = part("#notice");
  notice.hidden = false;
  notice.textContent = said;
  notice.scrollIntoView({ block: "nearest" });
}

// Sealing: the browser's own point, a nonce, and the words, for the line's public key.
const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

async function sealWords(sent) {
  const words = sent.get("words");
  if (!words || !globalThis.crypto?.subtle) return;
  const curve = { name: "ECDH", namedCurve: "P-256" };
  const line = await crypto.subtle.importKey("raw", bytes(main().dataset.sealWith), curve, false, []);
  const own = await crypto.subtle.generateKey(curve, false, ["deriveBits"]);
  const point = new Uint8Array(await crypto.subtle.exportKey("raw", own.publicKey));
  const shared = await crypto.subtle.deriveBits({ name: "ECDH", public: line }, own.privateKey, 256);
  const base = await crypto.subtle.importKey("raw", shared, "HKDF", false, ["deriveKey"]);
  const info = new TextEncoder().encode("hotline/web words");
  const key = await crypto.subtle.deriveKey({ name: "HKDF", hash: "SHA-256", salt: point, info }, base, { name: "AES-GCM", length: 256 }, false, ["encrypt"]);
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const additionalData = new TextEncoder().encode(sent.get("visit"));
  const sealed = new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData }, key, new TextEncoder().encode(words)));
  const all = new Uint8Array([...point, ...iv, ...sealed]);
  let text = "";
  for (const byte of all) text += String.fromCharCode(byte);
  sent.set("sealed", btoa(text));
  sent.delete("words");
}

// Files: a piece at a time, from where the last one ended; a lost connection is tried again.
addEventListener("change", async (event) => {
  if (event.target.id !== "files") return;
  const files = [...event.target.files];
  event.target.value = "";
  for (const file of files) await sendFile(file);
});

async function sendFile(file) {
  if (!file.size) return notSent(main().dataset.failed);
  const row = document.createElement("li"), bar = document.createElement("progress");
  bar.max = file.size || 1;
  bar.setAttribute("aria-label", part('label[for="files"]').textContent);
  row.append(bar);
  part("#sending")?.append(row);
  const name = [...crypto.getRandomValues(new Uint8Array(16))].map((n) => n.toString(16).padStart(2, "0")).join("");
  let start = 0, tries = 0, size = PIECE;
  while (start < file.size) {
    try {
      const body = new FormData();
      body.set("visit", main().dataset.visit);
      body.set("language", document.documentElement.lang);
      body.set("file", name);
      body.set("start", start);
      body.set("total", file.size);
      body.set("files", new Blob([file.slice(start, start + size)], { type: file.type }), "file");
      const answer = await fetch("/report/piece", { method: "POST", body, cache: "no-store", credentials: "omit" });
      const given = await answer.json();
      if (answer.status === 409 && given.have === start) throw new Refused(given.said);
      if (!answer.ok && answer.status !== 409) throw new Error("again");
      start = given.have;
      bar.value = start;
      tries = 0;
      size = Math.min(size * 2, PIECE);
      if (given.said) row.textContent = given.said;
    } catch (error) {
      tries += 1;
      size = Math.max(size / 2, SMALL_PIECE); // a bad connection carries small ones
      if (error instanceof Refused || tries > TRIES) {
        row.remove();
        return notSent(error.said ?? main().dataset.failed);
      }
      await new Promise((go) => { setTimeout(go, 500 * 2 ** tries); addEventListener("online", go, { once: true }); });
    }
  }
}

class Refused extends Error {
  constructor(said) { super(said); this.said = said || undefined; }
}

// In a flood the line asks a new visit for some work of the browser: about a second, once.
async function work() {
  const bits = Number(main().dataset.bits), visit = main().dataset.visit;
  if (!bits || proof.visit === visit || !globalThis.crypto?.subtle) return;
  const encoder = new TextEncoder();
  for (let n = 0; proof.visit !== visit; n += 1) {
    const digest = new DataView(await crypto.subtle.digest("SHA-256", encoder.encode(`${visit}:${n}`)));
    if (digest.getUint32(0) >>> (32 - bits) === 0) proof = { visit, found: String(n) };
  }
}
work();
