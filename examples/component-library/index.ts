import * as pulumi from "@pulumi/pulumi";
import { MonitoringToken } from "@acme/components";

const config = new pulumi.Config();

const ci = new MonitoringToken("ci", {
    pasted: config.getSecret("bootstrapToken"),
    release: config.get("release"),
});

export const token = ci.token;
export const validUntil = ci.validUntil;
