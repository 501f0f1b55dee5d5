// Measures what a kiosk shows now: run in the page by tests/kiosk/test_page_sizes.py.
() => {
  const mm = parseFloat(getComputedStyle(document.documentElement).getPropertyValue("--mm"));
  const CAP = 0.74; // cap height of Be Vietnam Pro, of its size
  const size = document.documentElement.dataset.size;
  const wrong = [];
  const name = (node) => `${node.tagName.toLowerCase()}.${node.className?.baseVal ?? node.className} "${(node.textContent || node.id).trim().slice(0, 30)}"`;
  const seen = (node) => node.checkVisibility({ visibilityProperty: true });
  const top = document.querySelector("dialog[open]") ?? document;
  const targets = [...top.querySelectorAll("button, a[href], input")].filter(seen);
  const boxes = targets.map((node) => [node, node.getBoundingClientRect()]);
  for (const [node, box] of boxes) {
    const least = node.matches(".way, .find, .tile, #query") ? 25 : 20;
    if (box.height < least * mm - 0.5 || box.width < 20 * mm - 0.5) {
      wrong.push(`${name(node)}: ${(box.width / mm).toFixed(1)} x ${(box.height / mm).toFixed(1)} mm`);
    }
    if (box.left < 0 || box.top < 0 || box.right > innerWidth + 0.5 || box.bottom > innerHeight + 0.5) {
      wrong.push(`${name(node)}: outside the glass`);
    }
    if (node.scrollWidth > node.clientWidth + 1 || node.scrollHeight > node.clientHeight + 2) {
      wrong.push(`${name(node)}: its words do not fit`);
    }
    const hit = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    if (hit && !node.contains(hit)) wrong.push(`${name(node)}: covered by ${name(hit)}`);
  }
  boxes.forEach(([a, one], at) => {
    for (const [b, two] of boxes.slice(at + 1)) {
      const across = Math.max(one.left - two.right, two.left - one.right);
      const down = Math.max(one.top - two.bottom, two.top - one.bottom);
      if (Math.max(across, down) < 3 * mm - 0.6) wrong.push(`${name(a)} and ${name(b)}: ${(Math.max(across, down) / mm).toFixed(1)} mm apart`);
    }
  });
  const least = size === "1" ? 4.8 : 7.3;
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const parent = walk.currentNode.parentElement;
    if (!walk.currentNode.data.trim() || !seen(parent) || parent.closest("script, noscript, .hidden-label, [data-text-size]")) continue;
    if (getComputedStyle(parent).clipPath !== "none" || getComputedStyle(parent.parentElement).clipPath !== "none") continue; // for readers of the screen
    const cap = (parseFloat(getComputedStyle(parent).fontSize) * CAP) / mm;
    if (cap < least - 0.02) wrong.push(`${name(parent)}: letters of ${cap.toFixed(2)} mm`);
    const range = document.createRange();
    range.selectNodeContents(walk.currentNode);
    const box = range.getBoundingClientRect();
    if (box.right > innerWidth + 1 || box.bottom > innerHeight + 1) wrong.push(`${name(parent)}: words outside the glass`);
  }
  for (const node of [document.scrollingElement, document.getElementById("screen")]) {
    if (node.scrollHeight > node.clientHeight + 1 || node.scrollWidth > node.clientWidth + 1) wrong.push(`${name(node).slice(0, 20)}: scrolls`);
  }
  const number = document.querySelector(".number");
  if (number && (parseFloat(getComputedStyle(number).fontSize) * CAP) / mm < 40) wrong.push("the number is lower than 40 mm");
  const card = number?.parentElement;
  if (card && (card.scrollWidth > card.clientWidth || number.scrollWidth > number.clientWidth + 1 || number.clientWidth > card.clientWidth)) wrong.push("the number is wider than its card");
  return wrong;
}
