import { DAY } from "../../base/duration";
import { printable } from "../../base/terminal-text";
import type { StackLock } from "../stacks/locks";
import type { StackReading } from "../stacks/read-stacks";
import type { JournalReading } from "../tokens/journal-facts";
import { summarize } from "../tokens/summarize";
import { byUrgency, type Level, type TokenSummary, worst } from "../tokens/token-summary";

/** What is said of a stack or of a journal as a whole. */
export interface Notice {
    readonly level: Level;
    /** Such as a stack's name. */
    readonly about: string;
    readonly words: string;
}

/** What was found out of a stack. */
interface StackSummary {
    readonly stack: string;
    readonly isReadable: boolean;
    readonly tokens: number;
}

/** All that `status` says, in whatever form. */
export interface StatusReport {
    /** Milliseconds since 1970. */
    readonly at: number;
    readonly level: Level;
    /** The most urgent first. */
    readonly tokens: readonly TokenSummary[];
    readonly notices: readonly Notice[];
    readonly stacks: readonly StackSummary[];
    /** Where the journals are, in words. */
    readonly journals: readonly string[];
}

/** A run does not have a stack for so long. */
const LONG = DAY / 24;

/**
 * Puts together what was read.
 *
 * @param journals - by the stack that is kept in them
 * @param isWhole - whether all stacks were read: what is sealed for none of them is said then
 */
export function statusReport(
    readings: readonly StackReading[],
    journals: ReadonlyMap<string, JournalReading>,
    now: number,
    isWhole: boolean,
): StatusReport {
    const tokens = readings
        .flatMap(({ stack, state }) => {
            const facts = journals.get(stack)?.facts;
            return (state?.tokens ?? []).map((token) =>
                summarize(stack, token, (mark) => facts?.get(mark), now),
            );
        })
        .sort(byUrgency);
    const distinct = [...new Set(journals.values())];
    const notices = [
        ...readings.flatMap((reading) => noticesOf(reading, now)),
        ...distinct.flatMap((journal) => journalNotices(journal, isWhole)),
        ...sharedTokens(tokens),
    ];
    return {
        at: now,
        level: worst([...tokens, ...notices].map(({ level }) => level)),
        tokens,
        notices,
        stacks: readings.map(({ stack, state }) => ({
            stack,
            isReadable: state !== undefined,
            tokens: state?.tokens.length ?? 0,
        })),
        journals: distinct.map(({ place }) => place),
    };
}

function noticesOf({ stack, state, problem, lock }: StackReading, now: number): Notice[] {
    const notices: Notice[] = [];
    if (problem !== undefined) {
        notices.push({ level: "broken", about: stack, words: problem.words });
    }
    if (lock !== undefined) {
        notices.push({ about: stack, ...lockNotice(lock, now) });
    }
    const cutOff = state?.cutOff ?? [];
    if (cutOff.length > 0 && lock === undefined) {
        const names = cutOff.map((name) => printable(name)).join(", ");
        const words = `a run was cut off while it worked on ${names}. Run \`pulumi up\`: it goes on from there`;
        notices.push({ level: "soon", about: stack, words });
    }
    return notices;
}

function lockNotice({ owner, isLeft, since }: StackLock, now: number): Pick<Notice, "level" | "words"> {
    const by = owner === "" ? "" : ` by ${owner}`;
    if (isLeft) {
        const words = `it is locked${by}, a run that has ended: nothing can rotate. Run \`pulumi cancel\`, then \`pulumi up\``;
        return { level: "soon", words };
    }
    const isLong = since !== undefined && now - since > LONG;
    return isLong
        ? {
              level: "soon",
              words: `it has been locked${by}, and meanwhile nothing can rotate. When you know that this run has ended: \`pulumi cancel\``,
          }
        : { level: "fine", words: `it is locked${by}: a run has it` };
}

function journalNotices({ place, problem, strangers }: JournalReading, isWhole: boolean): Notice[] {
    if (problem !== undefined) {
        const words = `the journal cannot be read, so what is open in it is not known, and nothing is rotated: ${problem}`;
        return [{ level: "broken", about: place, words }];
    }
    return isWhole
        ? strangers.map((words) => ({
              level: "fine" as const,
              about: place,
              words: `${words}. None of these stacks has that token: a create may have been cut off, and the next \`pulumi up\` with that token takes it`,
          }))
        : [];
}

/** A token belongs into one stack: another one does not learn of its rotation. */
function sharedTokens(tokens: readonly TokenSummary[]): Notice[] {
    const owners = new Map<string, string[]>();
    for (const { fingerprint, stack, name } of tokens) {
        if (fingerprint !== undefined) {
            owners.set(fingerprint, [...(owners.get(fingerprint) ?? []), `${stack}/${name}`]);
        }
    }
    return [...owners]
        .filter(([, names]) => names.length > 1)
        .map(([mark, names]) => ({
            level: "fine",
            about: `token ${mark}`,
            words: `it is in ${names.length} places: ${names.map((name) => printable(name)).join(", ")}. Give a token one stack, and let others take it from there`,
        }));
}

/** How many of each level, in words. */
export function countsOf(tokens: readonly TokenSummary[]): string {
    const counts = (["broken", "soon", "fine"] as const).flatMap((level) => {
        const count = tokens.filter((token) => token.level === level).length;
        return count === 0 ? [] : [`${count} ${level}`];
    });
    return counts.join(", ");
}
