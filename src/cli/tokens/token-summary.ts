import type { TokenStatus } from "../../decision/token-state";

/** `fine`: nothing to do. `soon`: something is to be done within days. `broken`: today. */
export const LEVELS = ["fine", "soon", "broken"] as const;
export type Level = (typeof LEVELS)[number];

/** What is the matter with a token, and how much it matters. */
export const CONDITIONS = {
    active: "fine",
    /** A rotation is called for, and the previous token is still valid. */
    waiting: "fine",
    /** A run is at it. */
    rotating: "fine",
    due: "soon",
    /** Due for so long that whatever should rotate or replace it does not. */
    overdue: "soon",
    /** A new token is sealed in the journal, and not in the state. */
    unsaved: "soon",
    /** A new one was asked for, and no clear answer came. */
    unclear: "soon",
    /** It ends within days, and nothing has replaced it. */
    ending: "broken",
    rejected: "broken",
    expired: "broken",
    lost: "broken",
    /** The journal holds something about it that cannot be read: it is not rotated. */
    blocked: "broken",
    /** The state does not tell what a token's state tells. */
    unreadable: "broken",
} as const satisfies Record<string, Level>;
export type Condition = keyof typeof CONDITIONS;

/** All that is said of a token, wherever it is said. Instants are milliseconds since 1970. */
export interface TokenSummary {
    /** As Pulumi lists it. */
    readonly stack: string;
    readonly name: string;
    /** Such as `ThousandEyes`. */
    readonly system: string;
    readonly condition: Condition;
    readonly level: Level;
    /** As the last run noted it. */
    readonly status?: TokenStatus;
    readonly fingerprint?: string;
    /** When it was issued, or taken over. */
    readonly issuedAt?: number;
    /** Absent when nobody knows the token's end. */
    readonly endsAt?: number;
    /** From when `pulumi up` rotates it, or reminds of it. */
    readonly nextAt?: number;
    /** Whether `pulumi up` can rotate it; otherwise a person makes the next one. */
    readonly rotates: boolean;
    readonly previousEndsAt?: number;
    /** The ends of those before the previous one: a token that people swap may have several. The latest first. */
    readonly earlierEndsAt?: readonly number[];
    /** What is open in the journal, in words. */
    readonly journal?: string;
    /** Why it is not simply active. */
    readonly reason?: string;
    /** What a person must do. */
    readonly todo?: string;
}

/** What was found out of a token, whatever its kind. */
export type Findings = Omit<TokenSummary, "stack" | "name" | "system" | "level" | "rotates">;

/** When the tokens before it stop working, the latest first. */
export function formerEnds({ previousEndsAt, earlierEndsAt = [] }: TokenSummary): readonly number[] {
    return previousEndsAt === undefined ? earlierEndsAt : [previousEndsAt, ...earlierEndsAt];
}

/** Broken ones first, then by what ends first. */
export function byUrgency(one: TokenSummary, other: TokenSummary): number {
    return (
        LEVELS.indexOf(other.level) - LEVELS.indexOf(one.level) ||
        (one.endsAt ?? Infinity) - (other.endsAt ?? Infinity) ||
        compare(`${one.stack}/${one.name}`, `${other.stack}/${other.name}`)
    );
}

function compare(one: string, other: string): number {
    return one < other ? -1 : one > other ? 1 : 0;
}

/** 0: fine. 1: something is to be done within days. 2: today, or nothing is known. */
export function exitCodeOf(level: Level): number {
    return { fine: 0, soon: 1, broken: 2 }[level];
}

/** The worst of them. */
export function worst(levels: readonly Level[]): Level {
    return LEVELS[Math.max(0, ...levels.map((level) => LEVELS.indexOf(level)))] ?? "fine";
}
