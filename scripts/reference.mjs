// Writes the reference of the public API from its doc comments: see docs/README.md.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { root } from "./setup.mjs";

const out = process.argv[2] ?? join(root, "docs", "reference");

for (const args of [
    ["typedoc", "--logLevel", "Error", "--out", out],
    [
        "prettier",
        "--config",
        join(root, ".prettierrc.json"),
        "--ignore-path",
        "",
        "--log-level",
        "warn",
        "--write",
        out,
    ],
]) {
    const { status } = spawnSync("npx", ["--no-install", ...args], { cwd: root, stdio: "inherit" });
    if (status !== 0) {
        process.exit(status ?? 1);
    }
}
