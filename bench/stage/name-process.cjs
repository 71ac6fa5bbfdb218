// Loaded into every Node process of a run of Pulumi: notes which of them is the program, and which the provider plugin.
const { appendFileSync } = require("node:fs");

const script = process.argv[1] ?? "";
const kinds = {
    program: ["/@pulumi/pulumi/cmd/run"],
    plugin: ["/@pulumi/pulumi/cmd/dynamic-provider", "/dist/plugin.js"],
};
for (const [kind, parts] of Object.entries(kinds)) {
    if (parts.some((part) => script.includes(part)) && process.env.BENCH_PROCESSES !== undefined) {
        appendFileSync(process.env.BENCH_PROCESSES, `${process.pid} ${kind}\n`);
    }
}
