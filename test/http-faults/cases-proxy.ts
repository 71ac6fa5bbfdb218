import { connect, type Socket } from "node:net";
import { FAR_HOST } from "./certificates";
import {
    end,
    endedByLimit,
    type FaultCase,
    FOUND_IN_PART,
    goodAnswer,
    INCOMPLETE,
    NOTHING_SENT,
    type Stage,
    SUCCESS,
    trusting,
} from "./fault-case";
import { head, type RawServer } from "./raw-server";

const OPEN = "HTTP/1.1 200 Connection established\r\n\r\n";

/** Answers `CONNECT`; `lead` leads on to the API. */
type Proxying = (socket: Socket, head: string, lead: () => Socket) => void;

interface Variation {
    /** Put before the proxy's host in HTTPS_PROXY. */
    readonly user?: string;
    readonly environment?: Record<string, string>;
    readonly host?: string;
    /** How often the proxy is to be asked. */
    readonly asked?: number;
    readonly untrusted?: true;
    /** Before the proxy's user and host. */
    readonly scheme?: string;
    /** Of the variable that names the proxy. */
    readonly name?: string;
    readonly api?: (stage: Stage, socket: Socket) => void;
}

const PASS: Proxying = (socket, _head, lead) => {
    const behind = lead();
    socket.write(OPEN);
    socket.pipe(behind).pipe(socket);
};

function proxied(
    fault: string,
    ends: Pick<FaultCase, "get" | "post">,
    proxying: Proxying,
    {
        user = "",
        environment = {},
        host = FAR_HOST,
        asked = 1,
        untrusted,
        api,
        scheme = "http://",
        name = "HTTPS_PROXY",
    }: Variation = {},
): FaultCase {
    const arrange = async (stage: Stage) => {
        const respond = api ?? ((one: Stage, socket: Socket) => socket.write(goodAnswer(one)));
        const server: RawServer = await stage.serve(
            (socket) => {
                respond(stage, socket);
            },
            { tls: untrusted ? stage.certificates.selfSigned : stage.certificates.good },
        );
        const proxy = await stage.serve((socket, _index, text) => {
            proxying(socket, text, () => connect(server.port, "127.0.0.1").on("error", () => undefined));
        });
        return {
            endpoint: `https://${host}:${server.port}/v7`,
            requests: () => server.heads.length,
            wrong: () => wrongAt(proxy, asked, stage.token),
            environment: {
                ...trusting(stage.certificates),
                [name]: `${scheme}${user}127.0.0.1:${proxy.port}`,
                ...environment,
            },
        };
    };
    return { fault, arrange, ...ends };
}

function wrongAt({ heads }: RawServer, asked: number, token: string): string | undefined {
    if (heads.length !== asked) {
        return `the proxy was asked ${heads.length} times`;
    }
    const others = heads.filter((text) => !text.startsWith("CONNECT ") || text.includes(token));
    return others.length === 0 ? undefined : "the proxy was told more than where to";
}

const says =
    (text: string): Proxying =>
    (socket) =>
        socket.write(text);

const asksFor =
    (credentials: string): Proxying =>
    (socket, text, lead) => {
        if (text.includes(`Basic ${Buffer.from(credentials).toString("base64")}\r\n`)) {
            PASS(socket, text, lead);
        } else {
            socket.end(head(407, { "proxy-authenticate": "Basic", "content-length": "0" }));
        }
    };

const ASKS_FOR_PASSWORD = asksFor("ann:secret");

const NOT_USABLE = end("ERR_INPUT", 0);

export const PROXY_CASES: readonly FaultCase[] = [
    proxied("proxy: up", SUCCESS, PASS),
    proxied("proxy: down", NOTHING_SENT, PASS, {
        environment: { HTTPS_PROXY: "http://127.0.0.1:1" },
        asked: 0,
    }),
    proxied("proxy: asks for a password", NOTHING_SENT, ASKS_FOR_PASSWORD),
    proxied("proxy: gets its password", SUCCESS, ASKS_FOR_PASSWORD, { user: "ann:secret@" }),
    proxied("proxy: named without a scheme", SUCCESS, PASS, { scheme: "" }),
    proxied("proxy: named in lower case", SUCCESS, PASS, { name: "https_proxy" }),
    proxied("proxy: named in ALL_PROXY", SUCCESS, PASS, { name: "ALL_PROXY" }),
    proxied("proxy: named without a scheme, with a password", SUCCESS, ASKS_FOR_PASSWORD, {
        scheme: "",
        user: "ann:secret@",
    }),
    proxied("proxy: gets a password with a sign of percent in it", SUCCESS, asksFor("ann:100%&"), {
        user: "ann:100%&@",
    }),
    proxied("proxy: gets a user without a password", SUCCESS, asksFor("ann:"), { user: "ann@" }),
    proxied("proxy: of a kind that is not known", { get: NOT_USABLE, post: NOT_USABLE }, PASS, {
        scheme: "socks5://",
        asked: 0,
    }),
    proxied("proxy: cuts the answer off behind the new token", FOUND_IN_PART, PASS, {
        api: (stage, socket) => socket.end(goodAnswer(stage).subarray(0, -1)),
    }),
    proxied("proxy: an interim answer behind it", { post: SUCCESS.post }, PASS, {
        api: (stage, socket) => socket.write(Buffer.concat([Buffer.from(head(100)), goodAnswer(stage)])),
    }),
    proxied("proxy: answers 502", NOTHING_SENT, says(head(502, { "content-length": "0" }))),
    proxied("proxy: answers 200 with a page", NOTHING_SENT, says(`${OPEN}<html>log in</html>`)),
    proxied("proxy: sends garbage", NOTHING_SENT, says("\u0000\u0001 no HTTP at all\r\n\r\n")),
    proxied("proxy: resets", NOTHING_SENT, (socket) => socket.resetAndDestroy()),
    proxied("proxy: closes", NOTHING_SENT, (socket) => socket.end()),
    endedByLimit(proxied("proxy: hangs", NOTHING_SENT, () => undefined)),
    endedByLimit(proxied("proxy: opens a tunnel to nothing", NOTHING_SENT, says(OPEN))),
    proxied("proxy: API of an unknown authority behind it", NOTHING_SENT, PASS, { untrusted: true }),
    proxied("proxy: tunnel cut in place of the answer", INCOMPLETE, PASS, {
        api: (_stage, socket) => socket.destroy(),
    }),
    proxied("proxy: NO_PROXY names the host", NOTHING_SENT, PASS, {
        environment: { NO_PROXY: FAR_HOST },
        asked: 0,
    }),
    proxied("proxy: never for loopback", SUCCESS, PASS, { host: "localhost", asked: 0 }),
];
