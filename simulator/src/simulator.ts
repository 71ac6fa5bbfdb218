import { randomBytes } from "node:crypto";
import { createApi } from "./api-server";
import { parseTime, SimulatorClock } from "./clock";
import { createControl } from "./control/server";
import { SimulatorError } from "./errors";
import { FaultList } from "./faults";
import { listen } from "./listener";
import type { Listener } from "./listener";
import { RequestLog } from "./request-log";
import type { RequestRecord } from "./request-log";
import { readStateFile, writeStateFile } from "./state-file";
import { Accounts } from "./thousandeyes/accounts";
import type { ThousandEyesParts } from "./thousandeyes/api";
import { basePath, mountThousandEyesApi } from "./thousandeyes/api";
import { mountThousandEyesControl, thousandEyesControlRoutes } from "./thousandeyes/control";
import { defaultOrganisations } from "./thousandeyes/default-organisations";
import type { Organisation, OrganisationsInput } from "./thousandeyes/organisations";
import { checkOrganisations, readOrganisationsFile } from "./thousandeyes/organisations";
import { emptyState } from "./thousandeyes/state";
import { uuidFrom } from "./uuid";

/** How to start a simulator; everything has a default. */
export interface SimulatorOptions {
    /** Port of the API on 127.0.0.1; default 0, any free one. */
    port?: number;
    /** Port of the control interface on 127.0.0.1; default 0, any free one. */
    controlPort?: number;
    /** JSON file with organisations, account groups and users; default: a built-in example. */
    organisationsFile?: string;
    /** The content of such a file, instead of one. */
    organisations?: OrganisationsInput;
    /** File to keep tokens, locks, the clock and 401 counts in; default: they end with the simulator. */
    stateFile?: string;
    /** Time to start at (ISO 8601); default: that of the state file, else the real time. */
    now?: string;
    /** Whether the clock stands still; default: as in the state file, else false. */
    frozen?: boolean;
    /** Makes so many random bytes for tokens; default: those of `node:crypto`. */
    random?: (size: number) => Uint8Array;
    /** Told of each request to the API once its fate is known. */
    onRequest?: (record: RequestRecord) => void;
}

/** A running simulator. */
export interface Simulator {
    /** `http://127.0.0.1:<port>/v7`. */
    apiUrl: string;
    /** `http://127.0.0.1:<controlPort>`. */
    controlUrl: string;
    /** Closes both ports and every connection at once, also those of requests that hang. */
    stop(): Promise<void>;
}

/** Starts a simulator in this process; resolves when both listeners accept connections. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
    const { clock, save, thousandEyes } = restore(options);
    const log = new RequestLog();
    const faults = new FaultList();
    const stopping = new AbortController();
    const api = createApi({
        clock,
        log,
        faults,
        stopping: stopping.signal,
        onRequest: options.onRequest ?? (() => undefined),
        mount: (app) => {
            mountThousandEyesApi(app, thousandEyes);
        },
    });
    const apiListener = await listen((request, env) => api.fetch(request, env), options.port ?? 0, "--port");
    const apiUrl = `${apiListener.url}${basePath}`;
    const control = createControl({
        clock,
        log,
        faults,
        save,
        apiUrl,
        vendorRoutes: thousandEyesControlRoutes,
        mount: (app) => {
            mountThousandEyesControl(app, thousandEyes);
        },
    });
    const controlListener = await listenOrClose(
        () => listen((request) => control.fetch(request), options.controlPort ?? 0, "--control-port"),
        apiListener,
    );
    return {
        apiUrl,
        controlUrl: controlListener.url,
        stop: async () => {
            stopping.abort();
            await Promise.all([apiListener.close(), controlListener.close()]);
        },
    };
}

interface Restored {
    clock: SimulatorClock;
    save: () => void;
    thousandEyes: ThousandEyesParts;
}

function restore(options: SimulatorOptions): Restored {
    const organisations = organisationsOf(options);
    const { stateFile } = options;
    const state = stateFile === undefined ? undefined : readStateFile(stateFile);
    const clock = new SimulatorClock(Date.now, state?.clock);
    clock.set(options.now === undefined ? undefined : parseTime(options.now), options.frozen);
    const random = options.random ?? randomBytes;
    const accounts = new Accounts(organisations, state?.thousandeyes ?? emptyState(), () =>
        uuidFrom(random(16)),
    );
    const save = () => {
        if (stateFile !== undefined) {
            writeStateFile(stateFile, {
                version: 1,
                clock: clock.snapshot(),
                thousandeyes: accounts.snapshot(),
            });
        }
    };
    save();
    return { clock, save, thousandEyes: { accounts, clock, save } };
}

function organisationsOf({ organisations, organisationsFile }: SimulatorOptions): Organisation[] {
    if (organisationsFile === undefined) {
        return checkOrganisations(organisations ?? defaultOrganisations);
    }
    if (organisations !== undefined) {
        throw new SimulatorError("Both organisations and organisationsFile are given. Give one of them.");
    }
    return readOrganisationsFile(organisationsFile);
}

async function listenOrClose(start: () => Promise<Listener>, other: Listener): Promise<Listener> {
    try {
        return await start();
    } catch (error) {
        await other.close();
        throw error;
    }
}
