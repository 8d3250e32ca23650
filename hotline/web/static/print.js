// The button that prints a page.
document.body.classList.add("scripted");
for (const button of document.querySelectorAll("[data-print]")) button.addEventListener("click", () => print());
