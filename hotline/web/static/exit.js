// Leaves at once: the page goes blank, and the next one takes its place in the history.
const exit = document.getElementById("exit");
document.body.classList.add("scripted");

function leave(event) {
  event?.preventDefault();
  document.title = " ";
  document.body.classList.add("gone");
  location.replace(exit.href);
}

exit.addEventListener("click", leave);
addEventListener("keydown", (event) => { if (event.key === "Escape" && !event.isComposing) leave(event); });
addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
