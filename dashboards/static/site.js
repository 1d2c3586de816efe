// What pages do once they are open: draw charts, show lists, choose periods and colours.
// Nothing is fetched: data lie in the page, beside what shows them.
"use strict";

const page = document.documentElement;
const read = (element) => JSON.parse(element.textContent);
const byId = (id) => document.getElementById(id);

// ---------- colours
const darkColors = read(byId("dark"));
const isDark = () =>
  page.dataset.theme === "dark" ||
  (page.dataset.theme !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
const color = (name) => getComputedStyle(page).getPropertyValue(name).trim();

function recolored(value) {
  if (typeof value === "string") return darkColors[value] ?? value;
  if (Array.isArray(value)) return value.map(recolored);
  if (value && typeof value === "object")
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, recolored(inner)]));
  return value;
}

function themed(figure) {
  const { data, layout } = isDark() ? recolored(figure) : structuredClone(figure);
  const axis = (own) => ({
    gridcolor: color("--grid"), linecolor: color("--line"), zerolinecolor: color("--line"),
    automargin: true, ...own,
  });
  const ink = color("--ink");
  const axes = Object.keys(layout).filter((key) => /^[xy]axis\d*$/.test(key));
  for (const key of new Set([...axes, "xaxis", "yaxis"])) layout[key] = axis(layout[key]);
  return {
    data,
    layout: {
      font: { family: getComputedStyle(document.body).fontFamily, size: 12, color: ink },
      paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)",
      margin: { l: 48, r: 16, t: 16, b: 36 },
      legend: { orientation: "h", y: -0.14, yanchor: "top", x: 0 },
      hoverlabel: { bgcolor: color("--surface"), font: { color: ink }, bordercolor: color("--line") },
      height: 320,
      ...layout,
    },
  };
}

// ---------- charts: drawn when they come into view
const figures = new Map();
for (const script of document.querySelectorAll("script[data-for]"))
  figures.set(byId(script.dataset.for), read(script));

// On narrow screens legends stand in one column and need height; figures need cells they fit in.
function fit(data, layout, width) {
  const named = data.flatMap((trace) => (trace.type === "pie" ? trace.labels : trace.name ?? []));
  if (width < 480 && layout.showlegend) layout.height += 19 * Math.max(0, named.length - 2);
  for (const trace of data)
    if (trace.type === "heatmap" && width / trace.x.length < 36) delete trace.texttemplate;
}

function draw(element) {
  const { data, layout } = themed(figures.get(element));
  const range = periodOf(data, layout);
  if (range) layout.xaxis.range = range;
  if (page.dataset.paper) layout.width = element.clientWidth; // Plotly would keep the former
  fit(data, layout, element.clientWidth);
  element.dataset.drawn = "yes";
  return Plotly.react(element, data, layout, { displayModeBar: false, responsive: true });
}

const inView = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries)
      if (isIntersecting && !target.dataset.drawn) draw(target);
  },
  { rootMargin: "300px" },
);
const drawAll = (again = true) =>
  Promise.all([...figures.keys()]
    .filter((element) => element.offsetParent && (again || !element.dataset.drawn)).map(draw));
const redraw = () =>
  Promise.all([...figures.keys()].filter((element) => element.dataset.drawn).map(draw));

// ---------- the months shown
const months = byId("months");
function periodOf(data, layout) {
  if (!months || months.value === "all" || layout.xaxis.type !== "date") return null;
  const days = data.flatMap((trace) => trace.x ?? []).filter(Boolean).sort();
  if (!days.length) return null;
  const last = new Date(days.at(-1));
  const first = new Date(last);
  first.setUTCMonth(first.getUTCMonth() - Number(months.value) + 1);
  if (new Date(days[0]) >= first) return null; // nothing to leave out
  const half = 15 * 864e5;
  return [new Date(first - half), new Date(last.getTime() + half)].map((day) => day.toISOString());
}
months?.addEventListener("change", redraw);

