import { createHash } from "node:crypto";
import { formatTime } from "../../../base/time";
import { MARKS } from "../../terminal";
import { formerEnds, LEVELS } from "../../tokens/token-summary";
import { countsOf, type Notice, type StatusReport } from "../report";
import { counted, sentence, stackName } from "../words";
import { SCRIPT } from "./script";
import { STYLE } from "./style";

/** The report as a page: one file without a network, which works where scripts of the page itself may run. */
export function statusPage(report: StatusReport): string {
    const policy = `default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${sha256(SCRIPT)}'`;
    return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<title>${title(report)}</title>
<style>${STYLE}</style>
</head>
<body>
${header(report)}
<main>
${tiles(report)}
${notices(report.notices)}
${TOOLS}
${TABLE}
</main>
<footer>${footer(report)}</footer>
<script type="application/json" id="data">${dataOf(report)}</script>
<script>${SCRIPT}</script>
</body>
</html>
`;
}

function sha256(text: string): string {
    return createHash("sha256").update(text).digest("base64");
}

function title({ tokens }: StatusReport): string {
    const urgent = countsOf(tokens.filter(({ level }) => level !== "fine"));
    return `API tokens: ${urgent === "" ? "all fine" : urgent}`;
}

function header({ at, tokens, stacks }: StatusReport): string {
    const time = formatTime(at);
    return `<header>
<h1>API tokens</h1>
<p>${counted(tokens.length, "token")} in ${counted(stacks.length, "stack")}, as of <time datetime="${time}">${time.replace("T", " ").replace(/:\d\dZ$/, " UTC")}</time><span id="age"></span></p>
</header>`;
}

const MEANINGS = { broken: "broken: for today", soon: "within days", fine: "fine" };

function tiles({ tokens }: StatusReport): string {
    const made = [...LEVELS.entries()].reverse().map(([index, level]) => {
        const count = tokens.filter((token) => token.level === level).length;
        const none = count === 0 ? " none" : "";
        return `<button type="button" class="tile ${level}${none}" data-level="${index}" aria-pressed="false"><b>${count}</b><span>${MARKS[level]} ${MEANINGS[level]}</span></button>`;
    });
    return `<div class="tiles" role="group" aria-label="Show only these">\n${made.join("\n")}\n</div>`;
}

function notices(all: readonly Notice[]): string {
    const items = all.map(
        ({ level, about, words }) =>
            `<li class="${level}"><b>${MARKS[level]} ${escaped(stackName(about))}</b> ${spoken(sentence(words))}</li>`,
    );
    return items.length === 0
        ? ""
        : `<ul class="notices" aria-label="Stacks and journals">\n${items.join("\n")}\n</ul>`;
}

const TOOLS = `<div class="tools">
<label class="grow">Filter<input id="search" type="search" placeholder="stack, name, status, fingerprint" autocomplete="off"></label>
<label>System<select id="system"><option value="">all</option></select></label>
<label class="only-narrow">Sort by<select id="order"><option value="urgency">urgency</option><option value="ends">end</option><option value="next">next step</option><option value="name">name</option><option value="status">status</option></select></label>
<fieldset><legend>Timeline</legend><div class="range"><button type="button" data-range="quarter">3 months</button><button type="button" data-range="year">1 year</button><button type="button" data-range="all">everything</button></div></fieldset>
</div>
<ul class="legend">
<li><i class="life"></i>the token's life, what is over filled</li>
<li><i class="before"></i>the token before it still works</li>
<li><i class="next"></i>rotates, or a person is reminded</li>
<li><i class="now"></i>today</li>
</ul>
<noscript><p>The list is written by the page's own script, which is switched off. <code>api-tokens status</code> prints the same.</p></noscript>`;

const TABLE = `<table id="tokens" role="table" aria-describedby="count">
<caption class="sr">Every token, the most urgent first</caption>
<thead role="rowgroup"><tr role="row">
<th role="columnheader" scope="col" data-order="name"><button type="button">Token</button></th>
<th role="columnheader" scope="col" data-order="status"><button type="button">Status</button></th>
<th role="columnheader" scope="col" data-order="ends"><button type="button">Ends in</button></th>
<th role="columnheader" scope="col" data-order="next"><button type="button">Next</button></th>
<th role="columnheader" scope="col" class="time" data-order="urgency"><span class="sr">Timeline</span><button type="button">Timeline, by urgency</button><div class="axis" id="axis" aria-hidden="true"></div></th>
</tr></thead>
<tbody id="rows" role="rowgroup"></tbody>
</table>
<p class="empty" id="empty" hidden>No token matches.</p>
<p class="sr" id="count" role="status"></p>`;

function footer({ journals }: StatusReport): string {
    const places = journals.length === 0 ? "" : ` Journal: ${escaped(journals.join(", "))}.`;
    return `Written by <code>api-tokens status --html</code>. It holds no token, and fingerprints tell nothing of one.${places}`;
}

/** What the page's script writes the rows from: short, since there may be a thousand. */
function dataOf({ at, tokens }: StatusReport): string {
    const [stacks, systems, conditions, texts] = [
        new Numbered(),
        new Numbered(),
        new Numbered(),
        new Numbered(),
    ];
    const start = Math.floor(at / 1000);
    const since = (instant: number | undefined) =>
        instant === undefined ? null : Math.floor(instant / 1000) - start;
    const rows = tokens.map((token) => [
        stacks.of(stackName(token.stack)),
        token.name,
        systems.of(token.system),
        conditions.of(token.condition),
        LEVELS.indexOf(token.level),
        token.fingerprint ?? "",
        Number(token.rotates),
        since(token.issuedAt),
        since(token.endsAt),
        since(token.nextAt),
        formerEnds(token).map(since),
        texts.of(token.reason === undefined ? "" : sentence(token.reason)),
        texts.of(token.todo === undefined ? "" : sentence(token.todo)),
    ]);
    const data = {
        at: start,
        stacks: stacks.all,
        systems: systems.all,
        conditions: conditions.all,
        texts: texts.all,
        tokens: rows,
    };
    // Nothing in it ends the element that it stands in.
    return JSON.stringify(data).replace(/</g, "\\u003c");
}

/** Texts that occur often, by a number. */
class Numbered {
    readonly all: string[] = [];
    private readonly numbers = new Map<string, number>();

    of(text: string): number {
        const known = this.numbers.get(text) ?? this.all.push(text) - 1;
        this.numbers.set(text, known);
        return known;
    }
}

/** What stands between backticks is a command. */
function spoken(text: string): string {
    return escaped(text).replace(/`([^`]*)`/g, "<code>$1</code>");
}

function escaped(text: string): string {
    return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
