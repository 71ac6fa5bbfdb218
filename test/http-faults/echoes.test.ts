import * as fc from "fast-check";
import { randomUUID } from "node:crypto";
import { inspect } from "node:util";
import { createSend } from "../../src/http/http-client";
import { Refusals } from "../../src/http/refusals";
import { CutoverClient } from "../../src/systems/cutover/client";
import { ThousandEyesClient } from "../../src/systems/thousandeyes/client";
import { VersioClient } from "../../src/systems/versio/client";
import { WRITINGS } from "../support/writings";
import { PATIENT } from "./fault-case";
import { answer, RawServer } from "./raw-server";

const RUNS = 2000;
const CALLS_EACH = 5;

let next: Buffer;
let server: RawServer;
let endpoint: string;
const send = createSend(PATIENT);
let calls = 0;
const told: string[] = [];

beforeAll(async () => {
    server = await RawServer.start((socket) => socket.write(next));
    endpoint = `http://127.0.0.1:${server.port}`;
});

afterAll(async () => {
    await server.stop();
    process.stdout.write(`\n${calls} answers that repeat the token, ${told.length} of them told it\n`);
});

/** Half of a token as well, and a token among other words. */
const writing = fc
    .tuple(
        fc.constantFrom(...Object.keys(WRITINGS)),
        fc.constantFrom("", "no access for ", "Bearer "),
        fc.constantFrom("whole", "first half", "second half"),
    )
    .map(([name, before, part]) => (token: string) => {
        const middle = Math.ceil(token.length / 2);
        const piece = {
            whole: token,
            "first half": token.slice(0, middle),
            "second half": token.slice(middle),
        }[part];
        return before + (WRITINGS[name]?.(piece) ?? "");
    });

const FIELDS = [
    "uid",
    "aid",
    "accountGroupName",
    "organizationName",
    "orgId",
    "label",
    "id",
    "created_at",
    "expires_at",
    "next",
    "detail",
    "title",
    "error_description",
    "message",
    "errors",
    "accountToken",
    "agentName",
] as const;

const echo = fc.record({
    status: fc.constantFrom(200, 200, 200, 201, 400, 401, 403, 404, 409, 429, 500, 503),
    field: fc.constantFrom(...FIELDS),
    write: writing,
});

/** A body with the fields of all the APIs, one of which holds the echo. */
function bodyWith(field: (typeof FIELDS)[number], text: string): string {
    const value = (name: string, otherwise: string) => (name === field ? text : otherwise);
    const group = {
        aid: value("aid", "281474"),
        accountGroupName: value("accountGroupName", "Production"),
        organizationName: value("organizationName", "Example"),
        orgId: value("orgId", "76543"),
    };
    const errors = ["message", "errors", "detail", "title", "error_description"].includes(field);
    return JSON.stringify({
        uid: value("uid", "1001"),
        loginAccountGroup: group,
        accountGroups: [group],
        accountToken: value("accountToken", "an-account-token"),
        agents: [{ agentId: "1", agentName: value("agentName", "one"), agentType: "cloud" }],
        data: [
            {
                id: value("id", "337"),
                attributes: {
                    label: value("label", "ci"),
                    created_at: value("created_at", "2024-12-04T10:07:07Z"),
                    expires_at: value("expires_at", "2028-12-04T10:07:07Z"),
                },
            },
        ],
        links: field === "next" ? { next: `/core/users/1/user_app_tokens?page=${text}` } : {},
        ...(errors ? { [field]: field === "errors" ? [text, { detail: text }] : text } : {}),
        ...(field === "message" ? { errors: [{ message: text }] } : {}),
    });
}

test("no output, id or message tells a token that a server repeats in any field and writing", async () => {
    await fc.assert(
        fc.asyncProperty(echo, async ({ status, field, write }) => {
            const token = randomUUID();
            next = answer(status, bodyWith(field, write(token)));
            const transport = { send, refusals: new Refusals() };
            const thousandEyes = new ThousandEyesClient(`${endpoint}/v7`, transport);
            const outcomes = await Promise.all([
                seen(thousandEyes.currentUser(token)),
                seen(thousandEyes.accountGroups(token)),
                seen(thousandEyes.accountGroup(token, "281474", ["agent"])),
                seen(new CutoverClient(endpoint, transport).userAppTokens("1", token)),
                seen(new VersioClient(endpoint, transport).readEnvironment("one", token)),
            ]);
            calls += outcomes.length;
            const found = outcomes.filter((text) => tellsToken(text, token));
            told.push(...found);
            expect(found).toEqual([]);
        }),
        { numRuns: RUNS },
    );
    expect(calls).toBe(RUNS * CALLS_EACH);
}, 300_000);

async function seen(outcome: Promise<unknown>): Promise<string> {
    try {
        return inspect(await outcome, { depth: 10 });
    } catch (error) {
        return `${(error as Error).message} ${inspect(error, { depth: 10, showHidden: true })}`;
    }
}

/** By means of its own: a row of eight hex digits of the token, or of one of its encodings, with anything in between. */
function tellsToken(text: string, token: string): boolean {
    const plain = text
        .replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)))
        .replace(/(?:%25|%|=|&#x|\\+u00)([0-9a-f]{2});?/gi, (_, code: string) =>
            String.fromCharCode(parseInt(code, 16)),
        )
        .replace(/[\uff01-\uff5e]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) - 0xfee0));
    const rows = [plain, text].map((one) => one.replace(/\\u200b|\\[rn]/g, "").replace(/[^0-9a-z]/gi, ""));
    const digits = token.replaceAll("-", "");
    const inBase64 = [0, 1, 2].map((before) =>
        Buffer.concat([Buffer.alloc(before), Buffer.from(token)])
            .toString("base64")
            .slice(4, -4),
    );
    const pieces = [digits, Buffer.from(token).toString("hex"), ...inBase64].flatMap((one) =>
        Array.from({ length: one.length - 11 }, (_, at) => one.slice(at, at + 12)),
    );
    return rows.some((row) => pieces.some((piece) => row.toLowerCase().includes(piece.toLowerCase())));
}
