import type { Project } from "./stack";

/** A program in JavaScript (CommonJS) that takes every input of an `ApiToken` from its config. */
export const configuredProgram: Project = {
    name: "configured",
    files: {
        "Pulumi.yaml": "name: configured\nruntime: nodejs\n",
        "package.json": JSON.stringify({ name: "configured", main: "index.js" }),
        "index.js": `
const pulumi = require("@pulumi/pulumi");
const { thousandeyes } = require("pulumi-api-tokens");

const config = new pulumi.Config();
const ci = new thousandeyes.ApiToken("ci", {
    bootstrapToken: config.getSecret("bootstrapToken"),
    onCreate: config.get("onCreate"),
    validUntil: config.get("validUntil"),
    rotation: config.getObject("rotation"),
});

exports.token = ci.token;
exports.tokenFingerprint = ci.tokenFingerprint;
exports.status = ci.status;
exports.validUntil = ci.validUntil;
`,
    },
};

/** Two pasted tokens that are taken as they are: the end of the one is known, that of the other is not. */
export const adoptingProgram: Project = {
    name: "adopting",
    files: {
        "Pulumi.yaml": "name: adopting\nruntime: nodejs\n",
        "package.json": JSON.stringify({ name: "adopting", main: "index.js" }),
        "index.js": `
const pulumi = require("@pulumi/pulumi");
const { thousandeyes } = require("pulumi-api-tokens");

const config = new pulumi.Config();
const dated = new thousandeyes.ApiToken("dated", {
    bootstrapToken: config.requireSecret("dated"),
    onCreate: "adopt",
    validUntil: config.require("validUntil"),
    rotation: { beforeExpiry: "20d" },
});
const undated = new thousandeyes.ApiToken("undated", {
    bootstrapToken: config.requireSecret("undated"),
    onCreate: "adopt",
    rotation: { every: "30d" },
});

exports.dated = dated.token;
exports.datedUntil = dated.validUntil;
exports.undated = undated.token;
exports.undatedUntil = undated.validUntil;
`,
    },
};

/**
 * Cutover tokens that a destroy revokes: a resource for each name in the config `robots`, which maps it to a user's id.
 * The label is the name, and the config secret of that name is the token.
 */
export const revokingProgram: Project = {
    name: "revoking",
    files: {
        "Pulumi.yaml": "name: revoking\nruntime: nodejs\n",
        "package.json": JSON.stringify({ name: "revoking", main: "index.js" }),
        "index.js": `
const pulumi = require("@pulumi/pulumi");
const { cutover } = require("pulumi-api-tokens");

const config = new pulumi.Config();
for (const [name, userId] of Object.entries(config.requireObject("robots"))) {
    new cutover.UserAppToken(name, {
        userId,
        label: name,
        token: config.requireSecret(name),
        revoke: true,
        adminToken: name.startsWith("with-admin") ? config.requireSecret("adminToken") : undefined,
    });
}
`,
    },
};
