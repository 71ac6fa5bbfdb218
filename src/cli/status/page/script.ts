/**
 * What the page does: it writes the rows from the data, and filters and sorts them. Texts reach the page as texts only.
 *
 * All instants are in seconds from the time of the report. The timeline's places are left to CSS: a change of the range
 * sets two variables.
 */
export const SCRIPT = String.raw`
"use strict";
const data = JSON.parse(document.getElementById("data").textContent);
const now = Math.max(0, Math.round(Date.now() / 1000) - data.at);
const DAY = 86400;
const LEVELS = ["fine", "soon", "broken"];
const byId = (id) => document.getElementById(id);

function element(name, properties, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(properties || {})) {
        if (key.startsWith("--")) made.style.setProperty(key, value);
        else if (key === "class") made.className = value;
        else made.setAttribute(key, value);
    }
    made.append(...children);
    return made;
}
const date = (seconds) => new Date((data.at + seconds) * 1000).toISOString().slice(0, 10);
const moment = (seconds) => new Date((data.at + seconds) * 1000).toISOString().slice(0, 16).replace("T", " ") + " UTC";
function lasting(seconds) {
    const days = seconds >= 2 * DAY;
    const count = Math.max(0, Math.floor(seconds / (days ? DAY : 3600)));
    return count + (days ? " day" : " hour") + (count === 1 ? "" : "s");
}
/** What stands between backticks is a command. */
const spoken = (text) => text.split("\x60").map((part, index) => (index % 2 === 1 ? element("code", null, part) : part));

const tokens = data.tokens.map(([stack, name, system, condition, level, fingerprint, rotates, issued, ends, next, before, reason, todo]) => ({
    stack: data.stacks[stack], name, system: data.systems[system], condition: data.conditions[condition], level, fingerprint,
    rotates, issued, ends, next, before, reason: data.texts[reason], todo: data.texts[todo],
}));

function timeline(token) {
    const { issued, ends, next, before, level } = token;
    const told = ["today " + date(now)];
    const clip = element("span", { class: "clip" });
    if (issued !== null) {
        const end = ends === null ? now + 4000 * DAY : ends;
        const done = Math.min(100, Math.max(0, ((now - issued) / Math.max(1, end - issued)) * 100));
        clip.append(element("i", { class: ends === null ? "life open" : "life", "--a": issued, "--b": end, "--done": done.toFixed(1) + "%" }));
        told.push("since " + moment(issued), ends === null ? "its end is not known" : "ends " + moment(ends));
        for (const [index, former] of before.entries()) {
            clip.append(element("i", { class: "before", "--a": issued, "--b": former }));
            told.push((index === 0 ? "the token before it ends " : "an earlier one ends ") + moment(former));
        }
    }
    if (next !== null && !token.over) {
        clip.append(element("i", { class: "next", "--a": next }));
        told.push((token.rotates ? "rotates from " : "reminds from ") + moment(next));
    }
    clip.append(element("i", { class: "nowline", "--a": now }));
    const words = told.join("; ");
    return element("div", { class: "track", role: "img", "aria-label": words, title: told.join("\n") }, clip);
}

function cell(name, className, label, ...children) {
    const properties = { role: name === "th" ? "rowheader" : "cell", class: className };
    if (label) properties["data-label"] = label;
    return element(name, properties, ...children);
}

function row(token) {
    token.over = token.condition === "expired" || token.condition === "lost";
    const { ends, next, issued } = token;
    const what = element("small", null, token.system + (token.fingerprint ? " \u00b7 " : ""));
    if (token.fingerprint) what.append(element("code", null, token.fingerprint));
    const untilEnd = ends === null ? (issued === null ? "\u2014" : "unknown") : ends <= now ? "over" : lasting(ends - now);
    const isNext = next !== null && !token.over;
    const verb = token.rotates ? "rotates" : "reminds";
    const step = !isNext ? "\u2014" : next <= now ? verb + " now" : "in " + lasting(next - now);
    const made = element("tr", { role: "row", class: LEVELS[token.level] },
        cell("th", "name", "", element("b", { "data-stack": token.stack + "/" }, token.name), what),
        cell("td", "state", "", element("span", { class: "badge" }, token.condition)),
        cell("td", "ends", "Ends in", untilEnd, ...(ends === null ? [] : [element("small", null, date(ends))])),
        cell("td", "step", "Next", step, ...(isNext ? [element("small", null, (next <= now ? "since " : verb + " ") + date(next))] : [])),
        cell("td", "time", "", timeline(token)));
    if (token.reason || token.todo) {
        const words = cell("td", "todo", "", ...spoken(token.reason || ""));
        if (token.todo) words.append(" ", element("span", null, ...spoken(token.todo)));
        made.append(words);
    }
    return made;
}

const end = (value) => (value === null ? Infinity : value);
const named = (token) => token.stack + "/" + token.name;
const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
const ORDERS = {
    urgency: (a, b) => a.place - b.place,
    name: (a, b) => compare(named(a), named(b)),
    status: (a, b) => compare(a.condition, b.condition) || a.place - b.place,
    ends: (a, b) => compare(end(a.ends), end(b.ends)) || a.place - b.place,
    next: (a, b) => compare(a.over ? Infinity : end(a.next), b.over ? Infinity : end(b.next)) || a.place - b.place,
};

const list = byId("rows");
tokens.forEach((token, place) => {
    token.place = place;
    token.row = row(token);
    token.text = [token.stack, token.name, token.system, token.condition, token.fingerprint].join(" ").toLowerCase();
});

const levels = new Set();
function show() {
    const words = byId("search").value.toLowerCase().split(/\s+/).filter(Boolean);
    const system = byId("system").value;
    let count = 0;
    for (const token of tokens) {
        const fits = (levels.size === 0 || levels.has(token.level)) && (system === "" || token.system === system) &&
            words.every((word) => token.text.includes(word));
        token.row.hidden = !fits;
        count += Number(fits);
    }
    byId("empty").hidden = count > 0;
    byId("count").textContent = count === tokens.length ? tokens.length + " tokens" : count + " of " + tokens.length + " tokens";
}
function sort(order) {
    byId("order").value = order;
    for (const head of document.querySelectorAll("th[data-order]")) {
        head.setAttribute("aria-sort", head.dataset.order === order ? "ascending" : "none");
    }
    list.append(...[...tokens].sort(ORDERS[order]).map((token) => token.row));
}

const instants = tokens.flatMap(({ issued, ends, next }) => [issued, ends, next]).filter((instant) => instant !== null);
const first = Math.min(now - 30 * DAY, ...instants);
const last = Math.max(now + 90 * DAY, ...instants);
const RANGES = { quarter: [now - 30 * DAY, now + 90 * DAY], year: [now - 120 * DAY, now + 365 * DAY], all: [first, last + (last - first) * 0.03] };
function range(name) {
    const [from, to] = RANGES[name];
    const table = byId("tokens");
    table.style.setProperty("--from", from);
    table.style.setProperty("--span", to - from);
    for (const button of document.querySelectorAll("[data-range]")) button.setAttribute("aria-pressed", button.dataset.range === name);
    const axis = byId("axis");
    axis.replaceChildren(...ticks(from, to).map(([at, label]) => element("span", { class: "tick", "--a": at }, label)),
        element("span", { class: "nowlabel" }, "today"));
}
function ticks(from, to) {
    const months = (to - from) / DAY / 30.4;
    const step = [1, 2, 3, 6, 12, 24, 60].find((one) => months / one <= 5) || 120;
    const start = new Date((data.at + from) * 1000);
    const found = [];
    for (let index = step === 1 ? 1 : 0; index < 200; index += 1) {
        const month = step >= 12 ? 0 : Math.ceil(start.getUTCMonth() / step) * step;
        const day = new Date(Date.UTC(start.getUTCFullYear(), month + index * step));
        const at = day.getTime() / 1000 - data.at;
        if (at > to) break;
        const share = (at - from) / (to - from);
        const ofNow = (now - from) / (to - from);
        if (share > 0.05 && share < 0.95 && Math.abs(share - ofNow) > 0.13) {
            const month = day.toLocaleString("en", { month: "short", timeZone: "UTC" });
            found.push([at, step >= 12 ? String(day.getUTCFullYear()) : month + " " + day.getUTCFullYear()]);
        }
    }
    return found;
}

for (const tile of document.querySelectorAll("[data-level]")) {
    tile.addEventListener("click", () => {
        const level = Number(tile.dataset.level);
        if (!levels.delete(level)) levels.add(level);
        tile.setAttribute("aria-pressed", levels.has(level));
        show();
    });
}
byId("search").addEventListener("input", show);
byId("system").addEventListener("change", show);
byId("order").addEventListener("change", () => sort(byId("order").value));
for (const button of document.querySelectorAll("th[data-order] button")) {
    button.addEventListener("click", () => sort(button.parentElement.dataset.order));
}
for (const button of document.querySelectorAll("[data-range]")) button.addEventListener("click", () => range(button.dataset.range));
byId("system").append(...data.systems.map((system) => element("option", null, system)));
if (now > DAY) byId("age").textContent = ", " + lasting(now) + " ago: write the page anew to see today's state";
sort("urgency");
range("all");
show();
document.documentElement.dataset.ready = "yes";
`;
