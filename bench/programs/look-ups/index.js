// Looks up as many account groups as the config says, by name, and notes how long that took.
const { writeFileSync } = require("node:fs");
const pulumi = require("@pulumi/pulumi");
const { thousandeyes } = require("pulumi-api-tokens");

const count = new pulumi.Config().requireNumber("count");
const names = Array.from({ length: count }, (_, index) => `Group ${index + 1}`);

async function main() {
    const started = performance.now();
    const groups = await Promise.all(names.map((name) => thousandeyes.getAccountGroup({ name })));
    const ms = performance.now() - started;
    writeFileSync("found.json", JSON.stringify({ ms, aids: groups.map(({ aid }) => aid) }));
}

module.exports = main();
