import { once } from "node:events";
import { createServer } from "node:net";
import { listenOnOwnPort } from "../support/own-port";
import { end, type FaultCase, goodAnswer, plain, type Stage } from "./fault-case";
import { answer, type Headers, RawServer } from "./raw-server";

const PROBLEM = '{"title":"Such a status"}';
const PATIENT = { options: { retryBudget: 4000 } };

/** The first answers are these, all others good. */
const first =
    (statuses: readonly number[], headers: () => Headers = () => ({})) =>
    (stage: Stage) =>
        plainAnswering(stage, statuses, headers);

function plainAnswering(stage: Stage, statuses: readonly number[], headers: () => Headers) {
    return (...[socket, index]: Parameters<Parameters<Stage["serve"]>[0]>) => {
        const status = statuses[index];
        socket.write(status === undefined ? goodAnswer(stage) : answer(status, PROBLEM, headers()));
    };
}

const again = (count: number, post = "unclear") => ({ get: end("success", count), post: end(post, 1) });
const LIMITED = "ERR_RATE_LIMITED";
const AT_ONCE = { get: end(LIMITED, 1), post: end(LIMITED, 1) };
const inSeconds = (seconds: number) => String(Math.floor(Date.now() / 1000) + seconds);
const date = (seconds: number) => new Date(Date.now() + seconds * 1000).toUTCString();
const standing = (remaining: number, seconds: number): Headers => ({
    "x-organization-rate-limit-limit": "240",
    "x-organization-rate-limit-remaining": String(remaining),
    "x-organization-rate-limit-reset": inSeconds(seconds),
});

const redirects = [301, 302, 303, 307, 308].map((status): FaultCase => ({
    fault: `redirect: ${status} to another host`,
    arrange: async (stage) => {
        const other = await stage.serve((socket) => socket.write(goodAnswer(stage)));
        const location = `http://127.0.0.2:${other.port}/v7/users/current`;
        const server = await stage.serve((socket) => socket.write(answer(status, "", { location })));
        return {
            endpoint: `http://127.0.0.1:${server.port}/v7`,
            requests: () => server.heads.length,
            wrong: () => (other.connections === 0 ? undefined : "the redirect was followed"),
        };
    },
    get: end("ERR_RESPONSE", 1),
    post: end("unclear", 1),
}));

export const RETRY_CASES: readonly FaultCase[] = [
    ...redirects,
    ...[502, 503, 504].map((status) =>
        plain(`retry: ${status}, then well`, again(2), first([status]), PATIENT),
    ),
    plain("retry: 502, 503, 504, then well", again(4), first([502, 503, 504]), PATIENT),
    plain(
        "retry: 500 is not tried again",
        { get: end("ERR_RESPONSE", 1), post: end("unclear", 1) },
        first([500]),
        PATIENT,
    ),
    plain(
        "retry: reset, then well",
        again(2),
        (stage) => (socket, index) => {
            if (index === 0) {
                socket.resetAndDestroy();
            } else {
                socket.write(goodAnswer(stage));
            }
        },
        PATIENT,
    ),
    {
        fault: "retry: refused, then up",
        arrange: refusedThenUp,
        get: end("success", 1),
        post: end("ERR_CONNECTION", 0),
    },
    plain(
        "limit: 429 with Retry-After in seconds",
        again(2, LIMITED),
        first([429], () => ({ "retry-after": "1" })),
    ),
    plain(
        "limit: 429 with Retry-After of 0",
        again(2, LIMITED),
        first([429], () => ({ "retry-after": "0" })),
    ),
    plain(
        "limit: 429 with Retry-After as a date",
        again(2, LIMITED),
        first([429], () => ({ "retry-after": date(2) })),
    ),
    plain(
        "limit: 429 with Retry-After in the past",
        again(2, LIMITED),
        first([429], () => ({ "retry-after": date(-600) })),
    ),
    plain(
        "limit: 429 with a Retry-After of an hour",
        AT_ONCE,
        first([429], () => ({ "retry-after": "3600" })),
    ),
    plain(
        "limit: 429 with a Retry-After of 30,000 years",
        AT_ONCE,
        first([429], () => ({ "retry-after": "999999999999" })),
    ),
    plain(
        "limit: 429 with a Retry-After and a Date at both ends of time",
        AT_ONCE,
        first([429], () => ({
            date: "Thu, 01 Jan 1970 00:00:00 GMT",
            "retry-after": "Sat, 13 Sep 275760 00:00:00 GMT",
        })),
    ),
    plain(
        "limit: 429 with a Retry-After that is neither",
        { get: end(LIMITED, 1), post: end(LIMITED, 1) },
        first([429], () => ({ "retry-after": "soon" })),
    ),
    plain(
        "limit: 429 with the rate limit's headers",
        again(2, LIMITED),
        first([429], () => standing(0, 2)),
    ),
    plain(
        "limit: 429 with the rate limit's headers, a long way off",
        AT_ONCE,
        first([429], () => standing(0, 600)),
    ),
    plain(
        "limit: 429 again and again",
        { get: end(LIMITED, 3), post: end(LIMITED, 1) },
        first([429, 429, 429, 429], () => ({ "retry-after": "0" })),
    ),
];

/** A port on which nothing listens until the first try has failed. */
async function refusedThenUp(stage: Stage) {
    const placeholder = createServer();
    const port = await listenOnOwnPort(placeholder);
    placeholder.close();
    await once(placeholder, "close");
    let server: RawServer | undefined;
    const timer = setTimeout(() => {
        void RawServer.start((socket) => socket.write(goodAnswer(stage)), { port }).then(
            (one) => (server = one),
        );
    }, 150);
    stage.defer(async () => {
        clearTimeout(timer);
        await server?.stop();
    });
    return {
        endpoint: `http://127.0.0.1:${port}/v7`,
        requests: () => server?.heads.length ?? 0,
        options: { retryBudget: 6000 },
    };
}
