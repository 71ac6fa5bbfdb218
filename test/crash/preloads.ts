import { join } from "node:path";

const OF_EVERY_PLUGIN = [
    join(__dirname, "..", "support", "plugin-preload.cjs"),
    join(__dirname, "..", "..", "scripts", "shift-clock.cjs"),
];

/** The environment of a plugin process that loads these files of this folder, or of the tests' support, besides its usual ones. */
export function preloading(...files: string[]): { NODE_OPTIONS: string } {
    const all = [...OF_EVERY_PLUGIN, ...files.map((file) => join(__dirname, file))];
    return { NODE_OPTIONS: all.map((file) => `--require ${JSON.stringify(file)}`).join(" ") };
}
