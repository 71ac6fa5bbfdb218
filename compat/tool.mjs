import { ensureTool, isTool } from "./tools.mjs";

// For tests: gets a package manager or a Node of the matrix, and prints where it is.
const [name = ""] = process.argv.slice(2);
if (!isTool(name)) {
    throw new Error(`there is no tool ${JSON.stringify(name)}`);
}
console.log(await ensureTool(name));
