import { fingerprint } from "../base/fingerprint";
import { formatTime, parseTime } from "../base/time";
import type { AdoptedTokenState, AdoptionRequest, TokenStatus } from "../decision/token-state";
import { type AdoptedTokenInputs, differ, gracePeriodOf, toPolicy } from "./inputs";

/** What a system says of a token when it is asked, such as Cutover's `tokenId`. */
export type TokenFacts = Readonly<Partial<Record<string, string>>> & {
    /** The id by which the system knows the token. */
    readonly tokenId?: string;
    /** The token's end as the system knows it, ISO 8601. */
    readonly expiresAt?: string;
};

/** A token that is kept in state for a while after a swap. */
export interface OutgoingToken {
    readonly token: string;
    /** The id by which the system knows it, where it has one. */
    readonly tokenId?: string | undefined;
    /** Until when it is kept, ISO 8601 UTC. */
    readonly validUntil: string;
}

/** The outputs that every adopted token has in state. Times are ISO 8601 UTC. */
export interface AdoptedTokenOutputs extends AdoptedTokenInputs {
    readonly tokenFingerprint: string;
    readonly adoptedAt: string;
    readonly dueAt?: string;
    readonly previousToken?: string;
    readonly previousTokenId?: string;
    readonly previousValidUntil?: string;
    /** Those before the previous one whose grace period is not over: several swaps may follow closely. */
    readonly earlierTokens?: readonly OutgoingToken[];
    /** Until when each of them is kept: the tokens are secret as a whole, and this is for whoever may not decrypt. */
    readonly earlierValidUntil?: readonly string[];
    /** Tells the resource from all others that may hold the same token, where a token can be revoked. */
    readonly holder?: string;
    readonly status: TokenStatus;
    readonly tokenId?: string;
    readonly expiresAt?: string;
}

/** What is known of a token's end: from the program, and from the system. */
interface KnownEnds {
    readonly validUntil?: string | undefined;
    readonly expiresAt?: string | undefined;
}

/** The first instant at which another token is wanted: the end of this one, or its greatest age. */
function endOf(outputs: AdoptedTokenOutputs): number | undefined {
    const { maxAge = Infinity } = toPolicy(outputs);
    const adopted = parseTime(outputs.adoptedAt) ?? 0;
    return unlessEndless(Math.min(systemEnd(outputs) ?? Infinity, adopted + maxAge));
}

/** The token as it is given, with what the system says of it. */
export function adopt<I extends AdoptedTokenInputs>(
    inputs: I,
    facts: TokenFacts,
    now: number,
): I & AdoptedTokenOutputs {
    return withDueAt({
        ...inputs,
        ...facts,
        tokenFingerprint: fingerprint(inputs.token),
        adoptedAt: formatTime(now),
        status: "active" as const,
    });
}

/** The new token in the place of the one before, which is kept for the grace period unless it is dead. */
export function swap<I extends AdoptedTokenInputs>(
    olds: AdoptedTokenOutputs,
    inputs: I,
    facts: TokenFacts,
    now: number,
): I & AdoptedTokenOutputs {
    const end = Math.min(now + gracePeriodOf(inputs), systemEnd(olds) ?? Infinity);
    const { token, tokenId } = olds;
    const last =
        olds.status !== "active" || end <= now ? [] : [{ token, tokenId, validUntil: formatTime(end) }];
    // One that is given again is no longer on its way out.
    const kept = [...last, ...outgoing(olds)].filter((one) => one.token !== inputs.token);
    const { holder } = olds;
    return withOutgoing({ ...adopt(inputs, facts, now), ...(holder === undefined ? {} : { holder }) }, kept);
}

/** The tokens that are kept for a while, the latest first. */
export function outgoing(outputs: AdoptedTokenOutputs): OutgoingToken[] {
    const {
        previousToken: token,
        previousTokenId: tokenId,
        previousValidUntil,
        earlierTokens = [],
    } = outputs;
    return token === undefined
        ? [...earlierTokens]
        : [{ token, tokenId, validUntil: previousValidUntil ?? "" }, ...earlierTokens];
}

