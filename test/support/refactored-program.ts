import type { Project } from "./stack";

/** How the config `resources` describes a resource of {@link refactoredProgram}, by name. */
export interface Shape {
    /** ThousandEyes, or Cutover with `revoke: true`. */
    readonly kind: "ApiToken" | "UserAppToken";
    /** The config secret with its token, and for Cutover its label. */
    readonly token: string;
    /** The component that it belongs to. */
    readonly parent?: string;
    /** It was without one before: an alias says so. */
    readonly wasAtRoot?: boolean;
    readonly args?: Record<string, unknown>;
    readonly options?: Record<string, unknown>;
}

/** A program whose resources are what its config says: each test writes the program of the day. */
export const refactoredProgram: Project = {
    name: "refactored",
    files: {
        "Pulumi.yaml": "name: refactored\nruntime: nodejs\n",
        "package.json": JSON.stringify({ name: "refactored", main: "index.js" }),
        "index.js": `
const pulumi = require("@pulumi/pulumi");
const { thousandeyes, cutover } = require("pulumi-api-tokens");

const config = new pulumi.Config();
const teams = {};

function optionsOf({ parent, wasAtRoot, options = {} }) {
    const team = parent === undefined ? undefined : (teams[parent] ??= new pulumi.ComponentResource("acme:Team", parent));
    return {
        ...options,
        ...(team === undefined ? {} : { parent: team }),
        ...(wasAtRoot ? { aliases: [{ parent: pulumi.rootStackResource }] } : {}),
    };
}

for (const [name, shape] of Object.entries(config.requireObject("resources"))) {
    const { kind, token, args } = shape;
    const secret = config.requireSecret(token);
    if (kind === "ApiToken") {
        new thousandeyes.ApiToken(name, { bootstrapToken: secret, ...args }, optionsOf(shape));
    } else {
        new cutover.UserAppToken(name, { userId: "102", label: token, token: secret, revoke: true, ...args }, optionsOf(shape));
    }
}
`,
    },
};
