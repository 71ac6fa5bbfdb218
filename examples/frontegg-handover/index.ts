import * as pulumi from "@pulumi/pulumi";
import { thousandeyes } from "pulumi-api-tokens";

const config = new pulumi.Config();

const frontegg = new thousandeyes.ApiToken("frontegg", {
    bootstrapToken: config.requireSecret("bootstrapToken"),
    rotation: {
        beforeExpiry: config.get("beforeExpiry") ?? "60d",
        triggers: { release: config.get("release") ?? "1" },
    },
});

const { token } = frontegg;
const name = config.get("accountGroup");
const accountGroup =
    name === undefined
        ? thousandeyes.getAccountGroupOutput({ current: true, token })
        : thousandeyes.getAccountGroupOutput({ name, token });

// Both look-ups share one request.
const { accountGroups } = thousandeyes.getAccountGroupsOutput({ token });

// What the portal asks for as "API Key" and "Account Group ID". The latter stays empty for a user of a single group.
export const apiKey = token;
export const accountGroupId = pulumi
    .all([accountGroup.aid, accountGroups])
    .apply(([aid, all]) => (all.length > 1 ? aid : ""));

export const tokenFingerprint = frontegg.tokenFingerprint;
export const previousValidUntil = frontegg.previousValidUntil;
