import type { Server } from "node:https";
import Table from "cli-table3";
import { PluginStage } from "../support/plugin-stage";
import { type Case, CASES, type End } from "./faults-cases";
import { AFTER_OVERLAP, type Job, type Outcome, play, type Plugins } from "./faults-play";
import { startSelfSigned } from "./faults-tls";

const stage = PluginStage.use();
type Row = Case & { readonly job: Job; readonly expected: readonly [End, End] };

const outcomes: Outcome[] = [];
const rows: Row[] = CASES.flatMap((one) =>
    (["create", "rotate"] as const).flatMap((job) => {
        const expected = one[job];
        return expected === undefined ? [] : [{ ...one, job, expected }];
    }),
);
/** Those that take half a minute run beside the others. */
const slow = new Map<string, Promise<Outcome>>();
let plugins: Plugins;
let selfSigned: { server: Server; url: string };

beforeAll(async () => {
    selfSigned = await startSelfSigned(stage.home.folder);
    plugins = await startPlugins((options) => stage.run(options));
    const apart = await startPlugins((options) => stage.plugin(options));
    for (const row of rows.filter(({ isSlow }) => isSlow)) {
        const outcome = playWith(apart, row, row.job);
        outcome.catch(() => undefined);
        slow.set(nameOf(row), outcome);
    }
}, 120_000);

afterAll(() => {
    selfSigned.server.close();
    printTable();
});

async function startPlugins(next: Plugins["next"]): Promise<Plugins> {
    const [early, late] = await Promise.all([stage.plugin(), stage.plugin(AFTER_OVERLAP)]);
    return { early, late, next };
}

function playWith(processes: Plugins, one: Case, job: Job): Promise<Outcome> {
    return play(one, job, processes, stage, selfSigned.url);
}

function nameOf({ fault, job }: { fault: string; job: Job }): string {
    return `${job}: ${fault}`;
}

const TITLE = "$job, $fault: at most one POST an up, and one more up ends well or says why not";

test.each(rows)(TITLE, check, 120_000);

async function check(row: Row): Promise<void> {
    const outcome = await (slow.get(nameOf(row)) ?? playWith(plugins, row, row.job));
    outcomes.push(outcome);
    const { ends, result } = outcome;
    expect(ends).toEqual(row.expected);
    expect(Math.max(...ends.map(({ posts }) => posts))).toBeLessThanOrEqual(1);
    expect(ends[0].issued + ends[1].issued).toBeLessThanOrEqual(1);
    expect(result).toBe(endOf(row.expected[1].said));
}

function endOf(said: string): Outcome["result"] {
    if (said === "success" || said === "nothing to do") {
        return "newest token in state, and works";
    }
    return said.startsWith("ERR_TOKEN_LOST") ? "told that it is lost, with the deadline" : "told why not";
}

function printTable(): void {
    const table = new Table({
        head: ["fault", "job", "POSTs", "issued", "said", "after one more up"],
        style: { head: [], border: [] },
    });
    for (const { fault, job, ends, result } of outcomes) {
        const [first, second] = ends;
        const after = `${second.said}: ${result}`;
        table.push([
            fault,
            job,
            `${first.posts} + ${second.posts}`,
            `${first.issued} + ${second.issued}`,
            first.said,
            after,
        ]);
    }
    process.stdout.write(`\nFaults between the plugin and the API\n${table.toString()}\n`);
}
