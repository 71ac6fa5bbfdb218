import { readFileSync, statSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { root } from "../../scripts/setup.mjs";
import { openStatusPage, startBrowser } from "../../scripts/browser.cjs";
import { organisationsFor } from "../stage/organisations.mjs";
import { withPulumiStage } from "../stage/pulumi-stage.mjs";
import { TokenStacks } from "../stage/token-stacks.mjs";

/** @typedef {import("../stage/pulumi-stage.mjs").PulumiStage} PulumiStage */

const STACKS = 20;
const TOKENS = 50;
const CLI = join(root, "dist", "cli.js");

/** As many as the command exports at a time. */
const AT_A_TIME = Math.max(2, Math.min(8, availableParallelism()));

/** @type {import("../bench.mjs").Pair} */
export const status = {
    name: "status",
    title: "`api-tokens status --all` of 1,000 tokens in 20 stacks",
    comparedWith: "`pulumi stack export` of the same stacks, as many at a time",
    run: measureStatus,
};

/** @param {import("../bench.mjs").Bench} bench */
async function measureStatus(bench) {
    const { organisations, uids } = organisationsFor(TOKENS);
    return withPulumiStage(bench, organisations, async (stage) => {
        const stacks = new TokenStacks(stage, "api-tokens");
        bench.tell(`preparing ${STACKS} stacks`);
        const names = await prepare(stage, stacks, uids);
        const page = join(stage.pulumi.folder, "status.html");
        const chromium = await startBrowser();
        const rounds = bench.inRounds(async (tell) => {
            tell("status");
            const ours = await timed(() => showStatus(stage, page));
            tell("exports");
            const other = await timed(() => exportAll(stage, stacks.folder, names));
            tell("the page in Chromium");
            const opened = await timeToOpen(chromium.browser, page);
            return [
                { what: "time", unit: "ms", ours, other, target: { of: "ratio", atMost: 1.3 } },
                {
                    what: "the page, against what it may have",
                    unit: "bytes",
                    ours: statSync(page).size,
                    other: 300_000,
                    target: { of: "ratio", atMost: 1 },
                },
                {
                    what: "until the page can be used in Chromium, against what it may take",
                    unit: "ms",
                    ours: opened,
                    other: 1000,
                    target: { of: "ratio", atMost: 1 },
                },
            ];
        });
        return rounds.finally(() => chromium.close());
    });
}

/**
 * One stack is made, and the others are copies of it under other names: what is read is as large, and takes less long
 * to make.
 *
 * @param {PulumiStage} stage
 * @param {TokenStacks} stacks
 * @param {string[]} uids
 */
async function prepare(stage, stacks, uids) {
    const names = Array.from({ length: STACKS }, (_, index) => `stack-${index + 1}`);
    const [first = "", ...others] = names;
    await stacks.open(first, uids);
    await stacks.prepare(first);
    const { output } = await stage.run(["stack", "export", "--stack", first], stacks.folder);
    for (const name of others) {
        const file = join(stacks.folder, "state.json");
        writeFileSync(file, output.replaceAll(`urn:pulumi:${first}::`, `urn:pulumi:${name}::`));
        await stage.run(["stack", "init", name], stacks.folder);
        await stage.run(["stack", "import", "--stack", name, "--file", file], stacks.folder);
    }
    return names;
}

/**
 * @param {PulumiStage} stage
 * @param {string} page
 */
async function showStatus(stage, page) {
    const args = [CLI, "status", "--all", "--html", page];
    const { code, output } = await stage.pulumi.execute(process.execPath, args, { cwd: stage.pulumi.folder });
    if (code !== 0 || !output.includes(`${STACKS * TOKENS} tokens in ${STACKS} stacks`)) {
        throw new Error(`status ended with code ${code}:\n${output}`);
    }
    if (!readFileSync(page, "utf8").includes("</html>")) {
        throw new Error("the page is not whole");
    }
}

/**
 * @param {PulumiStage} stage
 * @param {string} cwd
 * @param {string[]} names
 */
async function exportAll(stage, cwd, names) {
    const left = [...names];
    const work = async () => {
        for (let name = left.shift(); name !== undefined; name = left.shift()) {
            await stage.pulumi.succeed(["stack", "export", "--stack", name], { cwd });
        }
    };
    await Promise.all(Array.from({ length: AT_A_TIME }, work));
}

/**
 * @param {import("playwright-core").Browser} browser
 * @param {string} file
 */
async function timeToOpen(browser, file) {
    const page = await browser.newPage();
    const milliseconds = await openStatusPage(page, file);
    await page.close();
    return milliseconds;
}

/** @param {() => Promise<void>} run */
async function timed(run) {
    const started = performance.now();
    await run();
    return performance.now() - started;
}