// ---------- colours again, when they are chosen
const theme = byId("theme");
theme.value = page.dataset.theme ?? "auto";
theme.addEventListener("change", () => {
  page.dataset.theme = theme.value;
  try { localStorage.setItem("saas360-theme", theme.value); } catch { /* kept for this page only */ }
  redraw();
});
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
let themeBefore;
addEventListener("beforeprint", () => {
  themeBefore = page.dataset.theme;
  page.dataset.theme = "light";
  page.dataset.paper = "yes";
  drawAll();
});
addEventListener("afterprint", () => {
  page.dataset.theme = themeBefore ?? "auto";
  delete page.dataset.paper;
  redraw().then(() => { for (const element of figures.keys()) if (element.offsetParent) Plotly.Plots.resize(element); });
});

// ---------- one block out of several
for (const choice of document.querySelectorAll(".choice")) {
  const chosen = choice.querySelector("select");
  chosen.addEventListener("change", () => {
    for (const option of choice.querySelectorAll(".option"))
      option.hidden = option.dataset.option !== chosen.value;
  });
}

// ---------- definitions
let shown = null;
function openTip(about) {
  closeTip();
  shown = about.querySelector(".tip");
  shown.classList.add("open");
  placeTip();
}
// Again when the page scrolls: a sign reached by keyboard or finger is scrolled into view.
function placeTip() {
  if (!shown) return;
  const sign = shown.closest(".about").querySelector("button").getBoundingClientRect();
  const { width, height } = shown.getBoundingClientRect();
  shown.style.left = `${Math.max(16, Math.min(sign.left, innerWidth - width - 16))}px`;
  const below = sign.bottom + 4;
  shown.style.top = `${below + height > innerHeight ? Math.max(8, sign.top - height - 4) : below}px`;
}
function closeTip() { shown?.classList.remove("open"); shown = null; }
for (const about of document.querySelectorAll(".about")) {
  about.addEventListener("mouseenter", () => openTip(about));
  about.addEventListener("mouseleave", closeTip);
  about.addEventListener("focusin", () => openTip(about));
  about.addEventListener("focusout", closeTip);
}
addEventListener("keydown", (event) => { if (event.key === "Escape") closeTip(); });
addEventListener("scroll", placeTip, { passive: true });

// ---------- lists; values are written as formats.py writes them
const grouped = (digits) => {
  const format = new Intl.NumberFormat("en-US",
    { minimumFractionDigits: digits, maximumFractionDigits: digits, signDisplay: "negative" });
  return (value) => format.format(value);
};
const [whole, twoDigits, oneDigit] = [0, 2, 1].map(grouped);
const monthName = new Intl.DateTimeFormat("en-US", { month: "short", year: "numeric", timeZone: "UTC" });
const writers = {
  number: whole, money: whole, decimal: twoDigits,
  rate: (value) => `${oneDigit(value * 100)}%`,
  month: (value) => monthName.format(new Date(value)),
  flag: (value) => (value ? "yes" : "no"),
};
const written = (value, format) =>
  value === null || value === undefined ? "–" : (writers[format] ?? String)(value);
const element = (name, attributes = {}, ...children) => {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes))
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (value !== null) made.setAttribute(key, value);
  made.append(...children);
  return made;
};

