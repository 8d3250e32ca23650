// A sound for danger now. It is off until someone switches it on, and says when it cannot be heard.
import { say } from "./say.js";

const KEPT = "hotline.sound";

export function alarmSound(button) {
  let context = null;
  const on = () => localStorage.getItem(KEPT) === "on";

  function wake() {
    context ??= new AudioContext();
    if (context.state === "suspended") context.resume().then(tell, tell);
  }

  function tell() {
    if (!button) return;
    button.setAttribute("aria-pressed", String(on()));
    const mute = on() && context?.state !== "running";
    button.textContent = mute ? say("Click or press a key to turn on the sound")
      : on() ? say("Alert sound: on") : say("Alert sound");
  }

  function tone(at, pitch) {
    const gain = context.createGain();
    const wave = context.createOscillator();
    wave.frequency.value = pitch;
    gain.gain.setValueAtTime(0, at);
    gain.gain.linearRampToValueAtTime(0.25, at + 0.02);
    gain.gain.linearRampToValueAtTime(0, at + 0.35);
    wave.connect(gain).connect(context.destination);
    wave.start(at);
    wave.stop(at + 0.4);
  }

  function play() {
    if (button) button.dataset.played = String(Number(button.dataset.played ?? 0) + (on() ? 1 : 0));
    if (!on() || context?.state !== "running") return;
    for (const [after, pitch] of [[0, 660], [0.4, 880], [1.2, 660], [1.6, 880]]) tone(context.currentTime + after, pitch);
  }

  button?.addEventListener("click", () => {
    localStorage.setItem(KEPT, on() ? "off" : "on");
    if (on()) { wake(); play(); }
    tell();
  });
  for (const gesture of ["pointerdown", "keydown"]) {
    addEventListener(gesture, () => { if (on()) wake(); }, { passive: true });
  }
  tell();
  return { play };
}
