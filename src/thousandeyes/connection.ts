import { createSend, type Send } from "../http/http-client";
import { ThousandEyesClient } from "./client";

let send: Send | undefined;

/** A client for an endpoint. All clients of a process share one pool of connections. */
export function connect(endpoint: string): ThousandEyesClient {
    send ??= createSend();
    return new ThousandEyesClient(send, endpoint);
}