function list(place, { columns, rows, links, pageSize }) {
  const title = place.dataset.title;
  const state = { text: "", chosen: new Map(), sort: null, descending: false, size: pageSize };
  const texts = rows.map((row) =>
    row.map((value, at) => written(value, columns[at].format)).join(" ").toLowerCase());
  const order = rows.map((_, at) => at);

  const found = element("span", { class: "found", role: "status" });
  const tools = element("div", { class: "tools" });
  if (rows.length > pageSize)
    tools.append(element("label", {}, "Search ", element("input", {
      type: "search", oninput: (event) => { state.text = event.target.value.toLowerCase(); fill(); },
    })));
  columns.forEach(({ label, filter, format }, at) => {
    if (!filter) return;
    const values = [...new Set(rows.map((row) => written(row[at], format)))].sort();
    tools.append(element("label", {}, `${label} `, element("select", {
      onchange: (event) => {
        if (event.target.value) state.chosen.set(at, event.target.value);
        else state.chosen.delete(at);
        fill();
      },
    }, element("option", { value: "" }, "all"), ...values.map((value) => element("option", {}, value)))));
  });
  tools.append(found);

  const heads = columns.map(({ label, numeric }, at) =>
    element("th", { scope: "col", class: numeric ? "numeric" : null },
      element("button", { type: "button", onclick: () => sortBy(at) }, label)));
  const body = element("tbody");
  const more = element("button", { type: "button", class: "more", onclick: () => { state.size += 10 * pageSize; fill(); } }, "Show more");
  place.replaceChildren(
    tools,
    element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": title },
      element("table", {}, element("thead", {}, element("tr", {}, ...heads)), body)),
    more,
  );

  function sortBy(at) {
    state.descending = state.sort === at ? !state.descending : columns[at].numeric;
    state.sort = at;
    const sign = state.descending ? -1 : 1;
    const missing = (value) => value === null || value === undefined;
    order.sort((one, other) => {
      const [a, b] = [rows[one][at], rows[other][at]];
      if (missing(a) || missing(b)) return missing(a) - missing(b) || one - other;
      return (a < b ? -sign : a > b ? sign : 0) || one - other;
    });
    heads.forEach((head, index) => index === at
      ? head.setAttribute("aria-sort", state.descending ? "descending" : "ascending")
      : head.removeAttribute("aria-sort"));
    fill();
  }

  /** Days are not broken, and sentences have room, so that rows stay low. */
  function kindOf(text) {
    if (/^\d{4}-\d\d-\d\d/.test(text)) return "day";
    return text.length > 45 ? "long" : null;
  }

  function fill() {
    const kept = order.filter((at) => texts[at].includes(state.text) &&
      [...state.chosen].every(([column, value]) => written(rows[at][column], columns[column].format) === value));
    const all = `${whole(rows.length)} ${rows.length === 1 ? "row" : "rows"}`;
    found.textContent = kept.length === rows.length ? all : `${whole(kept.length)} of ${all}`;
    body.replaceChildren(...kept.slice(0, state.size).map((at) => element("tr", {},
      ...columns.map(({ format, numeric }, column) => {
        const text = written(rows[at][column], format);
        const address = links?.[column]?.[at];
        return element("td", { class: numeric ? "numeric" : kindOf(text) },
          address ? element("a", { href: address }, text) : text);
      }))));
    more.hidden = kept.length <= state.size;
  }
  fill();
}
for (const script of document.querySelectorAll("script[data-list]"))
  list(byId(script.dataset.list), read(script));

// ---------- tables made from drawings: a column per series, or none where values are no numbers
function tableOf({ data }) {
  const upright = data.every((trace) => trace.orientation !== "h");
  const [names, values] = upright ? ["x", "y"] : ["y", "x"];
  const named = [...new Set(data.flatMap((trace) => trace[names] ?? []))].sort(upright ? undefined : () => 0);
  const known = data.map((trace) => new Map(trace[names].map((name, at) => [name, trace[values][at]])));
  const cell = (value) => element("td", { class: "numeric" }, written(value, "decimal"));
  return element("table", {},
    element("thead", {}, element("tr", {}, element("th", { scope: "col" }, ""),
      ...data.map(({ name }) => element("th", { scope: "col", class: "numeric" }, name ?? "")))),
    element("tbody", {}, ...named.map((name) => element("tr", {},
      element("td", {}, name), ...known.map((series) => cell(series.get(name)))))));
}
for (const details of document.querySelectorAll("details[data-table]")) {
  const figure = figures.get(byId(details.dataset.table));
  const title = details.closest(".block").querySelector("h3").firstChild.textContent.trim();
  if (!figure.data.every(({ x, y }) => [x, y].some((axis) => axis?.every((value) => typeof value !== "string"))))
    details.remove();
  else
    details.addEventListener("toggle", () => details.append(element("div",
      { class: "scroll", tabindex: "0", role: "region", "aria-label": `${title}, figures` }, tableOf(figure))),
      { once: true });
}

// Last: charts may wait until all is in place.
for (const element of figures.keys()) inView.observe(element);
window.saas360 = { drawAll, figures };
