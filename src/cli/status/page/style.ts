/** The page's looks: light and dark, on a screen of any width, and on paper. */
export const STYLE = String.raw`
:root {
    color-scheme: light dark;
    --ground: #f4f5f7; --card: #fff; --line: #dfe2e8; --ink: #171b24; --soft: #565e6e;
    --focus: #2457d6; --track: #edeff3; --hover: #f9fafc;
    --fine: #126338; --fine-soft: #e2f3ea; --soon: #8a5a00; --soon-soft: #fdf0d0; --broken: #b3261e; --broken-soft: #fde7e5;
    --bar-fine: #3ba472; --bar-soon: #e0a324; --bar-broken: #e0564c;
}
@media (prefers-color-scheme: dark) {
    :root {
        --ground: #0f1218; --card: #171b23; --line: #2b313d; --ink: #eceff4; --soft: #a2abbb;
        --focus: #8fb0ff; --track: #222833; --hover: #1c212b;
        --fine: #6fd8a4; --fine-soft: #153527; --soon: #f3c661; --soon-soft: #3a2d0e; --broken: #ff9d94; --broken-soft: #46191a;
        --bar-fine: #2f9a69; --bar-soon: #d29a22; --bar-broken: #dd5950;
    }
}
* { box-sizing: border-box; }
body {
    margin: 0; background: var(--ground); color: var(--ink);
    font: 15px/1.45 system-ui, -apple-system, "Segoe UI", Roboto, "Open Sans", "Noto Sans", sans-serif;
    font-variant-numeric: tabular-nums;
}
main, header, footer { max-width: 1280px; margin: 0 auto; padding: 0 24px; }
header { padding-top: 32px; display: flex; flex-wrap: wrap; align-items: baseline; gap: 4px 16px; }
h1 { margin: 0; font-size: 26px; letter-spacing: -0.02em; }
header p, footer { color: var(--soft); margin: 0; }
footer { padding-top: 16px; padding-bottom: 48px; font-size: 13px; overflow-wrap: anywhere; }
.sr { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
button, input, select { font: inherit; color: inherit; }
:focus-visible { outline: 2px solid var(--focus); outline-offset: 2px; }

.tiles { display: grid; grid-template-columns: repeat(3, 1fr); gap: 12px; margin: 20px 0 16px; }
.tile {
    text-align: left; padding: 14px 18px; border: 1px solid var(--line); border-radius: 12px; background: var(--card);
    cursor: pointer; display: flex; align-items: baseline; gap: 10px; border-top: 4px solid var(--bar);
}
.tile b { font-size: 30px; line-height: 1; letter-spacing: -0.02em; color: var(--tone); }
.tile[aria-pressed="true"] { background: var(--tone-soft); border-color: var(--bar); }
.tile.none b { color: var(--soft); }
.fine { --tone: var(--fine); --tone-soft: var(--fine-soft); --bar: var(--bar-fine); }
.soon { --tone: var(--soon); --tone-soft: var(--soon-soft); --bar: var(--bar-soon); }
.broken { --tone: var(--broken); --tone-soft: var(--broken-soft); --bar: var(--bar-broken); }

.notices { list-style: none; margin: 0 0 16px; padding: 0; display: grid; gap: 8px; }
.notices li {
    background: var(--card); border: 1px solid var(--line); border-left: 4px solid var(--bar); border-radius: 8px;
    padding: 10px 14px; overflow-wrap: anywhere;
}
.notices b { color: var(--tone); }

.tools { display: flex; flex-wrap: wrap; gap: 12px; align-items: end; margin-bottom: 12px; }
.tools label { display: grid; gap: 3px; font-size: 13px; color: var(--soft); }
.tools .grow { flex: 1 1 240px; }
input, select {
    height: 38px; padding: 0 12px; border: 1px solid var(--line); border-radius: 8px; background: var(--card);
    color: var(--ink); font-size: 15px; width: 100%;
}
::placeholder { color: var(--soft); opacity: 1; }
fieldset { border: 0; margin: 0; padding: 0; }
legend { padding: 0; font-size: 13px; color: var(--soft); margin-bottom: 3px; }
.range { display: flex; border: 1px solid var(--line); border-radius: 8px; overflow: hidden; background: var(--card); }
.range button { border: 0; background: none; height: 36px; padding: 0 14px; cursor: pointer; }
.range button + button { border-left: 1px solid var(--line); }
.range button[aria-pressed="true"] { background: var(--ink); color: var(--card); }

.legend { display: flex; flex-wrap: wrap; gap: 6px 20px; margin: 0 0 10px; padding: 0; list-style: none; font-size: 13px; color: var(--soft); }
.legend li { display: flex; align-items: center; gap: 7px; }
.legend i { display: inline-block; flex: none; }
.legend .life { width: 34px; border: 0; background: linear-gradient(90deg, var(--bar-fine) 50%, color-mix(in srgb, var(--bar-fine) 32%, var(--card)) 50%); }
.legend .before { width: 24px; }
.legend .next { margin: 0; }
.legend .now { width: 2px; height: 14px; background: var(--ink); }

table, thead, tbody { display: block; }
table { background: var(--card); border: 1px solid var(--line); border-radius: 12px; overflow: hidden; }
tr {
    display: grid; gap: 2px 16px; padding: 9px 18px 9px 14px; border-left: 4px solid var(--bar, transparent);
    grid-template-columns: minmax(180px, 1.4fr) 96px 96px 128px minmax(240px, 2fr); align-items: center;
}
tbody tr { border-top: 1px solid var(--line); content-visibility: auto; contain-intrinsic-size: auto 60px; }
tbody tr:hover { background: var(--hover); }
tr[hidden] { display: none; }
th, td { padding: 0; text-align: left; font-weight: inherit; min-width: 0; }
thead th { font-size: 13px; color: var(--soft); }
thead button { border: 0; background: none; padding: 4px 0; color: inherit; cursor: pointer; }
thead [aria-sort="ascending"] button { color: var(--ink); font-weight: 600; }
thead [aria-sort="ascending"] button::after { content: " \2191"; }
tbody th { overflow-wrap: anywhere; }
tbody th b { font-weight: 600; }
tbody th b::before { content: attr(data-stack) "\200B"; font-weight: 400; color: var(--soft); }
small { display: block; color: var(--soft); font-size: 12.5px; }
code { font: 0.9em ui-monospace, "SF Mono", Menlo, Consolas, monospace; }
.badge {
    display: inline-block; padding: 2px 10px; border-radius: 99px; background: var(--tone-soft); color: var(--tone);
    font-size: 13px; font-weight: 600;
}
.todo { grid-column: 1 / -1; margin-top: 2px; font-size: 14px; color: var(--soft); max-width: 100ch; overflow-wrap: anywhere; }
.todo span { color: var(--ink); }
.broken .ends { color: var(--tone); font-weight: 600; }
.ends small { font-weight: 400; }

.track, .axis { position: relative; height: 30px; }
.axis { height: 20px; }
.axis span { position: absolute; top: 0; transform: translateX(-50%); white-space: nowrap; font-size: 12px; }
.track::before { content: ""; position: absolute; inset: 8px 0 12px; background: var(--track); border-radius: 5px; }
.clip { position: absolute; inset: 0; overflow: hidden; border-radius: 5px; }
.track i { position: absolute; }
.life, .before, .next, .nowline { left: calc((var(--a) - var(--from)) / var(--span) * 100%); }
.life, .before { width: calc((var(--b) - var(--a)) / var(--span) * 100%); min-width: 2px; }
.life {
    top: 8px; height: 10px; border-radius: 5px;
    background: linear-gradient(90deg, var(--bar) var(--done), color-mix(in srgb, var(--bar) 32%, var(--card)) var(--done));
}
.life.open { width: auto; right: 0; border-radius: 5px 0 0 5px; background: linear-gradient(90deg, color-mix(in srgb, var(--bar) 40%, var(--card)), transparent); }
.before {
    top: 21px; height: 5px; border-radius: 3px; opacity: 0.9;
    background: repeating-linear-gradient(115deg, var(--soft) 0 3px, transparent 3px 6px);
}
.next {
    top: 7px; width: 12px; height: 12px; margin-left: -6px; rotate: 45deg; border-radius: 2px;
    background: var(--card); border: 3px solid var(--ink);
}
.nowline { top: 0; bottom: 0; width: 2px; margin-left: -1px; background: var(--ink); opacity: 0.75; }
.axis .nowlabel { color: var(--ink); font-weight: 600; background: var(--card); padding: 0 4px; z-index: 1; left: calc((0 - var(--from)) / var(--span) * 100%); }
.axis .tick { left: calc((var(--a) - var(--from)) / var(--span) * 100%); }
.empty { padding: 40px 20px; text-align: center; color: var(--soft); }

.only-narrow { display: none !important; }
@media (max-width: 860px) {
    main, header, footer { padding-left: 14px; padding-right: 14px; }
    header { padding-top: 20px; }
    .tiles { gap: 8px; }
    .tile { padding: 10px 12px; flex-direction: column; gap: 2px; }
    .tile b { font-size: 26px; }
    .only-narrow { display: grid !important; }
    .tools label:not(.grow) { flex: 1 1 130px; }
    .tools fieldset { flex: 1 1 100%; }
    .range button { flex: 1; padding: 0 6px; }
    thead tr { display: block; padding-bottom: 4px; }
    thead th:not(.time) { display: none; }
    thead th.time { display: block; }
    thead .time button { display: none; }
    tbody tr { grid-template-columns: 1fr 1fr; padding: 12px 14px 12px 10px; gap: 6px 12px; }
    tbody th { grid-column: 1 / -1; grid-row: 1; padding-right: 110px; }
    tbody .state { grid-column: 2; grid-row: 1; justify-self: end; align-self: start; }
    tbody .time, tbody .todo { grid-column: 1 / -1; }
    td[data-label]::before { content: attr(data-label) " "; color: var(--soft); font-weight: 400; font-size: 13px; display: block; }
}
@media print {
    .tools, .tile[aria-pressed] { break-inside: avoid; }
    .tools { display: none; }
    tr { break-inside: avoid; }
}
`;
