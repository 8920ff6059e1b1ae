// Light or dark: as the system has it, or as it was switched here.

import { byId } from "/static/dom.js";

const system = matchMedia("(prefers-color-scheme: dark)");
let chosen = null;
try { chosen = localStorage.getItem("theme"); } catch { /* storage may be off: the system decides */ }

export function theme() {
  const button = byId("theme");
  const draw = () => {
    const dark = chosen ? chosen === "dark" : system.matches;
    document.documentElement.dataset.theme = dark ? "dark" : "light";
    if (button) button.textContent = dark ? "Light" : "Dark";
  };
  button?.addEventListener("click", () => {
    chosen = document.documentElement.dataset.theme === "dark" ? "light" : "dark";
    try { localStorage.setItem("theme", chosen); } catch { /* then for this page only */ }
    draw();
  });
  system.addEventListener("change", draw);
  draw();
}
