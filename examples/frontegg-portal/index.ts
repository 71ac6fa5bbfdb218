import * as pulumi from "@pulumi/pulumi";
import { thousandeyes } from "pulumi-api-tokens";

const config = new pulumi.Config();

// organization/project/stack; with a file or database backend the organization is always "organization".
const producer = new pulumi.StackReference(config.get("producer") ?? "organization/frontegg-handover/dev");

// What to paste in the portal, as "API Key" and "Account Group ID".
export const apiKey = producer.requireOutput("apiKey") as pulumi.Output<string>;
export const accountGroupId = producer.requireOutput("accountGroupId") as pulumi.Output<string>;

// What the integration can do with these two, and nothing else: without an id, requests go to the current group.
const accountGroup = accountGroupId.apply((aid) =>
    aid === ""
        ? thousandeyes.getAccountGroupOutput({ current: true, token: apiKey })
        : thousandeyes.getAccountGroupOutput({ aid, token: apiKey }),
);

export const worksIn = accountGroup.name;
export const tokenFingerprint = producer.requireOutput("tokenFingerprint");
