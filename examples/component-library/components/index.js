// @ts-check
const pulumi = require("@pulumi/pulumi");
const { thousandeyes } = require("pulumi-api-tokens");

/** A ThousandEyes token with the company's rules: rotated 90 days before its end, and by a release. */
class MonitoringToken extends pulumi.ComponentResource {
    /**
     * @param {string} name
     * @param {import("./index").MonitoringTokenArgs} args
     * @param {pulumi.ComponentResourceOptions} [options]
     */
    constructor(name, { pasted, release }, options) {
        super("acme:components:MonitoringToken", name, {}, options);
        const token = new thousandeyes.ApiToken(
            name,
            {
                bootstrapToken: pasted,
                rotation: { beforeExpiry: "90d", triggers: { release: release ?? "1" } },
            },
            { parent: this },
        );
        this.token = token.token;
        this.validUntil = token.validUntil;
        this.registerOutputs({ token: this.token, validUntil: this.validUntil });
    }
}

module.exports = { MonitoringToken };
