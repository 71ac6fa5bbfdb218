import * as pulumi from "@pulumi/pulumi";

/** The part of the engine's client that the SDK registers resources with. */
interface Monitor {
    registerResource(request: { getType(): string }, ...rest: unknown[]): unknown;
}

type Callback = (error: unknown, response: object | undefined) => void;

const hushed = new WeakSet<object>();
const types = new Set<string>();

/**
 * Keeps the answers to registrations of a type out of the SDK's debug lines.
 *
 * The SDK logs `RegisterResource RPC finished: …` with the whole answer, outputs in clear, and the engine hands the
 * line on with `--debug`, `--json`, `--event-log`, `-v=3` and to `onEvent` (`runtime/resource.js` in `@pulumi/pulumi`). It
 * does so by `toString`, which nothing else calls: these answers say that of themselves.
 */
export function hushDebugLines(type: string): void {
    types.add(type);
    const monitor = pulumi.runtime.getMonitor() as Monitor | undefined;
    if (monitor === undefined || hushed.has(monitor)) {
        return;
    }
    hushed.add(monitor);
    const register = monitor.registerResource.bind(monitor);
    monitor.registerResource = (request, ...rest) => {
        const callback = rest.at(-1);
        if (typeof callback !== "function" || !types.has(request.getType())) {
            return register(request, ...rest);
        }
        const quietly: Callback = (error, response) => {
            if (response !== undefined) {
                Object.defineProperty(response, "toString", {
                    value: () => "[left out: it may hold a token]",
                });
            }
            (callback as Callback)(error, response);
        };
        return register(request, ...rest.slice(0, -1), quietly);
    };
}