/** Puts other tokens in the place of those that are kept for a while. */
export function withOutgoing<O extends AdoptedTokenOutputs>(
    outputs: O,
    [previous, ...earlier]: readonly OutgoingToken[],
): O {
    const kept = without(outputs, [
        "previousToken",
        "previousTokenId",
        "previousValidUntil",
        "earlierTokens",
        "earlierValidUntil",
    ]);
    return {
        ...kept,
        ...(previous === undefined
            ? {}
            : { previousToken: previous.token, previousValidUntil: previous.validUntil }),
        ...(previous?.tokenId === undefined ? {} : { previousTokenId: previous.tokenId }),
        ...(earlier.length === 0
            ? {}
            : { earlierTokens: earlier, earlierValidUntil: earlier.map(({ validUntil }) => validUntil) }),
    };
}

/** Whether a token that is kept for a while has been so for long enough. */
export function isOver({ validUntil }: OutgoingToken, now: number): boolean {
    return (parseTime(validUntil) ?? 0) < now;
}

/** The settings as the program gives them now, and the facts; the token stays. */
export function record<I extends AdoptedTokenInputs>(
    olds: AdoptedTokenOutputs,
    inputs: I,
    facts: TokenFacts,
): I & AdoptedTokenOutputs {
    const { tokenFingerprint, adoptedAt, status, holder } = olds;
    const recorded = withDueAt({
        ...inputs,
        ...facts,
        tokenFingerprint,
        adoptedAt,
        status,
        ...(holder === undefined ? {} : { holder }),
    });
    return withOutgoing(recorded, outgoing(olds));
}

/** Without some of its properties, none of which it must have. */
export function without<T extends object>(values: T, names: readonly string[]): T {
    return Object.fromEntries(Object.entries(values).filter(([name]) => !names.includes(name))) as T;
}

/** The named properties alone, as far as they are there. */
export function only(values: object, names: readonly string[]): Record<string, string> {
    return Object.fromEntries(Object.entries(values).filter(([name]) => names.includes(name)));
}

/** Whether the system's id of a new token is that of another one: then something else was found than the token. */
export function hasIdOfAnother({ token, tokenId }: AdoptedTokenOutputs, olds: AdoptedTokenOutputs): boolean {
    const known = [olds, ...outgoing(olds)];
    return tokenId !== undefined && known.some((one) => one.tokenId === tokenId && one.token !== token);
}

/** Brings `dueAt` up to date: the instant from which reminders come. */
function withDueAt<O extends AdoptedTokenOutputs>(outputs: O): O {
    const { dueAt: _, ...kept } = outputs;
    const end = endOf(outputs);
    const { remindBefore } = toPolicy(outputs);
    return (end === undefined ? kept : { ...kept, dueAt: formatTime(end - remindBefore) }) as O;
}

/** Reads what the deciding function needs: from state, but the token's end as the program gives it now. */
export function toTokenState(
    outputs: AdoptedTokenOutputs,
    { validUntil }: Pick<AdoptedTokenInputs, "validUntil">,
): AdoptedTokenState {
    const { expiresAt } = outputs;
    const end = systemEnd({ validUntil, expiresAt });
    const firstToGo = Math.min(...outgoing(outputs).map(({ validUntil }) => parseTime(validUntil) ?? 0));
    return {
        status: outputs.status,
        fingerprint: outputs.tokenFingerprint,
        adoptedAt: parseTime(outputs.adoptedAt) ?? 0,
        ...(end === undefined ? {} : { validUntil: end }),
        ...(firstToGo === Infinity ? {} : { previousValidUntil: firstToGo }),
        policy: toPolicy(outputs),
    };
}

/** Reads from inputs what the deciding function needs. `recorded` are the inputs that are kept in state. */
export function toRequest(
    olds: AdoptedTokenOutputs,
    news: AdoptedTokenInputs,
    recorded: readonly string[],
    isRenamed: boolean,
): AdoptionRequest {
    return {
        fingerprint: fingerprint(news.token),
        policy: toPolicy(news),
        otherChanges: isRenamed || differ(olds, news, recorded),
        onDue: news.onDue ?? "warn",
    };
}

/** When the token stops working as far as is known. */
export function systemEnd({ validUntil, expiresAt }: KnownEnds): number | undefined {
    const ends = [validUntil, expiresAt].map((time) => parseTime(time) ?? Infinity);
    return unlessEndless(Math.min(...ends));
}

function unlessEndless(end: number): number | undefined {
    return end === Infinity ? undefined : end;
}
