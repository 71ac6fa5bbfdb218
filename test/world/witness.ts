import { attempt } from "../../src/base/attempt";
import { messageOf } from "../../src/base/errors";
import { LEASE } from "../../src/journal/limits";
import { readEntry, type JournalEntry } from "../../src/journal/entry";
import type { Api, Post } from "./api";

import type { Checkpoint, Failure } from "./engine";
import type { Kept } from "./kept";
import type { Runner } from "./runner";
import type { Scheduler } from "./scheduler";
import type { Stack } from "./stack";

/** A promise that was broken. */
export class Violation extends Error {}

/** What is known of a request for a new token besides what the API sees. */
interface Asked {
    readonly post: Post;
    readonly disk: Kept;
    readonly runner: Runner;
    /** Of the stack, and of one life of its resources. */
    readonly cause: string;
    readonly release: number;
    /** An attempt was in the journal when it went out. */
    readonly isNoted: boolean;
}

/** A command that is over. */
export interface Ended {
    readonly runner: Runner;
    readonly stack: Stack;
    /** The stack's state when it began. */
    readonly before: Checkpoint;
    readonly disk: Kept;
}

/** Codes after which only a person can help. */
const DEAD_ENDS = ["ERR_TOKEN_LOST", "ERR_TOKEN_REJECTED", "ERR_TOKEN_EXPIRED"];

/** What the program of a run asked for. */
export interface AskedFor {
    readonly cause: string;
    readonly release: number;
}

/** Codes with which a command may end that sends nothing. */
const REFUSALS = ["ERR_OVERLAP", "ERR_TOKEN_LOST", "ERR_TOKEN_REJECTED", "ERR_TOKEN_EXPIRED"];

/** Holds what happens against the promises of this package, with the API as witness. */
export class Witness {
    /** The first promise that was broken. */
    broken: Violation | undefined;
    private readonly all: Asked[] = [];

    constructor(
        private readonly scheduler: Scheduler,
        private readonly api: Api,
    ) {}

    /** Before a request for a new token goes out. */
    post(post: Post, runner: Runner, disk: Kept, { cause, release }: AskedFor): void {
        const entries = entriesFor(disk, post.sent);
        const { pid, machine } = post.process;
        const own = entries.find(({ owner }) => owner.pid === pid && owner.host === machine.name);
        if (entries.some(({ state }) => state === "issued")) {
            this.fail(
                `${post.process.name} asks for the successor of ${post.sent}, which is sealed in ${disk.name}`,
            );
        }
        for (const before of this.all) {
            if (before.post.sent === post.sent && before.disk === disk) {
                this.holdApart(before, post, runner, own !== undefined);
            }
        }
        this.all.push({
            post,
            disk,
            runner,
            release,
            cause: `${cause}, user ${this.api.userOf(post.sent)}`,
            isNoted: own !== undefined,
        });
    }

    private holdApart(before: Asked, post: Post, runner: Runner, isNoted: boolean): void {
        if (before.runner === runner) {
            this.fail(`${runner.name} asks twice for the successor of ${post.sent}`);
        }
        const { process, isOver, at } = before.post;
        const isSeen = process.machine === post.process.machine;
        const isUnderWay = process.isAlive && !isOver && (isSeen || this.scheduler.now - at < LEASE);
        if (isUnderWay && isNoted && before.isNoted) {
            this.fail(
                `${post.process.name} asks for the successor of ${post.sent} while ${process.name} does`,
            );
        }
    }

    /** After a command: its failures are ones that it may have. */
    failures(command: string, failures: readonly Failure[], { runner, stack, before, disk }: Ended): void {
        if (command.startsWith("up")) {
            stack.ends = new Map(failures.map(({ resource, code }) => [resource, code]));
        }
        for (const { resource, code, error } of failures) {
            const words = `${command} of ${stack.name} ended for ${resource} with ${code}: ${messageOf(error)}`;
            this.scheduler.tell(words);
            if (code === "ERR_INTERNAL" || (code === "ERR_JOURNAL" && !disk.mayRefuse)) {
                this.fail(words);
            }
            if (command === "preview" && !REFUSALS.includes(code) && code !== "ERR_JOURNAL") {
                this.fail(words);
            }
            if (code === "ERR_TOKEN_LOST") {
                const token = before[resource]?.outputs.tokenFingerprint ?? stack.bootstrapMark(resource);
                const uid = stack.userOf(resource);
                this.lost([token, ...this.sentBy(runner, uid)], uid, disk, words);
            }
        }
    }

