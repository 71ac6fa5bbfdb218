// @ts-check
const { default: Sequencer } = require("@jest/test-sequencer");

/** Folders of tests, the slowest first. */
const FOLDERS = ["crash", "engine", "packaging", "world", "http-faults", "plugin", "contract", "unit"];

/** @param {{ path: string }} test */
function turnOf({ path }) {
    return FOLDERS.findIndex((folder) => path.includes(`/test/${folder}/`));
}

/**
 * Begins with what takes minutes: whoever comes last finds work of seconds. Jest goes by the size of files where it has
 * not run them before, as on a clean checkout.
 */
module.exports = class SlowestFirst extends Sequencer {
    /**
     * @override
     * @param {Parameters<InstanceType<typeof Sequencer>["sort"]>[0]} tests
     */
    async sort(tests) {
        const sorted = await super.sort(tests);
        return sorted.sort((one, other) => turnOf(one) - turnOf(other));
    }
};
