/** `active`: it works as far as is known. `rejected`: the API refuses it. `lost`: a newer one exists and nobody holds it. */
export type TokenStatus = "active" | "rejected" | "lost";

/** When a token is rotated. Durations are milliseconds. */
export interface RotationPolicy {
    readonly beforeExpiry: number;
    readonly every?: number;
    readonly triggers: Readonly<Record<string, string>>;
    readonly duringOverlap: "fail" | "defer";
}

/** What is known from the last run of a token that can be rotated. Instants are milliseconds since 1970. */
export interface RotatingTokenState {
    readonly status: TokenStatus;
    readonly fingerprint: string;
    readonly issuedAt: number;
    /** Absent when nobody knows the token's end. */
    readonly validUntil?: number;
    readonly previousFingerprint?: string;
    readonly previousValidUntil?: number;
    /** Of the bootstrap token that was last seen in the inputs. */
    readonly bootstrapFingerprint: string;
    /** As last recorded: what the new policy is compared with. */
    readonly policy: RotationPolicy;
    /** A trigger fired during an overlap and waits for its end. */
    readonly rotationPending: boolean;
}

/** What the program asks for now of a token that can be rotated. */
export interface RotationRequest {
    /** Absent when the program no longer gives a bootstrap token. */
    readonly bootstrapFingerprint?: string;
    readonly policy: RotationPolicy;
    /** Triggers whose new value the token in state was issued for already. */
    readonly satisfiedTriggers: readonly string[];
    /** Anything else that is recorded has another value than in the state. */
    readonly otherChanges: boolean;
}

/** When a person is reminded to replace a token. Durations are milliseconds. */
export interface ReminderPolicy {
    readonly remindBefore: number;
    /** How old the token may become. */
    readonly maxAge?: number;
}

/** What is known from the last run of a token that a person made. Instants are milliseconds since 1970. */
export interface AdoptedTokenState {
    readonly status: TokenStatus;
    readonly fingerprint: string;
    readonly adoptedAt: number;
    /** Absent when nobody knows the token's end. */
    readonly validUntil?: number;
    /** When the first of the tokens before it, kept for a while, is to go. */
    readonly previousValidUntil?: number;
    /** As last recorded: what the new policy is compared with. */
    readonly policy: ReminderPolicy;
}

/** What the program asks for now of a token that a person made. */
export interface AdoptionRequest {
    /** Of the token that the program gives. */
    readonly fingerprint: string;
    readonly policy: ReminderPolicy;
    /** Anything else that is recorded has another value than in the state. */
    readonly otherChanges: boolean;
    /** What happens when a person should bring another token. */
    readonly onDue: "warn" | "fail";
}
