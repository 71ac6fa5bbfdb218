// As many tokens as the stack's file lists.
const pulumi = require("@pulumi/pulumi");
const { thousandeyes } = require("pulumi-api-tokens");

/** @type {string[]} */
const pasted = require(`./tokens.${pulumi.getStack()}.json`);
const release = new pulumi.Config().require("release");

for (const [index, token] of pasted.entries()) {
    new thousandeyes.ApiToken(`token-${index}`, {
        bootstrapToken: token,
        rotation: { triggers: { release } },
    });
}
