import { createHash } from "node:crypto";
import { SimulatorControl, startSimulator } from "api-token-simulator";
import { useSimulator } from "./simulator-stage";

const stage = useSimulator();

const fingerprint = (token: string) => createHash("sha256").update(token).digest("hex").slice(0, 12);

const entry = () => `${stage.simulator.versioUrl}/api-versio.db/1.0/example`;

describe("tokens as the UI makes them", () => {
    test("a token is shown when it is created, and by its fingerprint afterwards", async () => {
        const { token } = await stage.control.versio.createToken("example", { name: "CI, read only" });
        expect(token).toMatch(/^[A-Za-z0-9]{22}:[A-Za-z0-9]{22}$/);
        const environments = await stage.control.versio.environments();
        expect(environments).toEqual([
            {
                id: "example",
                entities: ["server", "database"],
                tokens: [
                    {
                        name: "CI, read only",
                        permissions: ["CMDB viewer"],
                        active: true,
                        fingerprint: fingerprint(token),
                    },
                ],
            },
            { id: "other-example", entities: ["server"], tokens: [] },
        ]);
    });

    test("two tokens differ, and a name is unique in its environment only", async () => {
        const { versio } = stage.control;
        const { token } = await versio.createToken("example", { name: "ci" });
        await expect(versio.createToken("example", { name: "ci" })).rejects.toThrow(
            'Environment example has a token named "ci", and names are unique.',
        );
        const other = await versio.createToken("other-example", { name: "ci" });
        expect(other.token).not.toBe(token);
    });

    test("a change says what the token is now, and leaves what it does not name", async () => {
        const { versio } = stage.control;
        await versio.createToken("example", { name: "a/b" });
        expect(await versio.setToken("example", "a/b", { active: false })).toMatchObject({
            name: "a/b",
            active: false,
            permissions: ["CMDB viewer"],
        });
        expect(await versio.setToken("example", "a/b", { permissions: ["Reporting"] })).toMatchObject({
            active: false,
            permissions: ["Reporting"],
        });
    });

    test("an unknown environment and token are refused", async () => {
        const { versio } = stage.control;
        await expect(versio.createToken("nowhere", { name: "ci" })).rejects.toThrow(
            "There is no environment nowhere. GET /versio/environments lists them.",
        );
        const missing = 'Environment example has no token named "ci"';
        await expect(versio.deleteToken("example", "ci")).rejects.toThrow(missing);
        await expect(versio.setToken("example", "ci", { active: true })).rejects.toThrow(missing);
    });

    test.each([{ name: "" }, { name: "x", permissions: [] }, { permissions: ["CMDB viewer"] }])(
        "a token described by %j is refused",
        async (options) => {
            const creation = stage.control.versio.createToken("example", options as { name: string });
            await expect(creation).rejects.toThrow("The body of the request is wrong");
        },
    );
});

describe("the log of requests", () => {
    test.each([
        ["as documented", (token: string) => `?apiToken=${token}`],
        ["among others", (token: string) => `?offset=0&apiToken=${token}&limit=1`],
        ["percent-encoded", (token: string) => `?api%54oken=${percentEncoded(token)}`],
        ["twice", (token: string) => `?apiToken=${token}&apiToken=${token}`],
        ["by a name written otherwise", (token: string) => `?APITOKEN=${token}`],
    ])("a token in the query, %s, is logged as its fingerprint", async (_name, query) => {
        const { token } = await stage.control.versio.createToken("example", { name: "ci" });
        await fetch(`${entry()}${query(token)}`);
        const records = await stage.control.requests();
        expect(records).toHaveLength(1);
        expect(records[0]?.query).toContain(`(token ${fingerprint(token)})`);
        expect(JSON.stringify(records)).not.toContain(token);
        expect(JSON.stringify(records)).not.toContain(percentEncoded(token));
    });

    test("a secret that is no token of the simulator is not logged either", async () => {
        await fetch(`${entry()}?apiToken=hush`);
        const [record] = await stage.control.requests();
        expect(record).toMatchObject({
            query: `?apiToken=(token ${fingerprint("hush")})`,
            token: fingerprint("hush"),
            status: 401,
        });
    });

    test("a listener of requests is told of no token", async () => {
        const told: string[] = [];
        const simulator = await startSimulator({ onRequest: (record) => told.push(JSON.stringify(record)) });
        try {
            const { versio } = new SimulatorControl(simulator.controlUrl);
            const { token } = await versio.createToken("example", { name: "ci" });
            const { status } = await fetch(
                `${simulator.versioUrl}/api-versio.db/1.0/example?apiToken=${token}`,
            );
            expect([status, told.length]).toEqual([200, 1]);
            expect(told.join()).toContain(fingerprint(token));
            expect(told.join()).not.toContain(token);
        } finally {
            await simulator.stop();
        }
    });

    function percentEncoded(token: string): string {
        return Array.from(token, (character) => `%${character.charCodeAt(0).toString(16)}`).join("");
    }
});

describe("faults", () => {
    test("a fault meets the paths of this system only, and answers as it does", async () => {
        const { token } = await stage.control.versio.createToken("example", { name: "ci" });
        await stage.control.addFault({ kind: "status", status: 500, path: "/versio/*" });
        const met = await fetch(entry(), { headers: { authorization: `apiToken ${token}` } });
        expect([met.status, await met.json()]).toEqual([
            500,
            { message: "The simulator was told to answer 500." },
        ]);
        expect((await fetch(`${stage.simulator.apiUrl}/users/current`)).status).toBe(401);
        expect((await stage.control.requests())[0]).toMatchObject({
            path: "/versio/api-versio.db/1.0/example",
            token: fingerprint(token),
            fault: "status",
            processed: false,
        });
    });
});
