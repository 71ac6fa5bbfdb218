import { createSend, type Send } from "../http/http-client";
import { Refusals } from "../http/refusals";
import { ThousandEyesClient } from "./client";

let send: Send | undefined;
const refusals = new Refusals();

/** A client for an endpoint. All clients of a process share one pool of connections, and what was refused. */
export function connect(endpoint: string): ThousandEyesClient {
    send ??= createSend();
    return new ThousandEyesClient(send, endpoint, refusals);
}
