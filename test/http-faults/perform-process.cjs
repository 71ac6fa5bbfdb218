// @ts-check
// One call in a process of its own: Node reads NODE_EXTRA_CA_CERTS at its start, and the most memory is the process's.
const { transportFor } = require("../../dist/http/transport");
const { ThousandEyesClient } = require("../../dist/systems/thousandeyes/client");
const { perform } = require("./perform.cjs");

const code = /** @type {import("./perform.cjs").Code} */ (
    /** @type {unknown} */ ({ transportFor, ThousandEyesClient })
);
/** @type {import("./perform.cjs").Call} */
const call = JSON.parse(process.argv[2] ?? "");
void perform(code, call).then((outcome) => {
    process.stdout.write(JSON.stringify(outcome), () => process.exit());
});
