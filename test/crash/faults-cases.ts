import type { PluginApi } from "../support/plugin-api";
import type { Properties } from "../support/plugin-process";

/** What a fault works on. */
export interface Scene {
    readonly api: PluginApi;
    /** The token that is about to be regenerated. */
    readonly token: string;
    /** The address of a server with a certificate that nobody has signed. */
    readonly selfSigned: string;
}

/** The end of one `up`: what it says, how often it sends the POST, and how many tokens are issued for it. */
export interface End {
    readonly said: string;
    readonly posts: number;
    readonly issued: number;
}

export interface Case {
    readonly fault: string;
    /** Brings the fault about, and gives the inputs that go with it. */
    arrange(scene: Scene): Properties | Promise<Properties>;
    /** The `up` with the fault, and one more without it. */
    readonly create?: readonly [End, End];
    readonly rotate?: readonly [End, End];
    /** It takes half a minute: the limit that the client sets itself. */
    readonly isSlow?: true;
    /** A rotation that follows the last one without a pause. */
    readonly isEarly?: true;
}

const end = (said: string, posts: number, issued: number): End => ({ said, posts, issued });
const NOT_SENT = end("ERR_CONNECTION", 0, 0);
const SUCCESS = end("success", 1, 1);
/** A token that was pasted a moment ago may have a predecessor: the other valid one may be that. */
const MAY_BE_PREDECESSOR = end("ERR_OVERLAP", 1, 0);
const FOUND_LOST_AND_KEPT = end("ERR_TOKEN_LOST, kept", 1, 0);
const STAYS_LOST = end("ERR_TOKEN_LOST", 0, 0);
const UNPROCESSED = [end("ERR_AMBIGUOUS", 1, 0), SUCCESS] as const;
const ISSUED_UNSEEN = end("ERR_AMBIGUOUS", 1, 1);
const PROCESSED = [
    [ISSUED_UNSEEN, MAY_BE_PREDECESSOR],
    [ISSUED_UNSEEN, FOUND_LOST_AND_KEPT],
] as const;

const POST = { method: "POST", path: "/v7/api-tokens", times: 1 } as const;

/** Faults of the connection: the endpoint leads nowhere. */
function unreachable(fault: string, endpoint: (scene: Scene) => string): Case {
    const ends = [NOT_SENT, SUCCESS] as const;
    return { fault, arrange: (scene) => ({ apiEndpoint: endpoint(scene) }), create: ends, rotate: ends };
}

type PostFault = Parameters<PluginApi["once"]>[0];

/** Faults of the answer to the POST. */
function answered(
    fault: string,
    effect: (scene: Scene) => PostFault,
    create: readonly [End, End],
    rotate: readonly [End, End] = create,
): Case {
    const arrange = async (scene: Scene) => {
        await scene.api.control.addFault({ ...effect(scene), ...POST });
        return {};
    };
    return { fault, arrange, create, rotate };
}

function slow(one: Case): Case {
    return { ...one, isSlow: true };
}

/** A successor is issued behind the back of the stack. */
async function regenerateElsewhere({ api, token }: Scene): Promise<Properties> {
    await api.regenerateElsewhere(token);
    return {};
}

const refused = (code: string) => [end(code, 1, 0), SUCCESS] as const;

export const CASES: readonly Case[] = [
    unreachable("refused connection", () => "http://127.0.0.1:1/v7"),
    unreachable("unknown host", () => "https://api.invalid/v7"),
    unreachable("TLS to a port without it", ({ api }) => api.url.replace("http:", "https:")),
    unreachable("certificate that nobody has signed", ({ selfSigned }) => selfSigned),
    answered("reset before processing", () => ({ kind: "reset-before" }), UNPROCESSED),
    answered("reset after processing", () => ({ kind: "reset-after" }), ...PROCESSED),
    slow(answered("no answer, not processed", () => ({ kind: "hang" }), UNPROCESSED)),
    slow(answered("no answer, processed", () => ({ kind: "hang", processed: true }), ...PROCESSED)),
    answered("500, not processed", () => ({ kind: "status", status: 500 }), UNPROCESSED),
    answered("500, processed", () => ({ kind: "status", status: 500, processed: true }), ...PROCESSED),
    answered("502 of a proxy, not processed", () => ({ kind: "html" }), UNPROCESSED),
    answered("502 of a proxy, processed", () => ({ kind: "html", processed: true }), ...PROCESSED),
    answered("cut body", () => ({ kind: "cut-body" }), ...PROCESSED),
    answered(
        "201 without bearerToken",
        () => ({ kind: "body", body: { validUntil: "2100-01-01T00:00:00Z" } }),
        [end("ERR_TOKEN_LOST", 1, 1), STAYS_LOST],
        [end("ERR_TOKEN_LOST, kept", 1, 1), STAYS_LOST],
    ),
    answered(
        "201 without validUntil",
        ({ api }) => ({ kind: "body", body: { bearerToken: api.nextToken } }),
        [SUCCESS, end("nothing to do", 0, 0)],
    ),
    answered("401", () => ({ kind: "status", status: 401 }), refused("ERR_TOKEN_REJECTED"), [
        end("ERR_TOKEN_REJECTED, kept", 1, 0),
        // The answer was no word about the token: the next up asks, and goes on.
        SUCCESS,
    ]),
    answered("403", () => ({ kind: "status", status: 403 }), refused("ERR_FORBIDDEN")),
    answered("429", () => ({ kind: "status", status: 429 }), refused("ERR_RATE_LIMITED")),
    {
        fault: "409, the user has another token",
        arrange: regenerateElsewhere,
        create: [MAY_BE_PREDECESSOR, MAY_BE_PREDECESSOR],
        rotate: [FOUND_LOST_AND_KEPT, STAYS_LOST],
    },
    {
        fault: "409 to come, the overlap is known",
        arrange: () => ({}),
        isEarly: true,
        rotate: [end("ERR_OVERLAP", 0, 0), end("ERR_OVERLAP", 0, 0)],
    },
];
