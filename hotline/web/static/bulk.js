// Lists of reports: ticks all rows, counts them, and lets no bar act on nothing.
import { say } from "./say.js";

const bar = document.getElementById("bulk");
const all = document.getElementById("select-all");
const boxes = () => [...document.querySelectorAll("tr.report .pick input")];
document.body.classList.add("scripted");

export function counted() {
  if (!bar) return;
  const picks = boxes();
  const n = picks.filter((box) => box.checked).length;
  bar.classList.toggle("picked", n > 0);
  document.getElementById("selected").textContent = n ? say("{n} selected", { n }) : "";
  all.checked = n > 0 && n === picks.length;
  all.indeterminate = n > 0 && n < picks.length;
}

all?.addEventListener("change", () => {
  for (const box of boxes()) box.checked = all.checked;
  counted();
});
addEventListener("change", (event) => { if (event.target.matches?.(".pick input")) counted(); });
bar?.addEventListener("keydown", (event) => { // Enter in a field is no choice of a button
  if (event.key === "Enter" && event.target.matches("input, select")) event.preventDefault();
});
addEventListener("pageshow", counted);
counted();
