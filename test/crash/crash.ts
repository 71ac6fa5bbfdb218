import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import { openStack, type Run, type Stack } from "../support/stack";
import { StackStage } from "../support/stack-stage";
import { tracesOf } from "../support/traces";
import { type CrashPoint, journalOf } from "./crash-points";
import { kill, until, type Victims } from "./processes";

const USER = "1001";
const UP = ["up", "--yes", "--skip-preview"];

/** What a crash and one more `pulumi up` came to. */
export interface Outcome {
    readonly job: "create" | "rotate";
    readonly point: string;
    readonly victims: string;
    /** In the run that crashed, and in the one after it. */
    readonly posts: [number, number];
    /** Tokens that the API issued for the one cause. */
    readonly issued: number;
    /** What the provider said in the run after the crash. */
    readonly said: string;
    readonly end:
        | "newest token in state, and works"
        | "told that it is lost, with the deadline"
        | "told to wait for the end of the other token"
        | "neither";
}

/** Who serves the resource, and where its journal is. */
export interface CrashHost {
    /** A stack `rotate` with a token `ci`, which rotates when the config `release` changes. */
    open(stage: StackStage, bootstrapToken: string): Promise<Stack>;
    /** What the provider said of `ci`. */
    said(run: Run): readonly string[];
    /** What its journal holds. */
    journal(stage: StackStage): Promise<readonly { name: string; text: string }[]>;
}

const dynamicHost: CrashHost = {
    open: (stage, token) => openStack(stage, { example: "rotate" }, token),
    said: ({ output }) => {
        const lines = output.split("\n").map((line) => line.trim());
        const words = [...new Set(lines.filter((line) => /^(\* )?ci: /.test(line)))];
        return words.map((line) => line.replace(/^(\* )?ci: /, ""));
    },
    journal: (stage) => Promise.resolve(journalOf(stage)),
};

/** A stack with one token at a simulator of its own. One can see several rotations cut off, one after the other. */
export class Ground {
    private constructor(
        readonly stage: StackStage,
        readonly stack: Stack,
        readonly host: CrashHost,
    ) {}

    static async lay(host = dynamicHost): Promise<Ground> {
        const stage = new StackStage();
        await stage.start();
        return new Ground(stage, await host.open(stage, await stage.newToken(USER)), host);
    }

    /** Ends everything. No token may stand in clear in what was printed, nor in the journal. */
    async clear(): Promise<void> {
        const kept = await this.host.journal(this.stage);
        const texts = [...this.stage.printed, ...kept.map(({ text }) => text)];
        const tokens = [...this.stage.tokens];
        await this.stage.dispose();
        expect(tokens.flatMap((token) => texts.flatMap((text) => tracesOf(token, text)))).toEqual([]);
    }
}

/** Who runs what is cut off, and who comes after. */
export interface Runners {
    readonly first: Stack;
    readonly next: Stack;
    /** Once the environment of the stage is set for the run that is cut off. */
    prepared(): void;
    /** After the crash. */
    between(): Promise<void>;
}

/** A rotation, or the creation of a token, that is cut off at some instant; with the simulator as witness. */
export class Crash {
    readonly stage: StackStage;
    /** Where a stopped process and the test leave word for each other. */
    readonly folder: string;
    private readonly host: CrashHost;
    private requests: string[] = [];
    private since = 0;
    private before: { newest: string | undefined; count: number } = { newest: undefined, count: 0 };

    constructor(
        ground: Ground,
        private readonly job: "create" | "rotate",
        private readonly point: CrashPoint,
        private readonly victims: Victims,
        /** The same run twice, unless told otherwise. */
        private readonly runners: Runners = sameTwice(ground.stack),
    ) {
        this.stage = ground.stage;
        this.host = ground.host;
        this.folder = mkdtempSync(join(this.stage.sandbox.folder, "stop-"));
    }

