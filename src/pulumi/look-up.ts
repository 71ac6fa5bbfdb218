import * as pulumi from "@pulumi/pulumi";
import { MockMonitor } from "@pulumi/pulumi/runtime/mocks";
import type { SettingSources } from "../base/setting";
import type { LookUpHost } from "./look-up-host";
import { asProgramErrors } from "./program-error";
import { perRun, readConfig } from "./program-run";

/** The arguments of a data source's `…Output` form. */
export type InputsOf<T> = {
    [K in keyof T]: pulumi.Input<NonNullable<T[K]>> | (undefined extends T[K] ? undefined : never);
};

/**
 * Runs a data source in a program. Its errors end the program with one message.
 *
 * In a unit test of the program (`pulumi.runtime.setMocks`) nothing is sent: the test's own `call` answers, asked for
 * `pulumi-api-tokens:<system>:<name>` with the arguments.
 */
export function lookUp<T>(
    system: string,
    name: string,
    args: object,
    ask: (host: LookUpHost) => Promise<T>,
): Promise<T> {
    return asProgramErrors(name, () =>
        pulumi.runtime.getMonitor() instanceof MockMonitor
            ? pulumi.runtime.invoke(`pulumi-api-tokens:${system}:${name}`, args)
            : ask(hostOfProgram()),
    );
}

/** A data source for arguments that are known later. Its result is no secret, although an argument may be one. */
export function plainOutput<A, R>(args: InputsOf<A>, get: (args: A) => Promise<R>): pulumi.Output<R> {
    return pulumi.unsecret(pulumi.output(args).apply((known) => get(known as A)));
}

const hostOfProgram = perRun<LookUpHost>(() => ({
    sources: programSources,
    answers: new Map(),
    // Loaded at first use: most programs look nothing up.
    transport: async (endpoint, traits) => {
        const { lookUpTransport } = await import("./look-up-transport.js");
        return lookUpTransport(endpoint, traits);
    },
}));

function programSources(argument: string | undefined): SettingSources {
    return { argument, config: readConfig, environment: process.env };
}
