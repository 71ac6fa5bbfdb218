import * as pulumi from "@pulumi/pulumi";
import { AdoptedToken, type AdoptedTokenArgs, secretToken } from "../../adopted-token/resource";
import { argumentsOf } from "../../pulumi/dynamic-resource";
import { TOKEN } from "./settings";

/** The inputs of a {@link UserAppToken}. */
export interface UserAppTokenArgs extends Omit<AdoptedTokenArgs, "validUntil"> {
    /**
     * The token, pasted from the UI (Access Management > the user > User App Tokens): 48 hexadecimal characters. Always
     * kept as a secret. Another value swaps it. Default: stack config `cutover:apiToken`, then `CUTOVER_API_TOKEN`.
     */
    token?: pulumi.Input<string> | undefined;
    /** The id of the user whose token it is: a string of digits. Another one makes it another resource. */
    userId: pulumi.Input<string>;
    /** The label that the token has in the UI. With several of one label, give `tokenId` as well. */
    label?: pulumi.Input<string> | undefined;
    /** The id of the token in the user's list, where the label does not tell it. */
    tokenId?: pulumi.Input<string> | undefined;
    /**
     * The instance's address, with or without `/core`; `https` only, except to loopback. Default: stack config
     * `cutover:baseUrl`, then `CUTOVER_BASE_URL` as it was at create.
     */
    baseUrl?: pulumi.Input<string> | undefined;
    /**
     * Whether tokens are deleted by the API: the previous one in the first `pulumi up` after its grace period, the
     * current one when the resource is destroyed. Default false.
     */
    revoke?: pulumi.Input<boolean> | undefined;
    /** The token of a Global User Admin, for what the user's own may not do: to list and to delete tokens. Kept as a secret. */
    adminToken?: pulumi.Input<string> | undefined;
}

/**
 * A Cutover user app token: made in the UI, found in the user's list, a secret in state; its expiry is read from the API.
 *
 * Errors name their code: see `ErrorCode`; besides those of a request, `ERR_NOT_FOUND` and `ERR_NOT_UNIQUE` when the
 * user's list has no token, or several, of the label.
 */
export class UserAppToken extends AdoptedToken {
    /** The id of the token in the user's list. */
    declare public readonly tokenId: pulumi.Output<string | undefined>;
    /** ISO 8601 UTC. */
    declare public readonly createdAt: pulumi.Output<string | undefined>;
    /** When the token expires, ISO 8601 UTC. Absent when it does not: expiry is a setting of the instance, off by default. */
    declare public readonly expiresAt: pulumi.Output<string | undefined>;
    /** When the token was last used, ISO 8601 UTC, as of the last adopt, swap or refresh. */
    declare public readonly lastAccessedAt: pulumi.Output<string | undefined>;
    /** Tells this resource from all others that hold the same token: the journal has it, so that no other stack revokes the token. */
    declare public readonly holder: pulumi.Output<string | undefined>;
    declare public readonly userId: pulumi.Output<string>;
    /** Without `/core` and without a trailing slash. */
    declare public readonly baseUrl: pulumi.Output<string>;

    constructor(name: string, args: UserAppTokenArgs, opts?: pulumi.CustomResourceOptions) {
        const { tokenId, adminToken, ...inputs } = argumentsOf(args);
        super({
            type: "cutover:UserAppToken",
            exportName: "cutoverUserAppToken",
            name,
            inputs: {
                ...inputs,
                token: secretToken(inputs.token, TOKEN),
                wantedTokenId: tokenId,
                adminToken: adminToken === undefined ? undefined : pulumi.secret(adminToken),
            },
            outputs: ["tokenId", "createdAt", "expiresAt", "lastAccessedAt", "holder", "baseUrl"],
            secrets: ["adminToken"],
            options: opts,
        });
    }
}
