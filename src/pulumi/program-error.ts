import * as pulumi from "@pulumi/pulumi";
import { ApiTokenError, type ErrorCode } from "../base/errors";
import { wordsOfLookUp } from "./program-words";

/** An error in a Pulumi program that ends the run with its message alone: no stack trace, no program text. */
export class ProgramError extends pulumi.RunError {
    // The SDK formats every uncaught error, and on Node 20 its own source-mapped stack makes that take 20 seconds.
    override readonly stack = "";

    constructor(
        /** See the table of codes at `ErrorCode`. */
        readonly code: ErrorCode,
        message: string,
    ) {
        super(message);
    }
}

/** One for each error: the SDK prints an error that ends several look-ups once, when it is the same object. */
const programErrors = new WeakMap<ApiTokenError, ProgramError>();

/** Runs a data source, and turns the errors of this package into ones that a Pulumi program ends well with. */
export async function asProgramErrors<T>(name: string, run: () => Promise<T>): Promise<T> {
    try {
        return await run();
    } catch (error) {
        if (error instanceof ApiTokenError) {
            const programError =
                programErrors.get(error) ?? new ProgramError(error.code, wordsOfLookUp(name, error));
            programErrors.set(error, programError);
            expectLateHandling();
            throw programError;
        }
        throw error;
    }
}

let lateHandlingIsExpected = false;

/**
 * The SDK looks after a program's promises one by one, once the program has come to its end. An error that came before
 * is reported by then, and Node would warn that its promise is looked after late. Of other errors it warns as ever.
 */
function expectLateHandling(): void {
    if (lateHandlingIsExpected) {
        return;
    }
    lateHandlingIsExpected = true;
    process.on("rejectionHandled", (promise) => {
        promise.catch((error: unknown) => {
            if (!(error instanceof ProgramError)) {
                const text = "Promise rejection was handled asynchronously";
                process.emitWarning(text, "PromiseRejectionHandledWarning");
            }
        });
    });
}
