import * as pulumi from "@pulumi/pulumi";
import { unlessEmpty } from "../base/environment";
import type { Setting } from "../base/setting";
import type { TokenStatus } from "../decision/token-state";
import { DynamicResource } from "../pulumi/dynamic-resource";
import type { OutgoingToken } from "./state";

/** The inputs that every token has which a person made. Durations are whole hours, days or weeks: `"12h"`, `"30d"`, `"8w"`. */
export interface AdoptedTokenArgs {
    /** For how long the previous token is kept as `previousToken` after a swap. Default `"14d"`. */
    gracePeriod?: pulumi.Input<string> | undefined;
    /** When the token expires, ISO 8601, if known. */
    validUntil?: pulumi.Input<string> | undefined;
    /** How old the token may become, counted from when it was adopted. */
    maxAge?: pulumi.Input<string> | undefined;
    /** Remind once less than this is left until `validUntil` or `maxAge`, whichever comes first. Default `"30d"`. */
    remindBefore?: pulumi.Input<string> | undefined;
    /** `"warn"` (default) prints a warning in every preview and up once it is due, `"fail"` ends the run. */
    onDue?: pulumi.Input<"warn" | "fail"> | undefined;
    /** Whether the system is asked if the token works: when it is adopted or swapped, and at refresh. Default true. */
    verify?: pulumi.Input<boolean> | undefined;
}

/** Named with no value, so that the SDK makes an output of each. */
const OUTPUTS = {
    tokenFingerprint: undefined,
    adoptedAt: undefined,
    dueAt: undefined,
    previousToken: undefined,
    previousValidUntil: undefined,
    earlierTokens: undefined,
    status: undefined,
};

/** What a system's resource hands to {@link AdoptedToken}. */
interface Registration {
    readonly type: string;
    readonly exportName: string;
    readonly name: string;
    readonly inputs: pulumi.Inputs;
    /** Outputs of the system's own, by name; with inputs that config or environment may fill in. */
    readonly outputs: readonly string[];
    readonly secrets: readonly string[];
    readonly options: pulumi.CustomResourceOptions | undefined;
}

/** A token that a person made in a UI: given to the resource, checked, kept as a secret, and swapped in place. */
export abstract class AdoptedToken extends DynamicResource {
    /** The token (secret), as it was given. */
    declare public readonly token: pulumi.Output<string>;
    /** The first 12 hex digits of the token's SHA-256: tells tokens apart without showing them. */
    declare public readonly tokenFingerprint: pulumi.Output<string>;
    /** When the token was given to this resource, ISO 8601 UTC. */
    declare public readonly adoptedAt: pulumi.Output<string>;
    /** From when on a reminder is given, ISO 8601 UTC. Absent when no end is known. */
    declare public readonly dueAt: pulumi.Output<string | undefined>;
    /** The token before this one (secret), until its grace period is over. */
    declare public readonly previousToken: pulumi.Output<string | undefined>;
    /** Until when the previous token is kept, ISO 8601 UTC. */
    declare public readonly previousValidUntil: pulumi.Output<string | undefined>;
    /** The tokens before the previous one whose grace period is not over either (secret), the latest first. */
    declare public readonly earlierTokens: pulumi.Output<OutgoingToken[] | undefined>;
    /** `"active"`; `"rejected"` when the system refused the token when last asked. */
    declare public readonly status: pulumi.Output<TokenStatus>;

    protected constructor({ type, exportName, name, inputs, outputs, secrets, options }: Registration) {
        const own = Object.fromEntries(outputs.map((output) => [output, undefined]));
        super(
            type,
            exportName,
            name,
            { ...OUTPUTS, ...own, ...inputs },
            ["token", "previousToken", "earlierTokens", ...secrets],
            options,
        );
        // The engine marks them as well; the mocks of a program's unit tests do not.
        this.token = pulumi.secret(this.token);
        this.previousToken = pulumi.secret(this.previousToken);
        this.earlierTokens = pulumi.secret(this.earlierTokens);
    }
}

/**
 * A token from the argument, the stack's config or the environment, as a secret. It is resolved in the program: what a
 * provider fills in is kept in clear.
 */
export function secretToken(
    argument: pulumi.Input<string> | undefined,
    { config, variable }: Setting,
): pulumi.Output<string> | undefined {
    const [namespace = "", key = ""] = config.split(":");
    const given =
        argument ?? new pulumi.Config(namespace).getSecret(key) ?? unlessEmpty(process.env[variable]);
    return given === undefined ? undefined : pulumi.secret(given);
}
