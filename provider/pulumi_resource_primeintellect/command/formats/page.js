
"use strict";

// A number in data-sort goes before the text of the cell.
function key(row, column) {
  const cell = row.cells[column];
  return "sort" in cell.dataset ? Number(cell.dataset.sort) : cell.textContent;
}

function compare(one, other) {
  if (typeof one === "number") {
    return one - other;
  }
  return one.localeCompare(other, "en", { numeric: true, sensitivity: "base" });
}

function sort(table, header, column) {
  const descending = header.getAttribute("aria-sort") === "ascending";
  for (const each of table.tHead.rows[0].cells) {
    each.removeAttribute("aria-sort");
  }
  header.setAttribute("aria-sort", descending ? "descending" : "ascending");
  const body = table.tBodies[0];
  const rows = Array.from(body.rows, (row) => ({ row, key: key(row, column) }));
  rows.sort((one, other) => compare(one.key, other.key) * (descending ? -1 : 1));
  body.append(...rows.map((each) => each.row));
}

for (const table of document.querySelectorAll("table.sortable")) {
  Array.from(table.tHead.rows[0].cells).forEach((header, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = header.textContent;
    button.addEventListener("click", () => sort(table, header, column));
    header.replaceChildren(button);
  });
}

const filter = document.getElementById("filter");
if (filter) {
  const rows = Array.from(document.getElementById("sandboxes").tBodies[0].rows, (row) => ({
    row,
    text: Array.from(row.cells, (cell) => cell.textContent).join("\n").toLowerCase(),
  }));
  const shown = document.getElementById("shown");
  const apply = () => {
    const words = filter.value.toLowerCase().split(/\s+/);
    let count = 0;
    for (const { row, text } of rows) {
      row.hidden = !words.every((word) => text.includes(word));
      count += row.hidden ? 0 : 1;
    }
    shown.textContent = count + " of " + rows.length + " shown";
  };
  filter.addEventListener("input", apply);
  filter.closest(".filter").hidden = false;
  apply();
}
