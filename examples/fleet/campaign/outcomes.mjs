/**
 * What became of a token.
 *
 * - `rotated`: a new one was issued in this campaign
 * - `adopted`: the pasted one was taken over in this campaign
 * - `unchanged`: the release was known already, or is recorded for the first time
 * - `waits`: its rotation is pending until the previous token's end (`until`)
 * - `failed`: a person has to look (`message`)
 * - `unreached`: the run of the stack ended before it
 *
 * @typedef {{ kind: "rotated" | "adopted" | "unchanged" | "unreached" } | { kind: "waits", until: string }
 *     | { kind: "failed", message: string }} Outcome
 */

/**
 * A token in the stack's state, as far as it matters here.
 *
 * @typedef {object} TokenInState
 * @property {string} urn
 * @property {{ rotation?: { triggers?: { release?: string } } }} [inputs]
 * @property {{ status?: string, issuedAt?: string, previousValidUntil?: string, rotationPending?: boolean }} [outputs]
 */

/**
 * The tokens in a state as `pulumi stack export` writes it, by the user's name. Secrets in it stay encrypted.
 *
 * @param {string} exported
 * @returns {Map<string, TokenInState>}
 */
export function tokensIn(exported) {
    /** @type {{ deployment: { resources?: (TokenInState & { type: string, delete?: boolean })[] } }} */
    const { deployment } = JSON.parse(exported);
    const tokens = (deployment.resources ?? []).filter(
        ({ type, delete: isReplaced }) => type.endsWith("thousandeyes:ApiToken") && isReplaced !== true,
    );
    return new Map(tokens.map((token) => [token.urn.slice(token.urn.lastIndexOf("::") + 2), token]));
}

/**
 * The failures that the package reports, by the user's name. Its messages end with a code and never hold a token.
 *
 * @param {string} output of `pulumi up`
 * @param {string[]} users
 * @returns {Map<string, string>}
 */
export function failuresIn(output, users) {
    /** @type {Map<string, string>} */
    const failures = new Map();
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

/**
 * Whether the run came to this token: then the state knows the release.
 *
 * @param {TokenInState | undefined} token
 * @param {string} release
 */
export function isReached(token, release) {
    return token?.inputs?.rotation?.triggers?.release === release;
}

/**
 * @param {TokenInState | undefined} token
 * @param {{ release: string, startedAt: number, failure: string | undefined }} run
 * @returns {Outcome}
 */
export function outcomeOf(token, { release, startedAt, failure }) {
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
