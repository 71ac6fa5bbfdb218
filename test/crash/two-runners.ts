import { cpSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Machine } from "../support/machine";
import { tracesOf } from "../support/traces";
import { Crash, Ground, type Outcome } from "./crash";
import {
    answerUnsent,
    backendFails,
    type CrashPoint,
    inIssuer,
    requestSent,
    returned,
    savedNotMarked,
} from "./crash-points";
import { IssuerStop } from "./issuer-stop";
import { kill } from "./processes";
import type { SharedStore } from "./shared-stores";
import { printTable } from "./table";

/** The instants of a rotation, in their order, where a journal is kept in a folder. */
const IN_FOLDER: readonly CrashPoint[] = [
    inIssuer("before the intent"),
    inIssuer("after the intent"),
    requestSent,
    answerUnsent,
    inIssuer("answer received, not sealed"),
    inIssuer("sealed, not in its place"),
    inIssuer("sealed, not returned"),
    returned,
    backendFails,
    savedNotMarked,
];

/** The same for a service. */
const IN_SERVICE: readonly CrashPoint[] = [
    inIssuer("before the conditions are seen", "service: before the conditions are seen"),
    inIssuer("before the intent", "service: before the intent"),
    inIssuer("after the intent", "service: after the intent"),
    requestSent,
    answerUnsent,
    // To seal it on the runner's own disk is the first thing that happens.
    inIssuer("answer received, not sealed", "before the intent"),
    inIssuer("sealed on the runner only", "service: sealed here, not there"),
    inIssuer("sealed, not returned", "service: sealed, not returned"),
    returned,
    backendFails,
    savedNotMarked,
];

const WELL = "newest token in state, and works";

/** What is lost, and until when; or, of a token that was pasted within the last weeks, that another one is valid. */
const TOLD = ["told that it is lost, with the deadline", "told to wait for the end of the other token"];

/** Until the answer is sealed, a new token is in the memory of a process that is killed. */
const MAY_BE_LOST = [answerUnsent.name, "answer received, not sealed", "sealed on the runner only"];

/** The instants of a creation: it differs in what comes before the request. */
const CREATED = [
    "after the intent",
    answerUnsent.name,
    "answer received, not sealed",
    "sealed, not returned",
];

/** In the run after: it finds the token in the state, and marks its entry. */
const AT_MARK = ["before the mark", "after the mark"];

const UP = ["up", "--yes", "--skip-preview"];

/** A stack whose runs all take place on machines of their own, which share the state's backend and the journal. */
class Shared {
    readonly ground: Ground;
    private machines = 0;
    private rotations = 1;

    constructor(
        ground: Ground,
        private readonly store: SharedStore,
    ) {
        this.ground = ground;
    }

    /** A machine with an empty disk. */
    machine(environment: Record<string, string> = {}): Machine {
        const { stage, stack } = this.ground;
        const machine = new Machine(stage, `runner-${++this.machines}`, stack);
        machine.environment = { ...this.store.environment(stage.sandbox.folder), ...environment };
        return machine;
    }

    /** The overlap of the last rotation passes, and the trigger changes. */
    async due(): Promise<void> {
        await this.ground.stage.advance(20);
        this.ground.stack.configure({ release: String(++this.rotations) });
    }

    /** One runner is killed with all its processes, and its disk is gone; an hour later another one comes. */
    async play(job: "create" | "rotate", point: CrashPoint): Promise<Outcome> {
        const { stage } = this.ground;
        const [first, next] = [this.machine(), this.machine()];
        const runners = {
            first: first.stack,
            next: next.stack,
            prepared: () => {
                first.environment = { ...first.environment, ...stage.environment };
                stage.environment = {};
            },
            between: async () => {
                first.removeDisk();
                await this.store.age(HOUR);
            },
        };
        return new Crash(this.ground, job, point, "run and issuing process", runners).play();
    }
}

const HOUR = 3_600_000;

/** `CRASHES=all` kills at every instant with every store; otherwise two services take turns, which takes half the time. */
const isWhole = process.env.CRASHES === "all";

