import * as pulumi from "@pulumi/pulumi";
import { thousandeyes } from "pulumi-api-tokens";

const config = new pulumi.Config();

const ci = new thousandeyes.ApiToken("ci", {
    bootstrapToken: config.requireSecret("bootstrapToken"),
    rotation: {
        beforeExpiry: config.get("beforeExpiry") ?? "60d",
        triggers: { release: config.get("release") ?? "1" },
    },
});

// The account group that the token works in: the one named in the config, else the one its user logs in to.
const name = config.get("accountGroup");
const accountGroup =
    name === undefined ? undefined : thousandeyes.getAccountGroupOutput({ name, token: ci.token });

export const token = ci.token;
export const accountGroupId = accountGroup?.aid ?? ci.loginAccountGroupId;
export const tokenFingerprint = ci.tokenFingerprint;
export const validUntil = ci.validUntil;
export const rotatesAfter = ci.rotatesAfter;
export const status = ci.status;
