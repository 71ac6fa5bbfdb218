import { type Command, valueOf } from "../command";
import { JOURNAL_OPTION } from "../journal-commands/location";
import { runPulumi } from "../stacks/pulumi-command";
import { sentence, stopped } from "../status/words";
import { table } from "../table";
import { MARKS, outputStyle } from "../terminal";
import { exitCodeOf, worst } from "../tokens/token-summary";
import { checkJournal } from "./journal";
import { checkEndpoint, checkProxy, endpointsFrom } from "./network";
import { checkNode, checkPulumi, checkSdk } from "./programs";
import type { Finding } from "./check";

export const doctor: Command = {
    help: `api-tokens doctor [--json] [--journal ADDRESS] [--endpoint URL]

Looks at what a run needs, from this folder and with this environment: Node, the SDK, the engine, its backend, the
journal (a probe is created, listed, read and removed), the proxy, the APIs' addresses with their certificates, and the clock.
Sends no token.

  --json             as JSON
${JOURNAL_OPTION}
  --endpoint URL     an API's address; default: those that TE_API_ENDPOINT, VERSIO_URL and CUTOVER_BASE_URL name

Exit code: 0 all is fine, 1 something should be seen to, 2 something is broken.
`,
    options: { json: { type: "boolean" }, journal: { type: "string" }, endpoint: { type: "string" } },
    async run(values) {
        const given = valueOf(values, "endpoint");
        const endpoints = given === undefined ? endpointsFrom(process.env) : [given];
        const [pulumi, journal, ...apis] = await Promise.all([
            checkPulumi(runPulumi),
            checkJournal(valueOf(values, "journal"), process.env).then((finding) => [finding]),
            ...endpoints.map((endpoint) => checkEndpoint(endpoint, Date.now)),
        ]);
        const programs = [checkNode(process.versions.node), checkSdk(process.cwd())];
        const findings = [...programs, ...pulumi, ...journal, checkProxy(process.env), ...apis.flat()];
        const text = values.json === true ? `${JSON.stringify(findings, undefined, 2)}\n` : textOf(findings);
        process.stdout.write(text);
        return exitCodeOf(worst(findings.map(({ level }) => level)));
    },
};

function textOf(findings: readonly Finding[]): string {
    const style = outputStyle();
    const rows = findings.map(({ what, level, words, todo }) => [
        style.level(level, MARKS[level]),
        what,
        todo === undefined ? words : `${stopped(words)} ${style.bold(sentence(todo))}`,
    ]);
    return `${table(rows)}\n`;
}
