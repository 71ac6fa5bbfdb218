// The points of `stop-point.cjs` in the work of a journal that is kept in a service: before or after which request, for
// which entry. The service has processed a request after which a process stops.
const Module = require("node:module");

/**
 * @typedef {(name: string, ...others: unknown[]) => Promise<unknown>} Request
 * @typedef {{ open: () => Promise<Record<string, Request>> }} Context
 * @typedef {new (context: Context) => object} Store
 */

/** @type {Record<string, { request: "putNew" | "put", when: "before" | "after", entry: RegExp }>} */
const SERVICE_POINTS = {
    "service: before the conditions are seen": { request: "putNew", when: "before", entry: /^\.conditions$/ },
    "service: before the intent": { request: "putNew", when: "before", entry: /\.json$/ },
    "service: after the intent": { request: "putNew", when: "after", entry: /\.json$/ },
    "service: sealed here, not there": { request: "put", when: "before", entry: /\.json$/ },
    "service: sealed, not returned": { request: "put", when: "after", entry: /\.json$/ },
    "service: before the mark": { request: "putNew", when: "before", entry: /\.done$/ },
    "service: after the mark": { request: "putNew", when: "after", entry: /\.done$/ },
};

/**
 * @param {string} name of the point; of another one nothing is changed
 * @param {() => void} stop
 */
function stopInService(name, stop) {
    const point = SERVICE_POINTS[name];
    if (point === undefined) {
        return;
    }
    const loader =
        /** @type {{ _load: (request: string, parent?: { filename: string }, isMain?: boolean) => { RemoteStore: Store } }} */ (
            /** @type {unknown} */ (Module)
        );
    const load = loader._load;
    loader._load = (request, parent, isMain) => {
        const loaded = load(request, parent, isMain);
        return request === "./remote" && /stores[\\/]open\.js$/.test(parent?.filename ?? "")
            ? { ...loaded, RemoteStore: stopping(loaded.RemoteStore, point, stop) }
            : loaded;
    };
}

/**
 * @param {Store} Remote
 * @param {{ request: string, when: "before" | "after", entry: RegExp }} point
 * @param {() => void} stop
 */
function stopping(Remote, { request, when, entry }, stop) {
    return class extends Remote {
        /** @param {Context} context */
        constructor(context) {
            super({ ...context, open: async () => withStop(await context.open()) });
        }
    };

    /** @param {Record<string, Request>} service */
    function withStop(service) {
        const original = /** @type {Request} */ (service[request]).bind(service);
        let armed = true;
        /** @type {Request} */
        const watched = async (name, ...others) => {
            const isHere = armed && entry.test(name);
            armed = armed && !isHere;
            if (isHere && when === "before") {
                stop();
            }
            const result = await original(name, ...others);
            if (isHere && when === "after") {
                stop();
            }
            return result;
        };
        return new Proxy(service, {
            get: (target, key) => (key === request ? watched : target[String(key)]?.bind(target)),
        });
    }
}

module.exports = { stopInService };