/** Every instant of a rotation, and some of a creation: one test each. A service with a turn takes every other one. */
export function describeTwoRunners(store: SharedStore, turn?: 0 | 1): void {
    const isFolder = store.name === "a folder";
    const isTaken = (_point: unknown, index: number) => isWhole || turn === undefined || index % 2 === turn;
    const instants = isFolder ? IN_FOLDER : IN_SERVICE;
    const created = CREATED.filter(isTaken);
    const outcomes: Outcome[] = [];
    const grounds: Ground[] = [];
    let rotating: Shared | undefined;

    async function fresh(): Promise<Shared> {
        const ground = await Ground.lay();
        grounds.push(ground);
        return new Shared(ground, store);
    }

    /** The one before has ended well, or another one is begun. */
    async function due(): Promise<Shared> {
        if (rotating === undefined || outcomes.at(-1)?.end !== WELL) {
            rotating = await fresh();
            await rotating.machine().stack.up();
        }
        await rotating.due();
        return rotating;
    }

    function hold(outcome: Outcome, point: string): void {
        outcomes.push(outcome);
        const { end, issued, posts } = outcome;
        expect(end === WELL || (TOLD.includes(end) && MAY_BE_LOST.includes(point)) ? "kept" : end).toBe(
            "kept",
        );
        expect(issued).toBe(1);
        expect(Math.max(...posts)).toBeLessThanOrEqual(1);
    }

    beforeAll(() => store.start());

    afterAll(async () => {
        printTable(
            `${store.name}: the runner is killed and its disk deleted, and another one comes`,
            outcomes,
        );
        const kept = [...(await store.entries()).values()];
        const tokens = grounds.flatMap(({ stage }) => [...stage.tokens]);
        await Promise.all(grounds.map((ground) => ground.clear()));
        await store.stop();
        expect(kept.length).toBeGreaterThan(0);
        expect(tokens.flatMap((token) => kept.flatMap((text) => tracesOf(token, text)))).toEqual([]);
    });

    test.each(instants.filter(isTaken))(
        "a rotation, $name: its token is found, or said to be lost",
        async (point) => {
            hold(await (await due()).play("rotate", point), point.name);
        },
    );

    test.each(instants.filter(({ name }) => created.includes(name)))(
        "a creation, $name: its token is found, or said to be lost",
        async (point) => {
            hold(await (await fresh()).play("create", point), point.name);
        },
    );

    test("two runs at once with the same token, each with a copy of the state, send one request", async () => {
        const shared = await due();
        const { stage } = shared.ground;
        const copy = join(stage.sandbox.folder, "copy-of-the-state");
        cpSync(stage.sandbox.stateFolder, copy, { recursive: true });
        const one = shared.machine();
        const other = shared.machine({ PULUMI_BACKEND_URL: `file://${copy}?metadata=skip` });
        await stage.control.clearRequests();
        await stage.control.addFault({ kind: "delay", delayMs: 3000, path: "/v7/api-tokens", times: 1 });
        const runs = await Promise.all([one.stack.run(...UP), other.stack.run(...UP)]);
        expect(runs.map(({ code }) => code)).toEqual([0, 0]);
        const requests = await stage.control.requests();
        expect(requests.filter(({ method }) => method === "POST")).toHaveLength(1);
        const [first, second] = [await one.stack.outputs(), await other.stack.outputs()];
        expect(first.tokenFingerprint).toBe(second.tokenFingerprint);
        expect(await stage.statusOf(first.token)).toBe(200);
    });

    test.each(AT_MARK)("a run after a rotation, %s: nothing is asked for", async (name) => {
        const shared = await due();
        await shared.machine().stack.up();
        const stop = new IssuerStop(
            isFolder ? name : `service: ${name}`,
            mkdtempSync(join(tmpdir(), "stop-")),
        );
        const first = shared.machine(stop.environment);
        const ended = first.stack.run(...UP);
        await stop.reached();
        const [engine] = shared.ground.stage.sandbox.running;
        kill(engine?.pid ?? NaN, "run and issuing process");
        await ended;
        first.removeDisk();
        const next = shared.machine().stack;
        await next.run("cancel", "--yes");
        expect(await next.up()).toMatchObject({ code: 0, requests: [] });
        expect(
            [...(await store.entries()).keys()].filter((entry) => entry.endsWith(".done")).length,
        ).toBeGreaterThan(0);
    });
}
