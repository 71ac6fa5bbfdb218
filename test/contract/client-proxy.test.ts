import { connect } from "node:net";
import { createSend, type HttpRequest } from "../../src/http/http-client";
import { DEFAULT_HTTP_OPTIONS } from "../../src/http/http-options";
import { answer, type Answering, head, RawServer } from "../http-faults/raw-server";
import { failureOf } from "../support/failure-of";

/** Only a proxy could lead there: `.invalid` is never resolved (RFC 6761). */
const FAR = "https://api.thousandeyes.invalid/v7/users/current";
const OPEN = "HTTP/1.1 200 Connection established\r\n\r\n";

const servers: RawServer[] = [];
const before = { ...process.env };

afterEach(async () => {
    process.env = { ...before };
    await Promise.all(servers.splice(0).map((server) => server.stop()));
});

async function serve(answering: Answering): Promise<RawServer> {
    const server = await RawServer.start(answering);
    servers.push(server);
    return server;
}

/** Makes a server the proxy of what is sent from now on. */
async function useProxy(answering: Answering): Promise<RawServer> {
    const proxy = await serve(answering);
    process.env.HTTPS_PROXY = `http://127.0.0.1:${proxy.port}`;
    return proxy;
}

const get = (url: string): HttpRequest => ({
    method: "GET",
    url,
    authorization: "Bearer none",
    accept: "*/*",
});
const sendFar = (options = {}) => createSend({ ...DEFAULT_HTTP_OPTIONS, ...options })(get(FAR));

test("a proxy is asked for the host alone, and learns nothing of the request", async () => {
    const proxy = await useProxy((socket) => socket.end(head(403)));
    const { code, message } = await failureOf(sendFar());
    expect([code, message]).toEqual([
        "ERR_CONNECTION",
        "the proxy did not let the request to api.thousandeyes.invalid through (403): nothing was sent",
    ]);
    expect(proxy.heads).toEqual([
        expect.stringMatching(/^CONNECT api\.thousandeyes\.invalid:443 HTTP\/1\.1\r\n/),
    ]);
    expect(proxy.heads.join("")).not.toMatch(/bearer|users/i);
});

test("a proxy that asks for a password is told apart", async () => {
    await useProxy((socket) => socket.end(head(407)));
    expect((await failureOf(sendFar())).message).toContain("asks for a user and a password (407)");
});

test("a proxy that closes is asked once", async () => {
    const proxy = await useProxy((socket) => socket.end());
    const { code, message } = await failureOf(sendFar({ totalTimeout: 5000 }));
    expect([code, message]).toEqual([
        "ERR_CONNECTION",
        "api.thousandeyes.invalid could not be reached (ECONNRESET): nothing was sent",
    ]);
    expect(proxy.heads).toHaveLength(1);
});

test("a proxy that does not answer has the time of a connection", async () => {
    await useProxy(() => undefined);
    const { code, message } = await failureOf(sendFar({ connectTimeout: 300 }));
    expect([code, message]).toEqual([
        "ERR_CONNECTION",
        "api.thousandeyes.invalid could not be reached (UND_ERR_HEADERS_TIMEOUT): nothing was sent",
    ]);
});

test("TLS through a proxy has the time of a connection", async () => {
    await useProxy((socket) => socket.write(OPEN));
    const { code, message } = await failureOf(sendFar({ connectTimeout: 300 }));
    expect([code, message]).toEqual([
        "ERR_CONNECTION",
        "api.thousandeyes.invalid could not be reached (UND_ERR_CONNECT_TIMEOUT): nothing was sent",
    ]);
});

test("TLS to nothing of the kind, through a proxy, is no connection", async () => {
    const api = await serve((socket) => socket.end("no TLS"));
    await useProxy((socket) => {
        const behind = connect(api.port, "127.0.0.1");
        behind.on("error", () => undefined);
        socket.write(OPEN);
        socket.write("no TLS");
        socket.pipe(behind).pipe(socket);
    });
    const { code, message } = await failureOf(sendFar());
    expect(code).toBe("ERR_CONNECTION");
    expect(message).toMatch(/could not be reached securely \(ERR_SSL_\w+\): nothing was sent/);
    expect(api.heads).toEqual([]);
});

test("a proxy is told the user and the password of its address", async () => {
    const proxy = await useProxy((socket) => socket.end(head(403)));
    process.env.HTTPS_PROXY = `http://user:pass%20word@127.0.0.1:${proxy.port}`;
    await failureOf(sendFar());
    const credentials = Buffer.from("user:pass word").toString("base64");
    expect(proxy.heads).toEqual([expect.stringContaining(`proxy-authorization: Basic ${credentials}`)]);
});

test("what arrives through a proxy in answer to a POST is kept, and nothing before it", async () => {
    const proxy = await useProxy((socket, index) => socket.write(index === 0 ? OPEN : answer(201, "{}")));
    const request = { ...get(FAR.replace("https", "http")), method: "POST" } as const;
    const { status, received } = await createSend()(request);
    expect([status, received?.bytes()]).toEqual([201, answer(201, "{}")]);
    expect(proxy.heads).toEqual([
        expect.stringMatching(/^CONNECT api\.thousandeyes\.invalid:80 /),
        expect.stringMatching(/^POST \/v7\/users\/current /),
    ]);
});

test("through a proxy too a POST has a connection of its own", async () => {
    const proxy = await useProxy((socket, _index, text) =>
        socket.write(text.startsWith("CONNECT") ? OPEN : answer(201, "{}")),
    );
    const send = createSend();
    const request = { ...get(FAR.replace("https", "http")), method: "POST" } as const;
    await send(request);
    await send(request);
    expect(proxy.heads.map((text) => text.split(" ")[0])).toEqual(["CONNECT", "POST", "CONNECT", "POST"]);
});

test("one pool of connections serves all requests through a proxy", async () => {
    const proxy = await useProxy((socket) => socket.write(head(502, { "content-length": "0" })));
    const send = createSend();
    await failureOf(send(get(FAR)));
    process.env.HTTPS_PROXY = "http://127.0.0.1:1";
    await failureOf(send(get(FAR)));
    expect(proxy.heads).toHaveLength(2);
});

test("loopback and the hosts of NO_PROXY are reached without the proxy", async () => {
    const proxy = await useProxy((socket) => socket.end());
    const api = await serve((socket) => socket.end(head(204)));
    process.env.NO_PROXY = "api.thousandeyes.invalid";
    const { status } = await createSend()(get(`http://127.0.0.1:${api.port}/`));
    expect(status).toBe(204);
    expect((await failureOf(sendFar())).message).toContain("(ENOTFOUND): nothing was sent; check the name");
    expect(proxy.connections).toBe(0);
});
