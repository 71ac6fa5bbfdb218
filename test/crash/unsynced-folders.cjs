// Loaded into every Node process of a run by NODE_OPTIONS=--require: folders cannot be synced, as on some file systems of
// networks and in user space. The error has the code in PULUMI_API_TOKENS_TEST_UNSYNCED.
const fs = require("node:fs");

const { fsyncSync } = fs;
const code = process.env.PULUMI_API_TOKENS_TEST_UNSYNCED ?? "EINVAL";

Object.assign(fs, {
    fsyncSync: (/** @type {number} */ descriptor) => {
        if (fs.fstatSync(descriptor).isDirectory()) {
            throw Object.assign(new Error(`${code}: fsync of a folder`), { code });
        }
        fsyncSync(descriptor);
    },
});
