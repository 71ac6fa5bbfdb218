import * as pulumi from "@pulumi/pulumi";
import { thousandeyes } from "pulumi-api-tokens";

const config = new pulumi.Config();

const ci = new thousandeyes.ApiToken("ci", {
    bootstrapToken: config.requireSecret("bootstrapToken"),
    rotation: {
        // The schedule only looks; this is when it finds something to do.
        every: config.get("every") ?? "30d",
        beforeExpiry: config.get("beforeExpiry") ?? "60d",
        triggers: { release: config.get("release") ?? "1" },
        // A trigger within the overlap waits for its end: a scheduled run must not fail for that.
        duringOverlap: "defer",
    },
});

export const token = ci.token;
export const tokenFingerprint = ci.tokenFingerprint;
export const validUntil = ci.validUntil;
export const rotatesAfter = ci.rotatesAfter;
export const status = ci.status;
