import { createApi } from "./api-server";
import { createControl } from "./control/server";
import { basePath as cutoverPath } from "./cutover/api";
import { FaultList } from "./faults";
import { listen } from "./listener";
import type { Listener } from "./listener";
import { RequestLog } from "./request-log";
import type { SimulatorOptions } from "./options";
import { restore } from "./restore";
import { basePath as thousandEyesPath } from "./thousandeyes/api";
import { basePath as versioPath } from "./versio/api";

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
