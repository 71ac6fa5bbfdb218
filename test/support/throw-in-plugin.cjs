// Loaded into every Node process of a run by NODE_OPTIONS=--require. In the plugin it throws what nobody catches, once
// the process that issues tokens has been asked for one: the plugin then holds the old token in its memory.
const childProcess = require("node:child_process");

const isPlugin = process.argv.some((argument) => argument.includes("dynamic-provider"));

if (isPlugin) {
    const { fork } = childProcess;
    Object.assign(childProcess, {
        fork: (/** @type {Parameters<typeof fork>} */ ...args) => {
            const child = fork(...args);
            const send = child.send.bind(child);
            Object.assign(child, {
                send: (/** @type {Parameters<typeof send>} */ ...message) => {
                    setImmediate(() => {
                        throw new Error("a defect that nobody catches");
                    });
                    return send(...message);
                },
            });
            return child;
        },
    });
}
