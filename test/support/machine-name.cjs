// Loaded into every Node process of a run by NODE_OPTIONS=--require: the run takes place on a machine of another name,
// from which the processes of this one cannot be seen.
const os = require("node:os");

const { PULUMI_API_TOKENS_TEST_MACHINE } = process.env;
if (PULUMI_API_TOKENS_TEST_MACHINE) {
    os.hostname = () => PULUMI_API_TOKENS_TEST_MACHINE;
}
