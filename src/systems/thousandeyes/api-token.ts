import * as pulumi from "@pulumi/pulumi";
import type { TokenStatus } from "../../rotating-token/state";
import { argumentsOf, DynamicResource } from "../../pulumi/dynamic-resource";

/** When an {@link ApiToken} is rotated. Durations are whole hours, days or weeks: `"12h"`, `"30d"`, `"8w"`. */
export interface RotationArgs {
    /** Rotate once less than this is left of the token's life. Default `"60d"`, at most `"716d"`. */
    beforeExpiry?: pulumi.Input<string> | undefined;
    /** Rotate once the token is older than this. At least `"14d"`. Default: age alone rotates nothing. */
    every?: pulumi.Input<string> | undefined;
    /**
     * Rotate when a key that was there before has another value now, such as `{ release: "2" }` after
     * `{ release: "1" }`. Adding or removing a key is recorded and rotates nothing.
     */
    triggers?: pulumi.Input<Record<string, pulumi.Input<string>>> | undefined;
    /**
     * What a trigger does while the previous token is still valid and the API issues no third one: `"fail"` (default)
     * stops with the date from which it works, `"defer"` lets the first `pulumi up` after that date rotate.
     */
    duringOverlap?: pulumi.Input<"fail" | "defer"> | undefined;
}

/** The inputs of an {@link ApiToken}. */
export interface ApiTokenArgs {
    /**
     * A token that works, pasted from the UI (Account Settings > Users and Roles > Profile > User API Tokens).
     * Required at create, and again only when the token in state is dead; it may be left out in between. Always kept
     * as a secret. Another token than those this resource knows replaces the resource.
     */
    bootstrapToken?: pulumi.Input<string> | undefined;
    /**
     * `"regenerate"` (default) has the API issue a new token at once; the pasted one dies 14 days later. `"adopt"`
     * takes the pasted token as it is and rotates it when it is due.
     */
    onCreate?: pulumi.Input<"regenerate" | "adopt"> | undefined;
    /** With `onCreate: "adopt"` only: when the pasted token expires, ISO 8601, if known. */
    validUntil?: pulumi.Input<string> | undefined;
    /** When to rotate. Default: 60 days before the token expires. */
    rotation?: pulumi.Input<RotationArgs> | undefined;
    /**
     * The API's address with `/v7`; `https` only, except to loopback. Default: stack config
     * `thousandeyes:apiEndpoint`, then the environment's `TE_API_ENDPOINT` as it was at create, then
     * `https://api.thousandeyes.com/v7`.
     */
    apiEndpoint?: pulumi.Input<string> | undefined;
}

/**
 * A ThousandEyes API token: issued by `pulumi up`, rotated by a later one, a secret in state. Its id is the user's `uid`.
 *
 * A rotation leaves the previous token valid for 14 days, or until its own end when that is sooner. Only `pulumi up`
 * rotates: run it on a schedule, more often than `rotation.beforeExpiry`.
 *
 * Errors name their code: see `ErrorCode`. Lifetimes and overlap are the vendor's: see the description
 * of `regenerateApiToken` in its API v7 documents.
 */
export class ApiToken extends DynamicResource {
    /** The token (secret). Stays the same until a rotation. */
    declare public readonly token: pulumi.Output<string>;
    /** When the token expires, ISO 8601 UTC. Absent for an adopted token whose end was not given. */
    declare public readonly validUntil: pulumi.Output<string | undefined>;
    /** When the token was issued or adopted, ISO 8601 UTC. */
    declare public readonly issuedAt: pulumi.Output<string>;
    /** The first `pulumi up` after this time rotates, ISO 8601 UTC. Absent when only a trigger can. */
    declare public readonly rotatesAfter: pulumi.Output<string | undefined>;
    /** The token before this one (secret), while it is still valid. */
    declare public readonly previousToken: pulumi.Output<string | undefined>;
    /** Until when the previous token is valid, ISO 8601 UTC. */
    declare public readonly previousValidUntil: pulumi.Output<string | undefined>;
    /** The first 12 hex digits of the token's SHA-256: tells tokens apart without showing them. */
    declare public readonly tokenFingerprint: pulumi.Output<string>;
    /** The `uid` of the user whose token it is. */
    declare public readonly userId: pulumi.Output<string>;
    /** The `aid` of that user's login account group, which requests without an `aid` go to. */
    declare public readonly loginAccountGroupId: pulumi.Output<string | undefined>;
    /** `"active"`; `"rejected"` when the API refused the token when last asked; `"lost"` when its successor is held by nobody. */
    declare public readonly status: pulumi.Output<TokenStatus>;

    constructor(name: string, args: ApiTokenArgs, opts?: pulumi.CustomResourceOptions) {
        const given = argumentsOf(args);
        const { bootstrapToken } = given;
        const inputs = {
            ...given,
            bootstrapToken: bootstrapToken === undefined ? undefined : pulumi.secret(bootstrapToken),
        };
        const secrets = ["token", "previousToken"];
        super(
            "thousandeyes:ApiToken",
            "thousandeyesApiToken",
            name,
            { ...OUTPUTS, ...inputs },
            secrets,
            opts,
        );
        // The engine marks them as well; the mocks of a program's unit tests do not.
        this.token = pulumi.secret(this.token);
        this.previousToken = pulumi.secret(this.previousToken);
    }
}

/** Named with no value, so that the SDK makes an output of each. */
const OUTPUTS = {
    token: undefined,
    issuedAt: undefined,
    rotatesAfter: undefined,
    previousToken: undefined,
    previousValidUntil: undefined,
    tokenFingerprint: undefined,
    userId: undefined,
    loginAccountGroupId: undefined,
    status: undefined,
    validUntil: undefined,
};
