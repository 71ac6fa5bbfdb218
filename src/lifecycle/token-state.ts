/** When a token is rotated. Durations are milliseconds. */
export interface RotationPolicy {
    readonly beforeExpiry: number;
    readonly every?: number;
    readonly triggers: Readonly<Record<string, string>>;
    readonly duringOverlap: "fail" | "defer";
}

/** `active`: it works as far as is known. `rejected`: the API refuses it. `lost`: its successor exists and nobody holds it. */
export type TokenStatus = "active" | "rejected" | "lost";

/** What is known of a token from the last run. Instants are milliseconds since 1970. */
export interface TokenState {
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

/** What the program asks for now. */
export interface TokenRequest {
    /** Absent when the program no longer gives a bootstrap token. */
    readonly bootstrapFingerprint?: string;
    readonly policy: RotationPolicy;
    /** Anything else that is recorded has another value than in the state. */
    readonly otherChanges: boolean;
}

/** What the program asks for of a token that no API issues: its bootstrap token is the token itself. */
export interface AdoptedTokenRequest extends TokenRequest {
    /** What happens when a person should bring another one. */
    readonly onDue: "warn" | "fail";
}