    /** Crashes, runs `pulumi up` once more, and says what came of it. */
    async play(): Promise<Outcome> {
        const { first, next } = this.runners;
        this.since = (await this.stage.control.requests()).at(-1)?.sequence ?? 0;
        this.before = await this.issued();
        const posts = await this.crash(first);
        this.stage.environment = {};
        await this.runners.between();
        await next.run("cancel", "--yes");
        await this.stage.control.clearFaults();
        const after = await next.run(...UP);
        const outputs = after.code === 0 ? await next.outputs() : undefined;
        const { newest, count } = await this.issued();
        const isNewest = newest !== undefined && outputs?.tokenFingerprint === newest;
        const works = isNewest && (await this.stage.statusOf(outputs.token)) === 200;
        return {
            job: this.job,
            point: this.point.name,
            victims: this.point.endsByItself ? "nothing" : this.victims,
            posts: [posts, after.requests.filter((request) => request === "POST /api-tokens").length],
            issued: count - this.before.count,
            said: this.host.said(after).join(" | "),
            end: works ? "newest token in state, and works" : toldIn(after),
        };
    }

    /** The fingerprint of the token that this rotation or creation was issued, once it is. */
    async newToken(): Promise<string | undefined> {
        const { newest, count } = await this.issued();
        return count > this.before.count ? newest : undefined;
    }

    /** The tokens that the API has issued to the user, and the fingerprint of the newest one. */
    private async issued(): Promise<{ newest: string | undefined; count: number }> {
        const users = await this.stage.control.users();
        const tokens = users.find(({ uid }) => uid === USER)?.tokens ?? [];
        return { newest: tokens.at(-1)?.fingerprint, count: tokens.length };
    }

    /** Whether the run has sent a request, after another one if told so. */
    async wasSent(request: string, after?: string): Promise<boolean> {
        await this.look();
        const start = after === undefined ? 0 : this.requests.indexOf(after) + 1;
        return (after === undefined || start > 0) && this.requests.includes(request, start);
    }

    /** @returns how many POSTs the run sent, and what lives on after it */
    private async crash(stack: Stack): Promise<number> {
        await this.point.prepare(this);
        this.runners.prepared();
        const ended = stack.run(...UP);
        await this.point.reach(this);
        if (this.point.endsByItself) {
            await ended;
        } else {
            this.killRun();
        }
        this.point.letGo?.(this);
        await ended;
        if (this.victims !== "run and issuing process") {
            await until("the issuing process has ended its work", () => this.isSettled());
        }
        await this.look();
        return this.requests.filter((request) => request === "POST /api-tokens").length;
    }

    private killRun(): void {
        const [engine] = this.stage.sandbox.running;
        if (engine?.pid !== undefined) {
            kill(engine.pid, this.victims);
        } else if (!this.point.mayHaveEnded) {
            throw new Error("the run ended before it could be killed");
        }
    }

    /** No attempt is under way any more. */
    private async isSettled(): Promise<boolean> {
        const entries = (await this.host.journal(this.stage)).filter(({ name }) => name.endsWith(".json"));
        return entries.every(({ text }) => !text.includes('"state": "intent"'));
    }

    private async look(): Promise<void> {
        const log = await this.stage.control.requests(this.since);
        this.requests = log.map(({ method, path }) => `${method} ${path.replace("/v7", "")}`);
    }
}

function sameTwice(stack: Stack): Runners {
    return { first: stack, next: stack, prepared: () => undefined, between: () => Promise.resolve() };
}

function toldIn({ output }: Run): Outcome["end"] {
    if (/ci: .*stops working by \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ .*\[ERR_TOKEN_LOST\]/.test(output)) {
        return "told that it is lost, with the deadline";
    }
    // A token that was pasted within the last weeks may have a predecessor: the other one may be that.
    return /ci: .*wait for the end of the other, or revoke that one in the UI.*\[ERR_OVERLAP\]/.test(output)
        ? "told to wait for the end of the other token"
        : "neither";
}
