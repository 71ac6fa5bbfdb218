import { CutoverControl } from "../cutover/control-client";
import type { Fault } from "../faults";
import type { RequestRecord } from "../request-log";
import type { IssuedToken, UserChange } from "../thousandeyes/accounts";
import type { UserView } from "../thousandeyes/control";
import { VersioControl } from "../versio/control-client";
import type { ControlSend } from "./send";
import { controlSend } from "./send";

/** The simulator's clock as the control interface shows it. */
export interface ClockView {
    /** ISO 8601. */
    now: string;
    /** Whether the clock stands still. */
    frozen: boolean;
}

/** A client of the control interface. Every method throws with the simulator's own words when it refuses. */
export class SimulatorControl {
    /** What stands in for the Versio.io UI. */
    readonly versio: VersioControl;
    /** What stands in for the Cutover UI. */
    readonly cutover: CutoverControl;
    private readonly send: ControlSend;

    /** @param controlUrl - the `controlUrl` of the simulator, such as `http://127.0.0.1:7071`. */
    constructor(controlUrl: string) {
        this.send = controlSend(controlUrl);
        this.versio = new VersioControl(this.send);
        this.cutover = new CutoverControl(this.send);
    }

    /** The simulator's time. */
    clock(): Promise<ClockView> {
        return this.send("GET", "/clock");
    }

    /** Sets the time (ISO 8601) and whether the clock stands still; what is left out stays as it is. */
    setClock(clock: { now?: string; frozen?: boolean }): Promise<ClockView> {
        return this.send("PUT", "/clock", clock);
    }

    /** Moves the clock forward by a duration such as `"700d"` (units s, m, h, d, w). */
    advance(by: string): Promise<ClockView> {
        return this.send("POST", "/clock/advance", { by });
    }

    /** The requests that the API got, oldest first; `since` leaves out those up to this sequence number. */
    async requests(since = 0): Promise<RequestRecord[]> {
        return (await this.send<{ requests: RequestRecord[] }>("GET", `/requests?since=${since}`)).requests;
    }

    /** Clears the log of requests; sequence numbers go on. */
    async clearRequests(): Promise<void> {
        await this.send("DELETE", "/requests");
    }

    /** The faults switched on; `times` is what is left of it. */
    async faults(): Promise<Fault[]> {
        return (await this.send<{ faults: Fault[] }>("GET", "/faults")).faults;
    }

    /** Switches a fault on. */
    addFault(fault: Fault): Promise<Fault> {
        return this.send("POST", "/faults", fault);
    }

    /** Switches all faults off. */
    async clearFaults(): Promise<void> {
        await this.send("DELETE", "/faults");
    }

    /** The ThousandEyes users with their tokens as fingerprints. */
    async users(): Promise<UserView[]> {
        return (await this.send<{ users: UserView[] }>("GET", "/thousandeyes/users")).users;
    }

    /** Creates a token as a user does in the UI; refused while the user has an active one. */
    createToken(uid: string, options: { validFor?: string } = {}): Promise<IssuedToken> {
        return this.send("POST", `/thousandeyes/users/${encodeURIComponent(uid)}/tokens`, options);
    }

    /** Revokes all active tokens of a user, or the one with this fingerprint; answers how many. */
    async revokeTokens(uid: string, fingerprint?: string): Promise<number> {
        const one = fingerprint === undefined ? "" : `/${encodeURIComponent(fingerprint)}`;
        const path = `/thousandeyes/users/${encodeURIComponent(uid)}/tokens${one}`;
        return (await this.send<{ revoked: number }>("DELETE", path)).revoked;
    }

    /** Locks a user out, or takes its API access away, and back; what is left out stays as it is. */
    setUser(uid: string, change: UserChange): Promise<UserView> {
        return this.send("PUT", `/thousandeyes/users/${encodeURIComponent(uid)}`, change);
    }
}
