/* What the stewards' tables lack for those who do not see them, or see them small. */
"use strict";

// A lookup hides the field that its label is for; the box in its place gets the name.
function nameLookups() {
  for (const select of document.querySelectorAll("select.admin-autocomplete")) {
    const box = select.nextElementSibling?.querySelector(".select2-selection");
    const label = select.labels[0];
    if (!box || !label) continue;
    label.id = `${select.id}-label`;
    const shown = box.querySelector("span.select2-selection__rendered");
    shown?.removeAttribute("role");
    shown?.removeAttribute("aria-readonly");
    box.setAttribute("aria-labelledby", [label.id, shown?.id ?? ""].join(" ").trim());
    box.querySelector(".select2-search__field")?.setAttribute("aria-labelledby", label.id);
  }
}
nameLookups();
new MutationObserver(nameLookups).observe(document.body, { childList: true, subtree: true });

// On a phone each row of a list stands by itself: its cells say what they are, and
// stay a table for readers.
const list = document.getElementById("result_list");
if (list) {
  const roles = { THEAD: "rowgroup", TBODY: "rowgroup", TR: "row", TD: "cell" };
  list.setAttribute("role", "table");
  for (const part of list.querySelectorAll("thead, tbody, tr, td, th")) {
    const head = part.closest("thead") ? "columnheader" : "rowheader";
    part.setAttribute("role", roles[part.tagName] ?? head);
  }
  const heads = [...list.tHead.rows[0].cells].map((cell) => cell.textContent.trim());
  for (const row of list.tBodies[0].rows) {
    [...row.cells].forEach((cell, at) => { cell.dataset.label = heads[at] ?? ""; });
  }
}
