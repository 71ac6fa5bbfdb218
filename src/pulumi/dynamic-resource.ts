import * as pulumi from "@pulumi/pulumi";
import { hushDebugLines } from "./debug-lines";
import { pointerTo } from "./provider-pointer";

/** What a resource was given. JavaScript lets programs leave it out: the check of inputs then says what is missing. */
export function argumentsOf<A extends object>(args: A | null | undefined): Partial<A> {
    return args ?? {};
}

/** A resource whose provider is the named export of `pulumi-api-tokens/provider`. */
export abstract class DynamicResource extends pulumi.CustomResource {
    /**
     * @param type module and type, such as `"thousandeyes:ApiToken"`
     * @param exportName of the provider in `pulumi-api-tokens/provider`
     * @param properties inputs, and every output as `undefined`
     * @param secretOutputs outputs that are secret although no input of their name is
     */
    protected constructor(
        type: string,
        exportName: string,
        name: string,
        properties: pulumi.Inputs,
        secretOutputs: string[],
        options?: pulumi.CustomResourceOptions,
    ) {
        const all = { ...properties, resourceName: name, __provider: pointerTo(exportName) };
        const merged = pulumi.mergeOptions(options, { additionalSecretOutputs: secretOutputs });
        // The SDK makes four promises for each property, and has a stack trace written for each of them, in case it
        // never ends: half of what a program with many tokens costs. Where a resource is declared it finds out with a
        // limit of its own.
        const { stackTraceLimit } = Error;
        Error.stackTraceLimit = isLookingForLeaks() ? stackTraceLimit : 0;
        hushDebugLines(`pulumi-nodejs:dynamic/${type}`);
        try {
            super(`pulumi-nodejs:dynamic/${type}`, name, all, merged);
        } catch (error) {
            Error.stackTraceLimit = stackTraceLimit;
            throw withStackTrace(error);
        } finally {
            Error.stackTraceLimit = stackTraceLimit;
        }
    }
}

/** The setting with which the SDK prints those stack traces. */
function isLookingForLeaks(): boolean {
    return Boolean(process.env.PULUMI_DEBUG_PROMISE_LEAKS);
}

/** Shows the line of the program that declares the resource, which is what its author looks for. */
function withStackTrace(error: unknown): unknown {
    if (error instanceof Error) {
        Error.captureStackTrace(error, withStackTrace);
    }
    return error;
}
