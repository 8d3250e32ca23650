// The demo's phone: it only shows what the simulated telephone company does on the server.
const $ = (id) => document.getElementById(id);
const phone = $("number");
const calls = { sid: null, over: true };
const shown = { texts: 0 };
let collected = "";

async function ask(path, body) {
  const options = body === undefined ? {} : {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  };
  const answer = await fetch(`/simulator${path}`, options);
  const value = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(value.detail || `the demo answered ${answer.status}`);
  return value;
}

function bubble(list, kind, text, language) {
  const item = document.createElement("li");
  item.className = kind;
  item.textContent = text;
  item.dir = "auto";
  if (language) item.lang = language;
  list.append(item);
  list.scrollTop = list.scrollHeight;
}

async function attempt(list, doing) {
  try {
    await doing();
  } catch (error) {
    bubble(list, "note", `Not possible: ${error.message}`);
  }
}

// Texting ---------------------------------------------------------------------------------------

function text(words) {
  const list = $("bubbles");
  return attempt(list, async () => {
    bubble(list, "mine", words);
    const { answers } = await ask("/text", { sender: phone.value, body: words });
    await look(); // shows the answers, and whatever else has come
    if (!answers.length) bubble(list, "note", "The line does not answer this.");
  });
}

$("compose").addEventListener("submit", (event) => {
  event.preventDefault();
  const words = $("words").value.trim();
  if (!words) return;
  $("words").value = "";
  text(words);
});

$("words").addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey) return;
  event.preventDefault();
  $("compose").requestSubmit();
});

document.querySelectorAll("[data-sample]").forEach((button) => {
  button.addEventListener("click", () => {
    $("words").value = button.dataset.sample;
    $("words").focus();
  });
});

// Calling ---------------------------------------------------------------------------------------

function aloud(sound) {
  if (!$("aloud").checked || !("speechSynthesis" in window) || !sound.text) return;
  const spoken = new SpeechSynthesisUtterance(sound.text);
  spoken.lang = sound.language || "en-US";
  speechSynthesis.speak(spoken);
}

function situation(call) {
  if (call.over) return "The call is over.";
  if (call.ringing && !call.talking_to) return "You hear it ringing.";
  if (call.talking_to) return "You are connected.";
  if (call.together.length) return "You are connected.";
  if (call.recording) return "You hear a tone.";
  return call.listening ? "The line waits for you: a key, or words." : "";
}

function showCall(call) {
  calls.sid = call.sid;
  calls.over = call.over;
  call.news.forEach((sound) => {
    bubble($("transcript"), "line", sound.text || "(a recording is played)", sound.language);
    aloud(sound);
  });
  $("call-state").textContent = situation(call);
  $("dial").hidden = !call.over;
  $("hang-up").hidden = call.over;
  $("in-call").hidden = call.over || !call.listening;
  $("record").hidden = call.over || !call.recording;
  $("ring").hidden = call.over || !call.ringing || Boolean(call.talking_to);
  const others = call.talking_to ? [call.talking_to] : call.together;
  $("talk").hidden = call.over || !others.length;
  $("ring-number").textContent = [call.ringing, ...call.also_ringing].filter(Boolean).join(", ");
  const verb = call.also_ringing.length ? "ring at once" : "rings";
  $("ring-kind").textContent = call.announced
    ? `${verb}; whoever answers hears the tip and presses 1 to take it.`
    : `${verb}: a public line. The demo does not dial it.`;
  $("talk-number").textContent = others.join(", ");
  $("interprets").hidden = !call.announced;
}

function act(what, given = {}, mine = "") {
  return attempt($("transcript"), async () => {
    if (mine) bubble($("transcript"), "mine", mine);
    if ("speechSynthesis" in window) speechSynthesis.cancel();
    showCall(await ask(`/call/${calls.sid}/${what}`, given));
  });
}

$("dial").addEventListener("click", () => attempt($("transcript"), async () => {
  $("transcript").replaceChildren();
  showCall(await ask("/call", { caller: phone.value }));
}));
$("hang-up").addEventListener("click", () => act("hang-up", {}, "(hangs up)"));
$("silence").addEventListener("click", () => act("wait", {}, "(silence)"));
$("speak").addEventListener("submit", (event) => {
  event.preventDefault();
  const words = $("spoken").value.trim();
  if (!words) return;
  $("spoken").value = "";
  act("say", { words }, words);
});
document.querySelectorAll("[data-key]").forEach((button) => {
  button.addEventListener("click", () => {
    if (!$("gather").checked) {
      act("press", { keys: button.dataset.key }, button.dataset.key);
      return;
    }
    collected += button.dataset.key;
    $("collected").textContent = collected;
  });
});
$("send-keys").addEventListener("click", () => {
  if (!collected) return;
  act("press", { keys: collected }, collected);
  collected = "";
  $("collected").textContent = "";
});
document.querySelectorAll("[data-do]").forEach((button) => {
  button.addEventListener("click", () => act(button.dataset.do));
});

// Tabs, and what arrives elsewhere ----------------------------------------------------------------

function show(name) {
  for (const [tab, panel] of [["tab-text", "texting"], ["tab-call", "calling"]]) {
    const chosen = tab === name;
    $(tab).setAttribute("aria-selected", String(chosen));
    $(panel).hidden = !chosen;
  }
}
["tab-text", "tab-call"].forEach((tab) => $(tab).addEventListener("click", () => show(tab)));

phone.addEventListener("change", () => {
  $("bubbles").replaceChildren();
  shown.texts = 0;
  look();
});

function letter(mail) {
  const item = document.createElement("li");
  const title = document.createElement("h3");
  title.textContent = mail.subject || "";
  const to = document.createElement("p");
  to.className = "quiet";
  to.textContent = `To ${mail.to}`;
  const body = document.createElement("pre");
  body.textContent = mail.body;
  item.append(...(mail.subject ? [title] : []), to, body);
  if (mail.link) {
    const link = document.createElement("a");
    link.href = mail.link;
    link.className = "button primary";
    link.textContent = "Open the alert";
    item.append(link);
  }
  return item;
}

let last = "";
async function look() {
  const state = await ask(`/state?number=${encodeURIComponent(phone.value)}&call=${calls.sid || ""}`)
    .catch(() => null);
  if (!state) return;
  $("interpreter").hidden = !state.interpreter_rings;
  if (state.call && !calls.over) showCall({ ...state.call, news: [] });
  state.texts.slice(shown.texts).forEach((answer) => bubble($("bubbles"), "line", answer.body));
  shown.texts = Math.max(shown.texts, state.texts.length);
  const news = JSON.stringify([state.mails, state.agency_texts]);
  if (news === last) return;
  last = news;
  $("mails").replaceChildren(...state.mails.map(letter));
  $("agency-texts").replaceChildren(...state.agency_texts.map(letter).reverse());
  $("inbox-empty").hidden = state.mails.length > 0;
  $("texts-empty").hidden = state.agency_texts.length > 0;
}

look();
setInterval(look, 1000);
