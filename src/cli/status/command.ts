import { availableParallelism } from "node:os";
import { ApiTokenError, messageOf } from "../../base/errors";
import { type Command, seeHelp, valueOf, valuesOf } from "../command";
import { JOURNAL_OPTION } from "../journal-commands/location";
import { writeInOneStep } from "../one-step";
import { runPulumi } from "../stacks/pulumi-command";
import { readStacks } from "../stacks/read-stacks";
import { outputStyle } from "../terminal";
import { exitCodeOf } from "../tokens/token-summary";
import { readJournals } from "./journals";
import { statusJson } from "./json";
import { statusMetrics } from "./metrics";
import { statusReport } from "./report";
import { statusText } from "./text";

export const status: Command = {
    help: `api-tokens status [--stack STACK]... [--all] [--json | --metrics] [--html FILE] [--journal ADDRESS]

Shows every token of your stacks, the most urgent first: its state, its end, the next rotation, what is open in the
journal, and what a person must do. Reads the stacks through \`pulumi\`; nothing is decrypted, no passphrase is needed,
and nothing is sent to the tokens' APIs.

  --stack STACK      one stack, as \`pulumi stack ls --all\` names it; may be given several times
  --all              all stacks of the backend; by default those of the project in this folder, if there is one
  --json             as JSON
  --metrics          as OpenMetrics text, for a node exporter or a push gateway
  --html FILE        writes a page besides: one file, which works without a network
${JOURNAL_OPTION}.
                     The config pulumi-api-tokens:journal of a stack comes before both defaults

Exit code: 0 all is fine, 1 something is to be done within days, 2 today, or a stack cannot be read.
`,
    options: {
        stack: { type: "string", multiple: true },
        all: { type: "boolean" },
        json: { type: "boolean" },
        metrics: { type: "boolean" },
        html: { type: "string" },
        journal: { type: "string" },
    },
    async run(values) {
        const stacks = valuesOf(values, "stack");
        const [all, json, metrics] = [values.all === true, values.json === true, values.metrics === true];
        if (json && metrics) {
            throw new ApiTokenError("ERR_INPUT", `give --json or --metrics, not both. ${seeHelp("status")}`);
        }
        if (all && stacks.length > 0) {
            throw new ApiTokenError("ERR_INPUT", `give --all or --stack, not both. ${seeHelp("status")}`);
        }
        const readings = await readStacks(runPulumi, { stacks, all }, atATime());
        const journals = await readJournals(readings, valueOf(values, "journal"));
        const report = statusReport(readings, journals, Date.now(), all);
        const page = valueOf(values, "html");
        if (page !== undefined) {
            writePage(page, (await import("./page/page.js")).statusPage(report));
        }
        if (json) {
            process.stdout.write(statusJson(report));
        } else if (metrics) {
            process.stdout.write(statusMetrics(report));
        } else {
            process.stdout.write(statusText(report, outputStyle()));
        }
        return exitCodeOf(report.level);
    },
};

/** A \`pulumi\` is busy for as long as it waits. */
function atATime(): number {
    return Math.max(2, Math.min(8, availableParallelism()));
}

function writePage(file: string, text: string): void {
    try {
        writeInOneStep(file, text);
    } catch (error) {
        throw new ApiTokenError("ERR_INPUT", `the page cannot be written: ${messageOf(error)}`);
    }
}
