import { nameIn } from "../../base/urn";

/**
 * What became of a token.
 *
 * - `rotated`: a new one was issued in this campaign
 * - `adopted`: the pasted one was taken over in this campaign
 * - `unchanged`: the release was known already, or is recorded for the first time
 * - `waits`: its rotation is pending until the previous token's end (`until`)
 * - `failed`: a person has to look (`message`)
 * - `unreached`: the run of the stack ended before it
 */
export type Outcome =
    | { readonly kind: "rotated" | "adopted" | "unchanged" | "unreached" }
    | { readonly kind: "waits"; readonly until: string }
    | { readonly kind: "failed"; readonly message: string };

/** What became of one stack. */
export interface StackResult {
    readonly tokens: Readonly<Record<string, Outcome>>;
    /** Of the stack as a whole. */
    readonly problem?: string;
}

/** A token in the stack's state, as far as it matters here. */
export interface TokenInState {
    readonly type: string;
    readonly urn: string;
    readonly delete?: boolean;
    readonly inputs?: { readonly rotation?: { readonly triggers?: { readonly release?: string } } };
    readonly outputs?: {
        readonly status?: string;
        readonly issuedAt?: string;
        readonly previousValidUntil?: string;
        readonly rotationPending?: boolean;
    };
}

/** The tokens in a state as `pulumi stack export` writes it, by the user's name. Secrets in it stay encrypted. */
export function tokensIn(exported: string): Map<string, TokenInState> {
    const { deployment } = JSON.parse(exported) as { deployment: { resources?: TokenInState[] } };
    const tokens = (deployment.resources ?? []).filter(
        ({ type, delete: isReplaced }) => type.endsWith("thousandeyes:ApiToken") && isReplaced !== true,
    );
    return new Map(tokens.map((token) => [nameIn(token.urn), token]));
}

/** The failures that the package reports, by the user's name. Its messages end with a code and never hold a token. */
export function failuresIn(output: string, users: readonly string[]): Map<string, string> {
    const failures = new Map<string, string>();
    for (const line of output.split("\n")) {
        const found =
            /^(?:error: |\* )*(?<user>\S+): (?<message>.*\[ERR_\w+\].*)$/.exec(line.trim()) ??
            /resource '(?<user>\S+)' has a problem: (?<message>.*)$/.exec(line.trim());
        const { user, message } = found?.groups ?? {};
        if (user !== undefined && message !== undefined && users.includes(user) && !failures.has(user)) {
            failures.set(user, message);
        }
    }
    return failures;
}

/** Whether the run came to this token: then the state knows the release. */
export function isReached(token: TokenInState | undefined, release: string): boolean {
    return token?.inputs?.rotation?.triggers?.release === release;
}

interface Run {
    readonly release: string;
    readonly startedAt: number;
    readonly failure: string | undefined;
}

/** What became of a token in a run. */
export function outcomeOf(token: TokenInState | undefined, { release, startedAt, failure }: Run): Outcome {
    if (failure !== undefined) {
        return { kind: "failed", message: failure };
    }
    if (token?.outputs === undefined || !isReached(token, release)) {
        return { kind: "unreached" };
    }
    const { status, issuedAt, previousValidUntil, rotationPending } = token.outputs;
    if (status !== "active") {
        return { kind: "failed", message: `the token's status is ${JSON.stringify(status)}` };
    }
    if (rotationPending === true) {
        return { kind: "waits", until: previousValidUntil ?? "the next run" };
    }
    if (Date.parse(issuedAt ?? "") >= startedAt) {
        // A token that was issued here has a predecessor; one that was taken over has none.
        return { kind: previousValidUntil === undefined ? "adopted" : "rotated" };
    }
    return { kind: "unchanged" };
}
