import { parseArgs } from "node:util";
import { optionsOr, runScript, setUp } from "../scripts/setup.mjs";

const help = `Usage: npm run bench [-- [PAIR…] [OPTION]]

Measures this package against the least that does the same job, on this machine alone: a simulator in the API's place,
a real Pulumi engine, private folders. Each pair is measured in turn, in several rounds; prints the ratios, their spread
and which targets were met, and writes them to bench/results/ as JSON. A target that is missed is no failure.

Without a name all pairs are measured, in about ten minutes:

  up              \`pulumi up\` without a change, of 1, 100 and 1,000 tokens
  import          the package in a program
  client          requests to the API
  rotate          100 tokens created and rotated
  look-ups        1, 50 and 1,000 account groups looked up
  start           the plugin process
  journal         \`pulumi up\` without a change, of 1,000 tokens: a journal in S3, and in a folder
  status          \`api-tokens status --all\` of 1,000 tokens in 20 stacks, and the exports alone

  --rounds <n>    rounds of each pair (default 5)
  --write-docs    measures nothing: puts the figures of the last run of all pairs into docs/benchmarks.md
  --help          print this
`;

const DEFAULT_ROUNDS = 5;

function readOptions() {
    const options = /** @type {const} */ ({
        rounds: { type: "string" },
        "write-docs": { type: "boolean" },
        help: { type: "boolean" },
    });
    return optionsOr(help, () => {
        const { values, positionals } = parseArgs({ options, allowPositionals: true });
        return { ...values, names: positionals, rounds: toRounds(values.rounds) };
    });
}

/** @param {string | undefined} text */
function toRounds(text) {
    const rounds = Number(text ?? DEFAULT_ROUNDS);
    if (!Number.isInteger(rounds) || rounds < 1) {
        throw new Error(`--rounds takes a whole number from 1 on, not ${JSON.stringify(text)}`);
    }
    return rounds;
}

await runScript(async () => {
    const options = readOptions();
    if (options.help) {
        console.log(help);
        return 0;
    }
    const environment = await setUp();
    // Only now are its dependencies installed.
    if (options["write-docs"]) {
        const { writeDocumentation } = await import("./report/results.mjs");
        await writeDocumentation();
        return 0;
    }
    const { runBenchmarks } = await import("./run-benchmarks.mjs");
    return runBenchmarks({ environment, rounds: options.rounds, names: options.names });
});
