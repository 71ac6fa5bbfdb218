import { parseArgs } from "node:util";
import { optionsOr, root, runScript, SetupError } from "./setup.mjs";
import { compile, explore, load } from "./world/explore.mjs";
import { findFaults } from "./world/faults.mjs";

/** @typedef {import("./world/explore.mjs").Outcome} Outcome */

const HELP = `Plays schedules of runs, machines and clocks against the journal, on virtual time (docs/journal.md).

  npm run test:world                     100,000 schedules
  npm run test:world -- --count 5000     another number
  npm run test:world -- --first 200001   other ones
  npm run test:world -- --seed 42        tells the story of one
  npm run test:world -- --faults         puts back the faults of 0.1.0, each in a copy, and says when it is found
`;

const OPTIONS = /** @type {const} */ ({
    count: { type: "string", default: "100000" },
    first: { type: "string", default: "1" },
    seed: { type: "string" },
    faults: { type: "boolean", default: false },
    help: { type: "boolean", short: "h", default: false },
});

/** @param {Outcome} outcome */
function tell({ seed, violation, story }) {
    console.log(`\nseed ${seed}\n${story.map((line) => `  ${line}`).join("\n")}`);
    console.log(violation === undefined ? "  every promise was kept" : `  BROKEN: ${violation}`);
}

/**
 * @param {number} first
 * @param {number} count
 * @returns {Promise<number>} exit code
 */
async function exploreMany(first, count) {
    if (!Number.isSafeInteger(first) || !Number.isSafeInteger(count) || first < 0 || count < 1) {
        throw new SetupError("--first and --count take whole numbers");
    }
    const code = compile(root);
    const { inOrder } = load(code);
    const start = Date.now();
    let told = start;
    const broken = await explore(code, inOrder(first, count), {
        mostFound: 3,
        report: (played) => {
            if (Date.now() - told > 5000) {
                told = Date.now();
                console.log(`${played} of ${count} schedules`);
            }
        },
    });
    const seconds = (Date.now() - start) / 1000;
    const shortest = broken.sort((one, other) => one.story.length - other.story.length)[0];
    if (shortest !== undefined) {
        tell(shortest);
        console.log(`\nTo see it again: npm run test:world -- --seed ${shortest.seed}`);
    }
    const rate = `${Math.round(count / seconds)} a second`;
    console.log(`${count} schedules in ${Math.round(seconds)} s (${rate}): ${broken.length} broke a promise`);
    return broken.length === 0 ? 0 : 1;
}

/** @param {number} seed */
async function exploreOne(seed) {
    const { World } = load(compile(root));
    const outcome = await World.play(seed);
    tell(outcome);
    return outcome.violation === undefined ? 0 : 1;
}

await runScript(async () => {
    const { help, faults, seed, first, count } = optionsOr(
        HELP,
        () => parseArgs({ options: OPTIONS }).values,
    );
    if (help) {
        console.log(HELP);
        return 0;
    }
    if (faults) {
        return findFaults();
    }
    return seed === undefined ? exploreMany(Number(first), Number(count)) : exploreOne(Number(seed));
});
