import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { createSend, type HttpRequest } from "../../src/http/http-client";

let server: Server;
/** The requests that came over each connection. */
let requests: Map<Socket, string[]>;

beforeEach(async () => {
    requests = new Map();
    server = createServer(({ method = "", socket }, answer) => {
        requests.set(socket, [...(requests.get(socket) ?? []), method]);
        answer.end("{}");
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
});

afterEach(() => {
    server.close();
    server.closeAllConnections();
});

async function sendInTurn(methods: HttpRequest["method"][]): Promise<string[][]> {
    const send = createSend();
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v7/api-tokens`;
    for (const method of methods) {
        await send({ method, url, authorization: "Bearer none", accept: "*/*" });
        // The connection is free for the next request a little after the answer.
        await pause(50);
    }
    return [...requests.values()];
}

test("a request that changes something never goes out on a used connection, which may just be closing", async () => {
    expect(await sendInTurn(["GET", "POST", "POST", "DELETE"])).toEqual([
        ["GET"],
        ["POST"],
        ["POST"],
        ["DELETE"],
    ]);
});

test("reading requests share a connection", async () => {
    expect(await sendInTurn(["GET", "POST", "GET"])).toEqual([["GET", "GET"], ["POST"]]);
});
