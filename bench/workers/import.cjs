// Imports what a program imports, and tells how long the packages took and what came with them.
const ours = process.argv[2] === "ours";
require("@pulumi/pulumi");
const started = performance.now();
if (ours) {
    require("pulumi-api-tokens");
}
const ended = performance.now();
const files = Object.keys(require.cache);
const loaded = (/** @type {string} */ name) => files.some((file) => file.includes(`/node_modules/${name}/`));
console.log(
    JSON.stringify({
        packageMs: ended - started,
        modules: files.length,
        dependenciesLoaded: ["undici", "zod"].filter(loaded).length,
    }),
);
