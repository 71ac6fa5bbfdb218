import { parseArgs } from "node:util";
import { optionsOr, runScript, setUp } from "./setup.mjs";

const help = `Usage: npm run demo [-- OPTION]

Shows the main job on this machine alone: a simulator in the API's place, a real Pulumi engine, a private state
folder. A token is created, rotated, consumed by a second stack, and rotated again 700 days later.

  --verbose   show everything that Pulumi prints
  --help      print this
`;

await runScript(async () => {
    const options = optionsOr(
        help,
        () => parseArgs({ options: { verbose: { type: "boolean" }, help: { type: "boolean" } } }).values,
    );
    if (options.help) {
        console.log(help);
        return 0;
    }
    const environment = await setUp();
    // Only now are its dependencies installed.
    const { runDemo } = await import("./demo/run-demo.mjs");
    return runDemo({ environment, verbose: options.verbose ?? false });
});
