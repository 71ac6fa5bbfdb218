// As many bare dynamic resources as the stack's file lists.
const pulumi = require("@pulumi/pulumi");
const { provider } = require("./provider");

/** @type {string[]} */
const pasted = require(`./tokens.${pulumi.getStack()}.json`);
const release = new pulumi.Config().require("release");
const apiEndpoint = new pulumi.Config("thousandeyes").require("apiEndpoint");

const OUTPUTS = {
    token: undefined,
    previousToken: undefined,
    validUntil: undefined,
    userId: undefined,
};

class BareToken extends pulumi.dynamic.Resource {
    /**
     * @param {string} name
     * @param {import("@pulumi/pulumi").Inputs} args
     */
    constructor(name, args) {
        const additionalSecretOutputs = ["token", "previousToken"];
        super(provider, name, { ...OUTPUTS, ...args }, { additionalSecretOutputs }, "bench", "BareToken");
    }
}

for (const [index, token] of pasted.entries()) {
    new BareToken(`token-${index}`, { bootstrapToken: pulumi.secret(token), apiEndpoint, release });
}
