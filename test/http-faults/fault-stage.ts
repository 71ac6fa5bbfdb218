import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { transportFor } from "../../src/http/transport";
import { ThousandEyesClient } from "../../src/systems/thousandeyes/client";
import { tracesOf } from "../support/traces";
import type { Certificates } from "./certificates";
import { type FaultCase, type Method, newToken, type Scene, PATIENT, type Stage } from "./fault-case";
import { type Call, type Outcome, perform } from "./perform.cjs";
import { RawServer } from "./raw-server";

/** What came of a case. */
export interface Played {
    readonly said: string;
    readonly requests: number;
    /** How far the process grew; nothing when that is not measured. */
    readonly growth?: number;
}

/** Brings a fault about, makes the call, and holds what holds for every fault: no token told, and no wrong one given. */
export async function play(one: FaultCase, method: Method, certificates: Certificates): Promise<Played> {
    const ends: (() => Promise<void>)[] = [];
    const stage: Stage = {
        certificates,
        method,
        token: newToken(),
        successor: newToken(),
        serve: async (answering, options) => {
            const server = await RawServer.start(answering, options);
            ends.push(() => server.stop());
            return server;
        },
        defer: (close) => ends.push(close),
    };
    try {
        const scene = await one.arrange(stage);
        const call = { endpoint: scene.endpoint, token: stage.token, method };
        const outcome = await performed({ ...call, options: { ...PATIENT, ...scene.options } }, scene);
        holds(outcome, stage, scene);
        const measured = scene.mostMemory === undefined ? {} : { growth: outcome.growth };
        return { said: outcome.said, requests: scene.requests(), ...measured };
    } finally {
        await Promise.all(ends.map((close) => close()));
    }
}

function holds(
    { said, token, texts, growth }: Outcome,
    { token: sent, successor }: Stage,
    scene: Scene,
): void {
    expect([sent, successor].flatMap((secret) => tracesOf(secret, texts.join("\n")))).toEqual([]);
    expect(texts.length > 0 || said === "success" || said === "issued").toBe(true);
    expect(token).toBe(said === "issued" ? successor : undefined);
    expect(scene.wrong?.()).toBeUndefined();
    if (scene.mostMemory !== undefined) {
        expect(growth).toBeLessThan(scene.mostMemory);
    }
}

function performed(call: Call, { environment }: Scene): Promise<Outcome> {
    return environment === undefined
        ? perform({ transportFor, ThousandEyesClient }, call)
        : performedApart(call, environment);
}

const run = promisify(execFile);

async function performedApart(call: Call, environment: Readonly<Record<string, string>>): Promise<Outcome> {
    const program = join(__dirname, "perform-process.cjs");
    const { stdout } = await run(process.execPath, [program, JSON.stringify(call)], {
        env: { PATH: process.env.PATH, ...environment },
        timeout: 20_000,
    });
    return JSON.parse(stdout) as Outcome;
}
