import { randomUUID } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import type { Properties } from "../support/plugin-process";
import { PluginStage } from "../support/plugin-stage";
import { openStack } from "../support/stack";
import { StackStage } from "../support/stack-stage";
import { entriesOf, settled } from "./cut-off";
import { until } from "./processes";

/** The variables that runners set, and look for when they clean up. */
const TRACKED = ["RUNNER_TRACKING_ID", "BUILD_ID", "JENKINS_NODE_COOKIE"];

/** Kills, as a runner does, every process of the system whose environment has this value. @returns how many there were */
function cleanUp(job: string): number {
    const all = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
    const tracked = all.filter((pid) => environmentOf(pid).includes(job));
    for (const pid of tracked) {
        process.kill(Number(pid), "SIGKILL");
    }
    return tracked.length;
}

function environmentOf(pid: string): string {
    try {
        return readFileSync(`/proc/${pid}/environ`, "utf8");
    } catch {
        return "";
    }
}

describe("a cancelled job", () => {
    const stage = new StackStage();

    beforeAll(() => stage.start());
    afterAll(() => stage.dispose());

    test("a runner that kills all processes of a cancelled job leaves the request under way, and the next up has its token", async () => {
        const stack = await openStack(stage, { example: "rotate" }, await stage.newToken());
        await stack.up();
        await stage.advance(15);
        stack.configure({ release: "2" });
        await stage.control.clearRequests();
        await stage.control.addFault({ kind: "delay", delayMs: 2500, method: "POST", times: 1 });
        const job = `github_${randomUUID()}`;
        stage.environment = Object.fromEntries(TRACKED.map((name) => [name, job]));
        const ended = stack.run("up", "--yes", "--skip-preview");
        await until("the POST is sent", async () =>
            (await stage.control.requests()).some(({ method }) => method === "POST"),
        );
        // The engine, the program, and the plugin.
        expect(cleanUp(job)).toBeGreaterThan(2);
        expect((await ended).code).not.toBe(0);
        const attempt = Object.values(entriesOf(stage)).find(({ state }) => state === "intent");
        const left = environmentOf(String(attempt?.owner.pid));
        expect(left).toContain("PATH=");
        expect(left).not.toMatch(/PASSPHRASE|TRACKING|BUILD_ID|JENKINS/);
        await settled(stage);
        expect(Object.values(entriesOf(stage)).map(({ state }) => state)).toEqual(["issued", "issued"]);

        stage.environment = {};
        await stack.run("cancel", "--yes");
        const next = await stack.up();
        expect(next.requests).toEqual(["GET /users/current"]);
        expect(await stage.statusOf((await stack.outputs()).token)).toBe(200);
    }, 180_000);
});

describe("the process that asks for a token", () => {
    const stage = PluginStage.use();
    const release = (value: string): Properties => ({ rotation: { triggers: { release: value } } });
    const SIGNALS = ["SIGTERM", "SIGHUP", "SIGQUIT", "SIGUSR1", "SIGUSR2", "SIGALRM", "SIGXCPU"] as const;

    test("SIGQUIT, SIGUSR2, SIGALRM and SIGXCPU do not end the process that asks for a token", async () => {
        const plugin = await stage.run();
        const { outputs } = await stage.adopted(plugin, release("1"));
        await stage.once({ kind: "delay", delayMs: 1500, method: "POST" });
        const update = plugin.update("1001", outputs, stage.inputs(release("2")));
        await until("the POST arrives", async () => (await stage.api.fingerprints()).length === 2);
        const pid = stage.home.entryOf(outputs.token)?.owner.pid ?? 0;
        for (const signal of SIGNALS) {
            process.kill(pid, signal);
        }
        const next = await update;
        expect(await stage.api.posts()).toBe(1);
        expect(await stage.api.accepts(next.token)).toBe(true);
        expect(stage.home.entryOf(outputs.token)?.state).toBe("issued");
    });
});
