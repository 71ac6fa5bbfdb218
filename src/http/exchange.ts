import type { Dispatcher } from "undici";
import { Deadline, type Limits } from "./deadline";

/** The parts of an answer that anything here looks at. */
export interface HttpAnswer {
    readonly status: number;
    /** One header by its lower-case name. */
    header(name: string): string | undefined;
    readonly body: string;
}

type Controller = Dispatcher.DispatchController;
type Headers = Parameters<NonNullable<Dispatcher.DispatchHandler["onResponseStart"]>>[2];

/**
 * Sends one request and reads the whole answer; rejects with undici's error, or with the reason of the limit that was
 * met.
 *
 * Without undici's own `request`: that hands the body out as a stream, which costs more than all that is done here.
 */
export function exchange(
    dispatcher: Dispatcher,
    request: Dispatcher.DispatchOptions,
    limits: Limits,
): Promise<HttpAnswer> {
    return new Promise((resolve, reject) => {
        dispatcher.dispatch(request, new IncomingAnswer(limits, resolve, reject));
    });
}

class IncomingAnswer implements Dispatcher.DispatchHandler {
    private readonly deadline: Deadline;
    private controller: Controller | undefined;
    private givenUp: Error | undefined;
    private status = 0;
    private headers: Headers = {};
    private readonly body: Buffer[] = [];

    constructor(
        limits: Limits,
        private readonly resolve: (answer: HttpAnswer) => void,
        private readonly reject: (error: Error) => void,
    ) {
        this.deadline = new Deadline(limits, (reason) => {
            this.giveUp(reason);
        });
    }

    onRequestStart(controller: Controller): void {
        this.controller = controller;
        if (this.givenUp !== undefined) {
            controller.abort(this.givenUp);
        }
    }

    /** Called for what comes before the answer, too, such as 103: the last one counts. */
    onResponseStart(_controller: Controller, status: number, headers: Headers): void {
        this.status = status;
        this.headers = headers;
    }

    onResponseData(_controller: Controller, chunk: Buffer): void {
        this.body.push(chunk);
    }

    onResponseEnd(): void {
        this.deadline.clear();
        const { status, headers } = this;
        this.resolve({ status, header: (name) => first(headers[name]), body: textOf(this.body) });
    }

    onResponseError(_controller: Controller, error: Error): void {
        this.deadline.clear();
        this.reject(error);
    }

    /** At once: undici gives up only what has a connection. One that comes to be later carries nothing. */
    private giveUp(reason: Error): void {
        this.givenUp = reason;
        this.reject(reason);
        this.controller?.abort(reason);
    }
}

function first(value: string | string[] | undefined): string | undefined {
    return typeof value === "string" ? value : value?.[0];
}

/** Of a body in UTF-8, the only encoding of JSON; a byte order mark is no part of the text. */
function textOf(chunks: Buffer[]): string {
    const text = Buffer.concat(chunks).toString();
    return text.startsWith("\uFEFF") ? text.slice(1) : text;
}
