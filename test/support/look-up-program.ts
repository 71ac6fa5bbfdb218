import type { Project } from "./stack";

/** A program in JavaScript (CommonJS) that looks up what its config names. */
export const lookUpProgram: Project = {
    name: "looking-up",
    files: {
        "Pulumi.yaml": "name: looking-up\nruntime: nodejs\n",
        "package.json": JSON.stringify({ name: "looking-up", main: "index.js" }),
        "index.js": `
const pulumi = require("@pulumi/pulumi");
const { thousandeyes } = require("pulumi-api-tokens");

const { getAccountGroup, getAccountGroupOutput, getCurrentUser, getCurrentUserOutput } = thousandeyes;
const config = new pulumi.Config();
const selector = config.getObject("selector");
const names = ["Production", "Staging", "Sandbox"];

/** Half of them as promises, half as Outputs. */
const fifty = () =>
    Array.from({ length: 50 }, (_, index) => {
        const name = names[index % 3];
        return index % 2 === 0 ? getAccountGroup({ name }) : getAccountGroupOutput({ name: pulumi.output(name) });
    });

/** Pulumi looks at one export after the other: this one keeps it from those after it. */
const later = () => new Promise((resolve) => setTimeout(resolve, 1500, "known late"));

const programs = {
    many() {
        const expansions = [[], ["user"], ["agent"], ["user", "agent"]];
        const expanded = names.flatMap((name) => expansions.map((expand) => getAccountGroup({ name, expand })));
        return {
            found: pulumi.all(fifty()).apply((groups) => groups.map(({ name }) => name).join()),
            expanded: pulumi.all(expanded).apply((groups) => groups.map(({ aid }) => aid).join()),
            production: getAccountGroupOutput({ current: true, expand: ["user"] }),
            user: getCurrentUserOutput({ expand: ["email"] }),
        };
    },
    promise: () => ({ first: later(), group: getAccountGroup(selector) }),
    output: () => ({ first: later(), group: getAccountGroupOutput(selector) }),
    refused: () => ({ groups: fifty(), user: getCurrentUser(), again: getCurrentUserOutput() }),
};

module.exports = programs[config.require("program")]();
`,
    },
};
