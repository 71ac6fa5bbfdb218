import { messageOf } from "../../src/base/errors";
import { LEASE } from "../../src/journal/limits";
import { readEntry, type JournalEntry } from "../../src/journal/entry";
import type { Api, Post } from "./api";
import type { Disk } from "./disk";
import type { Checkpoint, Failure } from "./engine";
import type { Runner } from "./runner";
import type { Scheduler } from "./scheduler";
import type { Stack } from "./stack";

/** A promise that was broken. */
export class Violation extends Error {}

/** What is known of a request for a new token besides what the API sees. */
interface Asked {
    readonly post: Post;
    readonly disk: Disk;
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
    readonly disk: Disk;
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
    post(post: Post, runner: Runner, disk: Disk, { cause, release }: AskedFor): void {
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
            if (code === "ERR_INTERNAL" || (code === "ERR_JOURNAL" && !disk.wasBroken)) {
                this.fail(words);
            }
            if (command === "preview" && !REFUSALS.includes(code) && code !== "ERR_JOURNAL") {
                this.fail(words);
            }
            if (code === "ERR_TOKEN_LOST") {
                const token = before[resource]?.outputs.tokenFingerprint ?? stack.bootstrapMark(resource);
                const uid = stack.userOf(resource);
                this.lost(this.lastSent(runner, uid) ?? token, uid, disk, words);
            }
        }
    }

    /** A token is called lost: there has to be a newer one, and it must not be here. */
    private lost(mark: string, uid: string, disk: Disk, words: string): void {
        const active = this.api.active(uid);
        if (active.at(-1) === mark && active.includes(mark)) {
            this.fail(`nothing is lost, ${mark} is the newest token: ${words}`);
        }
        if (entriesFor(disk, mark).some(({ state }) => state === "issued")) {
            this.fail(`nothing is lost, the successor of ${mark} is sealed in ${disk.name}: ${words}`);
        }
    }

    /** The token of a user that a run sent last to have it followed by another one. */
    private lastSent(runner: Runner, uid: string): string | undefined {
        const own = this.all.filter((one) => one.runner === runner && this.api.userOf(one.post.sent) === uid);
        return own.at(-1)?.post.sent;
    }

    /** What is marked as saved is saved: only then may it be removed one day. */
    marks(stacks: readonly Stack[], disks: readonly Disk[]): void {
        const saved = new Set(stacks.flatMap(({ backend }) => [...backend.everSaved]));
        for (const disk of disks) {
            for (const entry of allEntries(disk)) {
                if (entry.state === "issued" && entry.savedInState && !saved.has(entry.issued.fingerprint)) {
                    this.fail(`${disk.name} calls ${entry.issued.fingerprint} saved, which no state has`);
                }
            }
        }
    }

    /** The successor that must be found again, of those asked for with a token: its bytes arrived, and could be kept. */
    keptSuccessor(
        sent: string,
        until = Infinity,
    ): { readonly successor: string; readonly disk: Disk } | undefined {
        const kept = this.all.find(({ post, disk, isNoted }) => {
            const arrived = post.sent === sent && post.deliveredAt !== undefined && post.issued !== undefined;
            return arrived && post.at < until && isNoted && !post.process.wasKilled && !disk.wasBroken;
        });
        return kept?.post.issued === undefined ? undefined : { successor: kept.post.issued, disk: kept.disk };
    }

    /** Nothing was asked for twice for one cause, where the first answer arrived and could be kept. */
    causes(): void {
        const kept = this.all.filter(({ post }) => this.keptSuccessor(post.sent)?.successor === post.issued);
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

function allEntries(disk: Disk): JournalEntry[] {
    return [...disk.read().values()].flatMap((text) => {
        try {
            return [readEntry(text)];
        } catch {
            return [];
        }
    });
}

function entriesFor(disk: Disk, mark: string): JournalEntry[] {
    return allEntries(disk).filter((entry) => entry.fingerprint === mark);
}
