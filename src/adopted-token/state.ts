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

/** The outputs that every adopted token has in state. Times are ISO 8601 UTC. */
export interface AdoptedTokenOutputs extends AdoptedTokenInputs {
    readonly tokenFingerprint: string;
    readonly adoptedAt: string;
    readonly dueAt?: string;
    readonly previousToken?: string;
    readonly previousTokenId?: string;
    readonly previousValidUntil?: string;
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
    const adopted = adopt(inputs, facts, now);
    const end = Math.min(now + gracePeriodOf(inputs), systemEnd(olds) ?? Infinity);
    if (olds.status !== "active" || end <= now) {
        return adopted;
    }
    return {
        ...adopted,
        previousToken: olds.token,
        ...(olds.tokenId === undefined ? {} : { previousTokenId: olds.tokenId }),
        previousValidUntil: formatTime(end),
    };
}

/** The settings as the program gives them now, and the facts; the token stays. */
export function record<I extends AdoptedTokenInputs>(
    olds: AdoptedTokenOutputs,
    inputs: I,
    facts: TokenFacts,
): I & AdoptedTokenOutputs {
    const { tokenFingerprint, adoptedAt, previousToken, previousTokenId, previousValidUntil, status } = olds;
    return withDueAt({
        ...inputs,
        ...facts,
        tokenFingerprint,
        adoptedAt,
        status,
        ...(previousToken === undefined ? {} : { previousToken }),
        ...(previousTokenId === undefined ? {} : { previousTokenId }),
        ...(previousValidUntil === undefined ? {} : { previousValidUntil }),
    });
}

/** Without the previous token. */
export function withoutPrevious<O extends AdoptedTokenOutputs>(outputs: O): O {
    return without(outputs, ["previousToken", "previousTokenId", "previousValidUntil"]);
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
    const known = [
        [olds.token, olds.tokenId],
        [olds.previousToken, olds.previousTokenId],
    ];
    return tokenId !== undefined && known.some(([other, id]) => id === tokenId && other !== token);
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
    const previousValidUntil = parseTime(outputs.previousValidUntil);
    return {
        status: outputs.status,
        fingerprint: outputs.tokenFingerprint,
        adoptedAt: parseTime(outputs.adoptedAt) ?? 0,
        ...(end === undefined ? {} : { validUntil: end }),
        ...(previousValidUntil === undefined ? {} : { previousValidUntil }),
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
