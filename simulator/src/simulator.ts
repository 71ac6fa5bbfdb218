import { createApi } from "./api-server";
import { createControl } from "./control/server";
import { basePath as cutoverPath } from "./cutover/api";
import { FaultList } from "./faults";
import { listen } from "./listener";
import type { Listener } from "./listener";
import { RequestLog } from "./request-log";
import type { RequestRecord } from "./request-log";
import { restore } from "./restore";
import { basePath as thousandEyesPath } from "./thousandeyes/api";
import type { OrganisationsInput } from "./thousandeyes/organisations";
import { basePath as versioPath } from "./versio/api";

/** How to start a simulator; everything has a default. */
export interface SimulatorOptions {
    /** Port of the APIs on 127.0.0.1; default 0, any free one. */
    port?: number;
    /** Port of the control interface on 127.0.0.1; default 0, any free one. */
    controlPort?: number;
    /** JSON file with ThousandEyes organisations, account groups and users; default: a built-in example. */
    organisationsFile?: string;
    /** The content of such a file, instead of one. */
    organisations?: OrganisationsInput;
    /** File to keep tokens, settings, the clock and 401 counts in; default: they end with the simulator. */
    stateFile?: string;
    /** Time to start at (ISO 8601); default: that of the state file, else the real time. */
    now?: string;
    /** Whether the clock stands still; default: as in the state file, else false. */
    frozen?: boolean;
    /** Makes so many random bytes for tokens; default: those of `node:crypto`. */
    random?: (size: number) => Uint8Array;
    /** Told of each request to an API once its fate is known. */
    onRequest?: (record: RequestRecord) => void;
}

/** A running simulator. */
export interface Simulator {
    /** ThousandEyes: `http://127.0.0.1:<port>/v7`. */
    apiUrl: string;
    /** The Versio.io server: `http://127.0.0.1:<port>/versio`, with the API below `/api-versio.db/1.0`. */
    versioUrl: string;
    /** The Cutover instance, as `CUTOVER_BASE_URL` has it: `http://127.0.0.1:<port>/cutover`, with the API below `/core`. */
    cutoverUrl: string;
    /** `http://127.0.0.1:<controlPort>`. */
    controlUrl: string;
    /** Closes both ports and every connection at once, also those of requests that hang. */
    stop(): Promise<void>;
}

/** Starts a simulator in this process; resolves when both listeners accept connections. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
    const { clock, save, systems } = restore(options);
    const common = { clock, log: new RequestLog(), faults: new FaultList() };
    const stopping = new AbortController();
    const api = createApi({
        ...common,
        stopping: stopping.signal,
        onRequest: options.onRequest ?? (() => undefined),
        apis: systems.map((system) => system.api),
    });
    const apiListener = await listen((request, env) => api.fetch(request, env), options.port ?? 0, "--port");
    const apiUrl = `${apiListener.url}${thousandEyesPath}`;
    const versioUrl = `${apiListener.url}${versioPath}`;
    const cutoverUrl = `${apiListener.url}${cutoverPath}`;
    const control = createControl({
        ...common,
        save,
        urls: { api: apiUrl, versio: versioUrl, cutover: cutoverUrl },
        systems: systems.map((system) => system.control),
    });
    const controlListener = await listenOrClose(
        () => listen((request) => control.fetch(request), options.controlPort ?? 0, "--control-port"),
        apiListener,
    );
    return {
        apiUrl,
        versioUrl,
        cutoverUrl,
        controlUrl: controlListener.url,
        stop: async () => {
            stopping.abort();
            await Promise.all([apiListener.close(), controlListener.close()]);
        },
    };
}

async function listenOrClose(start: () => Promise<Listener>, other: Listener): Promise<Listener> {
    try {
        return await start();
    } catch (error) {
        await other.close();
        throw error;
    }
}
