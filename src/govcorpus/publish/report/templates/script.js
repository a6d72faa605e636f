"use strict";

// A form narrows the items of the element it names. A control stands for the data attribute of its name; words of an
// attribute are separated by blanks for rules, and an item without a part that fits is hidden too.
function fits(element, name, wanted) {
  const held = element.dataset[name] ?? "";
  return name === "rule" ? held.split(" ").includes(wanted) : held === wanted;
}

for (const form of document.querySelectorAll("form.filter")) {
  const place = document.getElementById(form.dataset.of);
  const items = [...place.querySelectorAll(".item")].map((element) => ({
    element,
    parts: [...element.querySelectorAll(".part")],
    rest: [...element.querySelectorAll(".same")],
    text: element.textContent.toLowerCase(),
  }));

  const narrow = () => {
    const asked = [...new FormData(form)].filter(([, value]) => value !== "");
    const words = asked.filter(([name]) => name === "q").map(([, value]) => value.trim().toLowerCase());
    const keys = asked.filter(([name]) => name !== "q");
    const inner = keys.filter(([name]) => name === "rule" || name === "unsure");
    let shown = 0;
    for (const item of items) {
      let fit = words.every((word) => item.text.includes(word)) && keys.every(([name, value]) => fits(item.element, name, value));
      let parts = 0;
      for (const part of fit ? item.parts : []) {
        part.hidden = !inner.every(([name, value]) => fits(part, name, value));
        parts += !part.hidden;
      }
      for (const same of item.rest) same.hidden = inner.length > 0;
      fit &&= !inner.length || !item.parts.length || parts > 0;
      item.element.hidden = !fit;
      shown += fit;
    }
    form.querySelector("output").value = `${shown} of ${items.length} ${form.dataset.word}`;
  };

  // index.html links to documents.html#rule=repair.pinyin
  const follow = () => {
    if (location.hash) form.reset();
    for (const [name, value] of new URLSearchParams(location.hash.slice(1))) {
      const control = form.elements.namedItem(name);
      if (control?.type === "checkbox") control.checked = Boolean(value);
      else if (control) control.value = value;
    }
    narrow();
  };
  form.addEventListener("input", narrow);
  form.addEventListener("submit", (event) => event.preventDefault());
  addEventListener("hashchange", follow);
  follow();
}

for (const button of document.querySelectorAll(".sorted th button")) {
  button.addEventListener("click", () => {
    const head = button.parentElement;
    const body = head.closest("table").tBodies[0];
    const up = head.ariaSort === "descending" || (!head.ariaSort && head.cellIndex === 0);
    for (const other of head.parentElement.cells) other.ariaSort = null;
    head.ariaSort = up ? "ascending" : "descending";
    const value = (row) => row.cells[head.cellIndex].dataset.n ?? row.cells[head.cellIndex].textContent;
    const rows = [...body.rows].sort((a, b) => value(a).localeCompare(value(b), "zh", { numeric: true }) * (up ? 1 : -1));
    body.append(...rows);
  });
}

// The reason of an edit: at once where there is a mouse, at a tap where there is none. It stands at the raw side; both are lit.
const box = document.getElementById("reason");
let lit = [];

function sides(mark) {
  const row = mark?.closest(".part");
  if (!row) return [mark];
  const [raw, clean] = [...row.children].map((side) => [...side.querySelectorAll("mark")]);
  const at = Math.max(raw.indexOf(mark), clean.indexOf(mark));
  return [raw[at], clean[at]];
}

function tell(event) {
  for (const mark of lit) mark.classList.remove("lit");
  lit = sides(event.target.closest?.("mark[class]"));
  const [first] = lit;
  if (first?.title) {
    first.dataset.why = first.title;
    first.removeAttribute("title"); // or the browser would show it as well
  }
  box.hidden = !first?.dataset.why;
  if (box.hidden) lit = [];
  else box.textContent = first.dataset.why;
  for (const mark of lit) mark.classList.add("lit");
}

addEventListener("pointerover", tell);
addEventListener("click", tell);
