import * as pulumi from "@pulumi/pulumi";
import { versio } from "pulumi-api-tokens";

const config = new pulumi.Config();

// The token itself, its environment and the server come from the stack's config: versio:apiToken, versio:environment
// and versio:url.
const cmdb = new versio.ApiToken("cmdb", {
    name: config.get("tokenName") ?? "pulumi",
    permissions: ["CMDB viewer"],
    // Versio.io tells no end of a token: its age in this stack is what reminders go by.
    maxAge: config.get("maxAge") ?? "365d",
    remindBefore: config.get("remindBefore") ?? "30d",
    onDue: config.get<"warn" | "fail">("onDue") ?? "warn",
    gracePeriod: config.get("gracePeriod") ?? "14d",
});

export const authorization = cmdb.authorization;
export const query = cmdb.query;
export const serverUrl = cmdb.serverUrl;
export const environment = cmdb.environment;
export const tokenFingerprint = cmdb.tokenFingerprint;
export const dueAt = cmdb.dueAt;
export const previousValidUntil = cmdb.previousValidUntil;
export const status = cmdb.status;
