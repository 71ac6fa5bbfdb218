import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Table from "cli-table3";
import { Certificates } from "./certificates";
import { ARRIVAL_CASES } from "./cases-arrival";
import { CONTENT_CASES } from "./cases-content";
import { CONNECTION_CASES } from "./cases-connection";
import { ECHO_CASES } from "./cases-echo";
import { LIMIT_CASES } from "./cases-limits";
import { PROXY_CASES } from "./cases-proxy";
import { RETRY_CASES } from "./cases-retry";
import { TLS_CASES } from "./cases-tls";
import type { End, FaultCase, Method } from "./fault-case";
import { play, type Played } from "./fault-stage";

const CASES: readonly FaultCase[] = [
    ...TLS_CASES,
    ...PROXY_CASES,
    ...CONNECTION_CASES,
    ...LIMIT_CASES,
    ...CONTENT_CASES,
    ...ARRIVAL_CASES,
    ...RETRY_CASES,
    ...ECHO_CASES,
];

interface Row extends FaultCase {
    readonly method: Method;
    readonly expected: End;
}

const rows = CASES.flatMap((one): Row[] => [
    ...(one.get === undefined ? [] : [{ ...one, method: "GET" as const, expected: one.get }]),
    ...(one.post === undefined ? [] : [{ ...one, method: "POST" as const, expected: one.post }]),
]);
const played = new Map<Row, Played>();
const held = new Set<Row>();

let folder: string;
let certificates: Certificates;

beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "pulumi-api-tokens-faults-"));
    certificates = new Certificates(folder);
});

afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
    printTable();
});

// The client's own limits end a call after 15 seconds at most: one that takes this long hangs.
test.each(rows)(
    "$method, $fault: $expected.said",
    async (row) => {
        const outcome = await play(row, row.method, certificates);
        played.set(row, outcome);
        expect({ said: outcome.said, requests: outcome.requests }).toEqual(row.expected);
        held.add(row);
    },
    25_000,
);

function printTable(): void {
    const table = new Table({
        head: ["fault", "call", "sent", "said", "memory", "held"],
        style: { head: [], border: [] },
    });
    for (const row of rows) {
        const outcome = played.get(row);
        const growth = outcome?.growth === undefined ? "" : `${Math.round(outcome.growth / 2 ** 20)} MB`;
        const verdict = held.has(row) ? "yes" : "NO";
        table.push([row.fault, row.method, outcome?.requests ?? "", outcome?.said ?? "", growth, verdict]);
    }
    const counts = `${CASES.length} faults, ${rows.length} calls: ${held.size} held`;
    process.stdout.write(`\nFaults below the client\n${table.toString()}\n${counts}\n`);
}
