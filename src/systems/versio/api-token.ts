import * as pulumi from "@pulumi/pulumi";
import { AdoptedToken, type AdoptedTokenArgs, secretToken } from "../../adopted-token/resource";
import { argumentsOf } from "../../pulumi/dynamic-resource";
import { TOKEN } from "./settings";

/** The inputs of an {@link ApiToken}. */
export interface ApiTokenArgs extends AdoptedTokenArgs {
    /**
     * The token, pasted from the UI (Environment settings > Access management > API token). Always kept as a secret.
     * Another value swaps it. Default: stack config `versio:apiToken`, then the environment's `VERSIO_APITOKEN`.
     */
    token?: pulumi.Input<string> | undefined;
    /** The name that the token has in the UI; as it was at create also part of the resource's id. */
    name: pulumi.Input<string>;
    /** The id of the environment that the token belongs to. Default: stack config `versio:environment`, then `VERSIO_ENVIRONMENT` as it was at create. */
    environment?: pulumi.Input<string> | undefined;
    /**
     * The server's address; `https` only, except to loopback. Default: stack config `versio:url`, then `VERSIO_URL` as
     * it was at create, then `https://live.versio.io`.
     */
    serverUrl?: pulumi.Input<string> | undefined;
    /** The permissions that the token was given in the UI: recorded for whoever reads the state, not asked for. */
    permissions?: pulumi.Input<pulumi.Input<string>[]> | undefined;
}

/**
 * A Versio.io API token: made in the UI, checked by a read of its environment, a secret in state. Versio.io documents no
 * API that makes, lists or ends tokens, and no expiry.
 *
 * Errors name their code: see `ErrorCode`. A 401 means that the token or a permission is missing: the check needs one
 * to read the environment, such as "CMDB viewer". Source: "API authentication" in the vendor's documentation.
 */
export class ApiToken extends AdoptedToken {
    /** The value of the header `Authorization` (secret): `apiToken …`. */
    declare public readonly authorization: pulumi.Output<string>;
    /** The query parameter instead of the header (secret), URL-encoded: `apiToken=…`. Addresses end up in logs: prefer the header. */
    declare public readonly query: pulumi.Output<string>;
    declare public readonly environment: pulumi.Output<string>;
    /** Without a trailing slash. */
    declare public readonly serverUrl: pulumi.Output<string>;
    declare public readonly permissions: pulumi.Output<string[] | undefined>;

    constructor(name: string, args: ApiTokenArgs, opts?: pulumi.CustomResourceOptions) {
        const given = argumentsOf(args);
        super({
            type: "versio:ApiToken",
            exportName: "versioApiToken",
            name,
            inputs: { ...given, token: secretToken(given.token, TOKEN) },
            outputs: ["authorization", "query", "environment", "serverUrl", "permissions"],
            secrets: ["authorization", "query"],
            options: opts,
        });
        this.authorization = pulumi.secret(this.authorization);
        this.query = pulumi.secret(this.query);
    }
}
