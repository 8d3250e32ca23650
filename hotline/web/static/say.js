// What scripts say, in the language of the page; the English sentence is its own name.
const words = JSON.parse(document.getElementById("script-words")?.textContent ?? "{}");

export function say(text, values = {}) {
  return (words[text] ?? text).replace(/\{(\w+)\}/g, (_, name) => values[name]);
}
