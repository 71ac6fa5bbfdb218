import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { attempt } from "../../base/attempt";
import { messageOf } from "../../base/errors";
import { parseJson } from "../../base/json";
import { printable } from "../../base/terminal-text";
import type { RunPulumi } from "../stacks/pulumi-command";
import { stackProblem, withoutPasswords } from "../stacks/stack-problem";
import { type Finding, isAtLeast } from "./check";

/** As package.json says: `engines` and `peerDependencies`. */
const OLDEST = { node: "20.18.1", sdk: "3.216.0" };

/** Node, which runs the program and this package in it. */
export function checkNode(version: string): Finding {
    return isAtLeast(version, OLDEST.node)
        ? { what: "Node", level: "fine", words: version }
        : {
              what: "Node",
              level: "broken",
              words: `${version} is too old`,
              todo: `Install Node ${OLDEST.node} or newer`,
          };
}

/** The SDK as a program in this folder finds it. */
export function checkSdk(folder: string): Finding {
    const what = "SDK";
    const require = createRequire(join(folder, "index.js"));
    const file = attempt(() => require.resolve("@pulumi/pulumi/package.json"));
    if (file === undefined) {
        const words = "a program in this folder finds no @pulumi/pulumi";
        return {
            what,
            level: "soon",
            words,
            todo: "In a program's folder: `npm install @pulumi/pulumi`. Elsewhere this means nothing",
        };
    }
    const { version = "" } = (parseJson(readFileSync(file, "utf8")) ?? {}) as { version?: string };
    return isAtLeast(version, OLDEST.sdk)
        ? { what, level: "fine", words: `@pulumi/pulumi ${version}` }
        : {
              what,
              level: "broken",
              words: `@pulumi/pulumi ${version} is too old`,
              todo: `\`npm install @pulumi/pulumi@^${OLDEST.sdk}\``,
          };
}

/** The engine, and where it keeps its states. */
export async function checkPulumi(run: RunPulumi): Promise<Finding[]> {
    try {
        const { out } = await run(["version"]);
        return [
            { what: "engine", level: "fine", words: `pulumi ${printable(out)}` },
            await checkBackend(run),
        ];
    } catch (error) {
        return [{ what: "engine", level: "broken", words: messageOf(error) }];
    }
}

async function checkBackend(run: RunPulumi): Promise<Finding> {
    const what = "backend";
    const { code, out, err } = await run(["whoami", "--verbose", "--json"]);
    if (code !== 0) {
        return { what, level: "broken", words: stackProblem(err).words };
    }
    const { user = "", url = "" } = (parseJson(out) ?? {}) as { user?: string; url?: string };
    return { what, level: "fine", words: printable(`${withoutPasswords(url)}, as ${user}`) };
}
