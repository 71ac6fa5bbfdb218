import * as pulumi from "@pulumi/pulumi";
import { thousandeyes } from "pulumi-api-tokens";

const config = new pulumi.Config();

// Named here, so that a TE_API_ENDPOINT in the environment of Pulumi itself changes nothing.
const apiEndpoint = new pulumi.Config("thousandeyes").get("apiEndpoint") ?? "https://api.thousandeyes.com/v7";

const terraform = new thousandeyes.ApiToken("terraform", {
    bootstrapToken: config.requireSecret("bootstrapToken"),
    rotation: {
        beforeExpiry: config.get("beforeExpiry") ?? "60d",
        triggers: { release: config.get("release") ?? "1" },
    },
    apiEndpoint,
});

// The account group that Terraform works in: the one named in the config, else the one that the user logs in to.
const name = config.get("accountGroup");
const accountGroup =
    name === undefined
        ? undefined
        : thousandeyes.getAccountGroupOutput({ name, token: terraform.token, apiEndpoint });

// The provider's environment and nothing else: `pulumi stack output --shell` prints every output.
export const TE_TOKEN = terraform.token;
export const TE_AID = accountGroup?.aid ?? terraform.loginAccountGroupId;
export const TE_API_ENDPOINT = apiEndpoint;
