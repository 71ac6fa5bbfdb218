// Loaded into every Node process of a run by NODE_OPTIONS=--require: the run takes place on a machine of another name,
// from which the processes of this one cannot be seen.
const os = require("node:os");

const { MACHINE_NAME } = process.env;
if (MACHINE_NAME) {
    os.hostname = () => MACHINE_NAME;
}
