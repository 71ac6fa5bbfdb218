import { TransportError } from "./errors";
import type { HttpAnswer } from "./http-client";
import { readStanding } from "./rate-limit";

/** What retrying takes from outside. */
export interface RetryContext {
    readonly now: () => number;
    readonly wait: (milliseconds: number) => Promise<void>;
    /** From 0 to below 1. */
    readonly random: () => number;
    /** How long to go on, from the first try: milliseconds. */
    readonly budget: number;
    /** Tells the person at the terminal why it takes so long. */
    readonly announce: (text: string) => void;
}

const FIRST_PAUSE = 200;
const LONGEST_PAUSE = 5000;

/** Answers after which the same request may succeed. */
const MAY_PASS = new Set([429, 502, 503, 504]);

/** As many waits for a rate limit may turn out too short. */
const RATE_LIMITED_TRIES = 3;

/** After so many milliseconds a person wonders. */
const SILENCE = 2000;

type Outcome = { readonly answer: HttpAnswer } | { readonly failure: TransportError };

/**
 * Sends a request that changes nothing until it has an answer that will stay the same: again after a connection that
 * failed, a 429, 502, 503 or 504, within a budget of time, in pauses that grow with full jitter. Returns the last
 * answer, or throws the last failure.
 */
export async function retried(send: () => Promise<HttpAnswer>, context: RetryContext): Promise<HttpAnswer> {
    const start = context.now();
    let latest = start + context.budget;
    let told = false;
    let limited = 0;
    for (let tries = 0; ; tries++) {
        const outcome = await attempt(send);
        const standing = limitOf(outcome, context.now());
        if (standing !== undefined && ++limited < RATE_LIMITED_TRIES) {
            // Whoever sends the next one waits for the reset: that is no time of this budget.
            latest += Math.max(0, standing.reset - standing.serverTime);
            continue;
        }
        const pause = context.random() * Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** tries);
        const end = context.now() + pause;
        if (!mayPass(outcome) || end > latest) {
            return conclude(outcome);
        }
        if (!told && end - start > SILENCE) {
            told = true;
            context.announce(
                `trying again for up to ${Math.ceil((latest - end) / 1000)} s: ${wordsOf(outcome)}`,
            );
        }
        await context.wait(pause);
    }
}

async function attempt(send: () => Promise<HttpAnswer>): Promise<Outcome> {
    try {
        return { answer: await send() };
    } catch (error) {
        if (error instanceof TransportError) {
            return { failure: error };
        }
        throw error;
    }
}

function mayPass(outcome: Outcome): boolean {
    return "answer" in outcome ? MAY_PASS.has(outcome.answer.status) : outcome.failure.mayPass;
}

function limitOf(outcome: Outcome, now: number) {
    const limited = "answer" in outcome && outcome.answer.status === 429;
    const standing = limited ? readStanding(outcome.answer, now) : undefined;
    return standing?.remaining === 0 ? standing : undefined;
}

function conclude(outcome: Outcome): HttpAnswer {
    if ("answer" in outcome) {
        return outcome.answer;
    }
    throw outcome.failure;
}

function wordsOf(outcome: Outcome): string {
    return "answer" in outcome ? `the answer was ${outcome.answer.status}` : outcome.failure.message;
}
