import * as pulumi from "@pulumi/pulumi";
import { thousandeyes } from "pulumi-api-tokens";

const config = new pulumi.Config();

const ci = new thousandeyes.ApiToken("ci", {
    bootstrapToken: config.requireSecret("bootstrapToken"),
    rotation: { beforeExpiry: "60d" },
});

const accountGroup = thousandeyes.getAccountGroupOutput({
    name: config.get("accountGroup") ?? "Production",
    token: ci.token,
});
const user = thousandeyes.getCurrentUserOutput({ token: ci.token });

export const token = ci.token;
export const tokenFingerprint = ci.tokenFingerprint;
export const accountGroupId = accountGroup.aid;
export const userName = user.apply(({ name, uid }) => name ?? uid);
