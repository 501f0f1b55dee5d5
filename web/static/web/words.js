// words.js: what a page embedded for its script: <script type="application/json" id="…">
export function embedded(id) {
  const element = document.getElementById(id);
  return element ? JSON.parse(element.textContent) : {};
}
