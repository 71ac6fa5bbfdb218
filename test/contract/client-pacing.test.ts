import { type OrganisationsInput, SimulatorControl, startSimulator } from "api-token-simulator";
import { createSend } from "../../src/http/http-client";
import { Pacing } from "../../src/http/pacing";
import { readStanding } from "../../src/http/rate-limit";
import { Refusals } from "../../src/http/refusals";
import { ThousandEyesClient } from "../../src/systems/thousandeyes/client";

const USERS = 1000;
const LIMIT = 240;
const MINUTE = 60_000;
const START = Date.parse("2030-01-01T00:00:00Z");

const users = Array.from({ length: USERS }, (_, index) => ({
    uid: String(5000 + index),
    name: `User ${index}`,
    email: `user${index}@example.com`,
    loginAccountGroup: "1",
    accountGroups: ["1"],
}));
const organisations: OrganisationsInput = {
    organisations: [
        {
            orgId: "9",
            organizationName: "Large",
            accountGroups: [{ aid: "1", accountGroupName: "All" }],
            users,
        },
    ],
};

/** A clock that stands still until everybody waits, and then goes on to the earliest end of a wait. */
class VirtualClock {
    time = START;
    private readonly waiting: { until: number; go: () => void }[] = [];

    constructor(private readonly control: SimulatorControl) {}

    readonly now = () => this.time;

    readonly wait = (milliseconds: number): Promise<void> =>
        new Promise((go) => {
            this.waiting.push({ until: this.time + milliseconds, go });
        });

    /** Goes on, if anybody waits. */
    async goOn(): Promise<void> {
        const until = Math.min(...this.waiting.map((one) => one.until));
        if (until > this.time && Number.isFinite(until)) {
            // The server's clock first: whoever wakes up meanwhile must not find itself ahead of it.
            await this.control.setClock({ now: new Date(until).toISOString(), frozen: true });
            this.time = until;
        }
        for (const one of this.waiting.splice(0)) {
            one.go();
        }
    }

    get count(): number {
        return this.waiting.length;
    }
}

test("1,000 rotations of one organisation keep to its 240 requests a minute, and lose hardly any time", async () => {
    const simulator = await startSimulator({
        organisations,
        now: new Date(START).toISOString(),
        frozen: true,
    });
    try {
        const control = new SimulatorControl(simulator.controlUrl);
        const tokens: string[] = [];
        for (const { uid } of users) {
            tokens.push((await control.createToken(uid)).token);
        }
        const clock = new VirtualClock(control);
        const said: string[] = [];
        const pacing = new Pacing({
            now: clock.now,
            wait: clock.wait,
            longestWait: 2 * MINUTE,
            rateLimit: "the limit",
            announce: (text) => said.push(text),
        });
        const plain = createSend();
        let sending = 0;
        const paced: typeof plain = (request) =>
            pacing.run(
                async () => {
                    sending++;
                    try {
                        return await plain(request);
                    } finally {
                        sending--;
                    }
                },
                // The simulator's server writes the real time into `Date`: only the headers of the limit are virtual.
                (answer) =>
                    readStanding(
                        {
                            ...answer,
                            header: (name) => (name === "date" ? undefined : answer.header(name)),
                        },
                        clock.now(),
                    ),
            );
        const client = new ThousandEyesClient(simulator.apiUrl, { send: paced, refusals: new Refusals() });
        let left = USERS;
        const rotations = tokens.map(async (token) => {
            const answer = await client.regenerateToken(token);
            if (answer.kind !== "issued") {
                throw new Error(answer.message);
            }
            expect((await client.currentUser(answer.token)).uid).toBeDefined();
            left--;
        });
        const all = Promise.all(rotations);
        all.catch(() => (left = 0));
        // Time stands still while anything is sent.
        while (left > 0) {
            await new Promise(setImmediate);
            if (sending === 0 && clock.count > 0) {
                await clock.goOn();
            }
        }
        await all;

        const statuses = (await control.requests()).map(({ status }) => status);
        expect(statuses).toHaveLength(2 * USERS);
        expect(statuses.filter((status) => status !== 200 && status !== 201)).toEqual([]);
        // The first request goes at once, and each window after the first begins on the minute.
        const least = (Math.ceil((2 * USERS) / LIMIT) - 1) * MINUTE;
        expect(clock.time - START).toBeGreaterThanOrEqual(least);
        expect(clock.time - START).toBeLessThanOrEqual(1.05 * least);
        expect(said).toHaveLength(least / MINUTE);
    } finally {
        await simulator.stop();
    }
}, 120_000);
