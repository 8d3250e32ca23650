// Leaves at once: the page goes blank, and the next one takes its place in the history.
// The link is looked up at the click: a page that renews itself has another one by then.
const exit = () => document.getElementById("exit");
document.body.classList.add("scripted");

function leave(event) {
  event.preventDefault();
  document.title = " ";
  document.body.classList.add("gone");
  history.replaceState(null, "");
  location.replace(exit().href);
}

addEventListener("click", (event) => { if (event.target.closest?.("#exit")) leave(event); });
addEventListener("keydown", (event) => { if (event.key === "Escape" && !event.isComposing) leave(event); });
addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
