import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { thousandeyes } from "pulumi-api-tokens";

const config = new pulumi.Config();
const { stacks } = JSON.parse(readFileSync(join(__dirname, "fleet.json"), "utf8")) as {
    stacks: Record<string, string[]>;
};

const users = stacks[pulumi.getStack()] ?? [];
const tokensOfUsers = users.map((user) => {
    const bootstrapToken = config.getSecret(`bootstrapToken-${user}`);
    const apiToken = new thousandeyes.ApiToken(user, {
        ...(bootstrapToken === undefined ? {} : { bootstrapToken }),
        onCreate: config.get<"adopt" | "regenerate">("onCreate") ?? "regenerate",
        rotation: {
            beforeExpiry: config.get("beforeExpiry") ?? "60d",
            triggers: { release: config.get("release") ?? "1" },
            // One user whose overlap is still on must not stop the others.
            duringOverlap: "defer",
        },
    });
    return [user, apiToken] as const;
});

/** For other stacks: the token of each user, a secret. */
export const tokens = Object.fromEntries(tokensOfUsers.map(([user, { token }]) => [user, token]));
