import { randomBytes } from "node:crypto";
import { type Fault, type Simulator, SimulatorControl, startSimulator } from "api-token-simulator";
import { uuidFrom } from "../../simulator/src/uuid";

const USER = "1001";

/** A simulator of which every token is known, also those whose answer is lost on the way. */
export class PluginApi {
    /** Every token that it issued, and the one that comes next. */
    readonly tokens = new Set<string>();
    private next = randomBytes(16);

    private constructor(
        private readonly simulator: Simulator,
        readonly control: SimulatorControl,
    ) {}

    static async start(): Promise<PluginApi> {
        const source: { api?: PluginApi } = {};
        const random = (size: number) => source.api?.draw(size) ?? randomBytes(size);
        const simulator = await startSimulator({ random });
        const api = new PluginApi(simulator, new SimulatorControl(simulator.controlUrl));
        source.api = api;
        api.tokens.add(api.nextToken);
        return api;
    }

    get url(): string {
        return this.simulator.apiUrl;
    }

    /** The token that will be issued next. */
    get nextToken(): string {
        return uuidFrom(this.next);
    }

    stop(): Promise<void> {
        return this.simulator.stop();
    }

    /** A token of user 1001, as pasted from the UI; it lives a year. */
    async paste(): Promise<string> {
        return (await this.control.createToken(USER, { validFor: "365d" })).token;
    }

    /** Has a successor issued behind the back of whoever holds the token. @returns the successor's fingerprint */
    async regenerateElsewhere(token: unknown): Promise<string | undefined> {
        const headers = { authorization: `Bearer ${String(token)}` };
        const { status } = await fetch(`${this.url}/api-tokens`, { method: "POST", headers });
        expect(status).toBe(201);
        await this.control.clearRequests();
        return (await this.fingerprints()).at(-1);
    }

    /** Whether the API accepts a token now. */
    async accepts(token: unknown): Promise<boolean> {
        const headers = { authorization: `Bearer ${String(token)}` };
        const { status } = await fetch(`${this.url}/users/current`, { headers });
        return status === 200;
    }

    /** The fingerprints of all tokens of user 1001, the newest last. */
    async fingerprints(): Promise<string[]> {
        const user = (await this.control.users()).find(({ uid }) => uid === USER);
        return (user?.tokens ?? []).map(({ fingerprint }) => fingerprint);
    }

    /** What the API was asked for, and what it answered. */
    async requests(): Promise<string[]> {
        const records = await this.control.requests();
        return records.map(({ method, path, status }) => `${method} ${path} ${status ?? "none"}`);
    }

    /** How often it was asked to issue a token since the log was cleared. */
    async posts(): Promise<number> {
        return (await this.requests()).filter((request) => request.startsWith("POST ")).length;
    }

    /** Switches a fault on for one request. */
    once(fault: Fault): Promise<Fault> {
        return this.control.addFault({ ...fault, times: 1 });
    }

    private draw(size: number): Buffer {
        const drawn = this.next;
        this.next = randomBytes(size);
        this.tokens.add(this.nextToken);
        return drawn;
    }
}
