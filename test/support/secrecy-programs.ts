import type { Project } from "./stack";

function program(name: string, text: string): Project {
    const files = {
        "Pulumi.yaml": `name: ${name}\nruntime: nodejs\n`,
        "package.json": JSON.stringify({ name, main: "index.js" }),
        "index.js": text,
    };
    return { name, files };
}

/**
 * A token given as a plain argument, that neither the program's text nor a config holds: the engine, which takes
 * secrets of the config out of what it prints, does not know it.
 */
export function plainProgram(name = "plain"): Project {
    return program(
        name,
        `
const pulumi = require("@pulumi/pulumi");
const { thousandeyes } = require("pulumi-api-tokens");

const config = new pulumi.Config();
const ci = new thousandeyes.ApiToken("ci", {
    bootstrapToken: process.env.PASTED ?? config.get("pasted"),
    rotation: { triggers: { release: config.get("release") ?? "1" } },
});

exports.token = ci.token;
exports.status = ci.status;
`,
    );
}

/** A look-up that fails, and a program that ends in the way named by `ENDING`. */
export const endingProgram = program(
    "ending",
    `
const { thousandeyes } = require("pulumi-api-tokens");

const lookUp = () => thousandeyes.getAccountGroups({ token: process.env.PASTED });
const endings = {
    "an error with a cause": async () => {
        try {
            await lookUp();
        } catch (cause) {
            throw new Error("no account groups today", { cause });
        }
    },
    "an unhandled rejection": async () => {
        void lookUp();
        await new Promise((resolve) => setTimeout(resolve, 1000));
    },
};

module.exports = () => endings[process.env.ENDING]();
`,
);