    /** A token is called lost, one of these: there has to be a newer one, and it must not be here. */
    private lost(marks: readonly string[], uid: string, disk: Kept, words: string): void {
        const newest = this.api.newest(uid);
        const reasons = marks.map((mark) => {
            if (mark === newest) {
                return `${mark} is the newest token`;
            }
            return entriesFor(disk, mark).some(({ state }) => state === "issued")
                ? `the successor of ${mark} is sealed in ${disk.name}`
                : undefined;
        });
        // Resources of one run may have different tokens of one user: which of them this is about is not known.
        if (reasons.every((reason) => reason !== undefined)) {
            this.fail(`nothing is lost, ${reasons.join(", and ")}: ${words}`);
        }
    }

    /** The tokens of a user that a run sent to have them followed by another one. */
    private sentBy(runner: Runner, uid: string): string[] {
        const own = this.all.filter((one) => one.runner === runner && this.api.userOf(one.post.sent) === uid);
        return own.map(({ post }) => post.sent);
    }

    /** What is marked as saved is saved: only then may it be removed one day. */
    marks(stacks: readonly Stack[], disks: readonly Kept[]): void {
        const saved = new Set(stacks.flatMap(({ backend }) => [...backend.everSaved]));
        for (const disk of disks) {
            const marked = disk.read(".done");
            for (const [name, text] of disk.read()) {
                const entry = attempt(() => readEntry(text));
                const isMarked = marked.has(name.replace(/json$/, "done"));
                if (entry?.state === "issued" && isMarked && !saved.has(entry.issued.fingerprint)) {
                    this.fail(`${disk.name} calls ${entry.issued.fingerprint} saved, which no state has`);
                }
            }
        }
    }

    /** The successor that must be found again, of those asked for with a token: its bytes arrived, and could be kept. */
    keptSuccessor(
        sent: string,
        until = Infinity,
    ): { readonly successor: string; readonly disk: Kept } | undefined {
        const kept = this.all.find(({ post, disk, isNoted }) => {
            const arrived = post.sent === sent && post.deliveredAt !== undefined && post.issued !== undefined;
            return arrived && post.at < until && isNoted && !post.process.wasKilled && !disk.wasBroken;
        });
        return kept?.post.issued === undefined ? undefined : { successor: kept.post.issued, disk: kept.disk };
    }

    /** Nothing was asked for twice for one cause, where the first answer arrived and could be kept. */
    causes(): void {
        const kept = this.all.filter(
            ({ post }) =>
                post.issued !== undefined && this.keptSuccessor(post.sent)?.successor === post.issued,
        );
        for (const [index, one] of kept.entries()) {
            const again = kept
                .slice(index + 1)
                .find(({ cause, disk }) => cause === one.cause && disk === one.disk);
            if (again !== undefined && one.post.issued !== undefined) {
                this.fail(
                    `two tokens were issued for one cause (${one.cause}): ${one.post.issued}, and by ${again.post.process.name} ${again.post.issued ?? ""}`,
                );
            }
        }
    }

    /** What an `up` asked for has happened since, or the token is one that nothing can happen to. */
    asked(stacks: readonly Stack[]): void {
        const unasked = this.unasked(stacks);
        if (unasked !== undefined) {
            this.fail(unasked);
        }
    }

    /** What was asked for and has not happened. */
    unasked(stacks: readonly Stack[]): string | undefined {
        for (const { askedAt: allAskedAt, backend, release, name, ends } of stacks) {
            for (const [resource, { outputs }] of Object.entries(backend.current)) {
                const askedAt = allAskedAt.get(resource);
                const { status, issuedAt, rotation } = outputs;
                const recorded = rotation?.triggers?.release;
                const end = ends.get(resource) ?? "";
                if (askedAt !== undefined && status === "active" && !DEAD_ENDS.includes(end)) {
                    const isYoung = Date.parse(issuedAt) >= askedAt - 1000;
                    const wasFor = this.isFor(outputs.tokenFingerprint, release);
                    if ((!isYoung && !wasFor) || recorded !== String(release)) {
                        return `${resource} of ${name} was asked for release ${release}, has recorded ${recorded ?? "none"}, and its token is of ${issuedAt}`;
                    }
                }
            }
        }
        return undefined;
    }

    /** Whether a token, or one that it came from, was asked for with a release: of stacks that share a token by any of them. */
    private isFor(mark: string, release: number): boolean {
        const asked = this.all.find(({ post }) => post.issued === mark);
        return asked !== undefined && (asked.release === release || this.isFor(asked.post.sent, release));
    }

    /** Noted, and not thrown: whatever runs now may catch it. */
    fail(text: string): void {
        if (this.broken === undefined) {
            this.scheduler.tell(`BROKEN: ${text}`);
            this.broken = new Violation(text);
        }
    }
}

function allEntries(disk: Kept): JournalEntry[] {
    const entries = [...disk.read().values()].map((text) => attempt(() => readEntry(text)));
    return entries.filter((entry) => entry !== undefined);
}

function entriesFor(disk: Kept, mark: string): JournalEntry[] {
    return allEntries(disk).filter((entry) => entry.fingerprint === mark);
}
