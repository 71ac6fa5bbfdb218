import { describeDuration } from "../../base/duration";
import { messageOf } from "../../base/errors";
import { createSend } from "../../http/http-client";
import { proxyFrom } from "../../http/proxy-environment";
import { dateOf } from "../../http/server-time";
import { BASE_URL } from "../../systems/cutover/settings";
import { resolveEndpoint } from "../../systems/thousandeyes/settings";
import { SERVER_URL } from "../../systems/versio/settings";
import type { Finding } from "./check";

const MINUTE = 60_000;

/** Further off than that, and times in messages mislead; TLS minds at some point, too. */
const SKEW = 5 * MINUTE;

/** The addresses that a run of this environment sends to; the config of a stack may name others. */
export function endpointsFrom(environment: NodeJS.ProcessEnv): string[] {
    const own = [SERVER_URL, BASE_URL].map(({ variable }) => environment[variable] ?? "");
    return [
        resolveEndpoint({ config: () => undefined, environment }),
        ...own.filter((address) => address !== ""),
    ];
}

/** The proxy that the environment names, if it does. */
export function checkProxy(environment: NodeJS.ProcessEnv): Finding {
    try {
        const proxy = proxyFrom(environment);
        return { what: "proxy", level: "fine", words: proxy === undefined ? "none" : proxy.address };
    } catch (error) {
        return { what: "proxy", level: "broken", words: messageOf(error) };
    }
}

/**
 * Whether an API can be reached, its certificate and the proxy included, and whether its clock and this one agree. No
 * token is sent: the request is for the server's root, and any answer will do.
 */
export async function checkEndpoint(endpoint: string, now: () => number): Promise<Finding[]> {
    const what = "API";
    try {
        const url = new URL("/", endpoint).href;
        const startedAt = now();
        const answer = await createSend()({ method: "GET", url, authorization: "", accept: "*/*" });
        const middle = (startedAt + now()) / 2;
        const reached: Finding = { what, level: "fine", words: `${endpoint} answers` };
        return [reached, clockFinding(dateOf(answer), middle)];
    } catch (error) {
        const todo =
            "Look at the network, HTTPS_PROXY and NO_PROXY, and NODE_EXTRA_CA_CERTS for a certificate of your own";
        return [{ what, level: "broken", words: `${endpoint}: ${messageOf(error)}`, todo }];
    }
}

function clockFinding(theirs: number | undefined, ours: number): Finding {
    const what = "clock";
    if (theirs === undefined) {
        return { what, level: "fine", words: "the API gives no Date to compare it with" };
    }
    const difference = Math.abs(theirs - ours);
    if (difference <= SKEW) {
        return { what, level: "fine", words: "that of the API and this one agree" };
    }
    const off =
        difference < 60 * MINUTE
            ? `${Math.round(difference / MINUTE)} minutes`
            : describeDuration(difference);
    const words = `this one is ${off} ${theirs > ours ? "behind" : "ahead of"} the API's`;
    return {
        what,
        level: "soon",
        words,
        todo: "Set this machine's clock: rotations and reminders come too early or too late",
    };
}
