#include "render/html_assets.hpp"

namespace kscan::render {

std::string_view html_style() noexcept {
  return R"css(
:root { color-scheme: light dark; --line: #d0d7de; --soft: #f6f8fa; --text: #1f2328; --back: #fff;
  --critical: #a40e26; --high: #c4432b; --medium: #9a6700; --low: #0b63a5; --unknown: #59636e; }
@media (prefers-color-scheme: dark) { :root { --line: #3d444d; --soft: #151b23; --text: #f0f6fc;
  --back: #0d1117; --critical: #ff7b72; --high: #ffa28b; --medium: #e3b341; --low: #79c0ff;
  --unknown: #9198a1; } }
* { box-sizing: border-box; }
body { font: 14px/1.5 system-ui, sans-serif; color: var(--text); background: var(--back);
  margin: 0 auto; max-width: 100rem; padding: 1.5rem; }
h1 { font-size: 1.5rem; margin: 0 0 .25rem; }
h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; }
p { margin: .25rem 0; }
.muted { color: var(--unknown); }
.tiles { display: flex; flex-wrap: wrap; gap: .75rem; margin: 1rem 0; }
.tile { border: 1px solid var(--line); border-radius: 6px; padding: .5rem 1rem; min-width: 7rem; }
.tile b { display: block; font-size: 1.6rem; line-height: 1.2; }
.side { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(40rem, 100%), 1fr));
  gap: 0 2rem; }
.scroll { overflow-x: auto; min-width: 0; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .3rem .6rem;
  border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
td { min-width: 7rem; } td:first-child { min-width: 11rem; } td.long { min-width: 13rem; }
td.n, td.s { min-width: 0; }
th { background: var(--soft); white-space: nowrap; }
td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; }
td.nowrap { white-space: nowrap; overflow-wrap: normal; }
#findings th { cursor: pointer; }
@media (min-width: 75rem) { #all { overflow: visible; } #all th { position: sticky; top: 0; } }
@media (max-width: 40rem) { body { padding: 1rem; } .tile { flex: 1 1 6rem; min-width: 0; } }
#findings th[aria-sort=ascending]::after { content: " \25b2"; }
#findings th[aria-sort=descending]::after { content: " \25bc"; }
tr.suppressed { opacity: .65; }
.s { font-weight: 600; white-space: nowrap; overflow-wrap: normal; }
.critical { color: var(--critical); } .high { color: var(--high); } .medium { color: var(--medium); }
.low { color: var(--low); } .unknown { color: var(--unknown); }
.warning { color: var(--medium); } .failed { color: var(--critical); font-weight: 600; } .passed { color: var(--low); font-weight: 600; }
a { color: inherit; }
.bar { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: center; margin: .5rem 0; }
input[type=search] { font: inherit; padding: .35rem .6rem; width: min(18rem, 100%); color: inherit;
  background: var(--soft); border: 1px solid var(--line); border-radius: 6px; }
[hidden] { display: none; }
@media print { body { max-width: none; padding: 0; } .bar { display: none; }
  #all th { position: static; } .scroll { overflow: visible; }
  td, td:first-child, td.long { min-width: 0; } }
)css";
}

std::string_view html_script() noexcept {
  return R"js(
"use strict";
(() => {
  const table = document.getElementById("findings");
  if (!table) return;
  const body = table.tBodies[0];
  const rows = Array.from(body.rows);
  const search = document.getElementById("search");
  const boxes = Array.from(document.querySelectorAll("input[data-severity]"));
  const fixable = document.getElementById("fixable");
  const shown = document.getElementById("shown");
  const texts = rows.map((row) => row.textContent.toLowerCase());

  function filter() {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const severities = new Set(boxes.filter((box) => box.checked).map((box) => box.dataset.severity));
    let count = 0;
    rows.forEach((row, i) => {
      const fits = severities.has(row.dataset.severity) &&
        (!fixable.checked || row.dataset.fixable === "1") &&
        words.every((word) => texts[i].includes(word));
      row.hidden = !fits;
      if (fits) count += 1;
    });
    shown.textContent = count + " of " + rows.length;
  }

  function sort(header) {
    const column = header.cellIndex;
    const up = header.getAttribute("aria-sort") !== "ascending";
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    header.setAttribute("aria-sort", up ? "ascending" : "descending");
    const key = (row) => row.cells[column].dataset.key || row.cells[column].textContent;
    const order = new Intl.Collator("en", { numeric: true }).compare;
    rows.map((row, i) => [key(row), i, row])
      .sort((a, b) => (up ? order(a[0], b[0]) : order(b[0], a[0])) || a[1] - b[1])
      .forEach(([, , row]) => body.appendChild(row));
  }

  search.addEventListener("input", filter);
  fixable.addEventListener("change", filter);
  boxes.forEach((box) => box.addEventListener("change", filter));
  for (const header of table.tHead.rows[0].cells) {
    header.tabIndex = 0;
    header.addEventListener("click", () => sort(header));
    header.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      sort(header);
    });
  }
  document.getElementById("controls").hidden = false;
  filter();
})();
)js";
}

}  // namespace kscan::render
