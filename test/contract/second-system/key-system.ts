import { z } from "zod";
import { ApiTokenError } from "../../../src/base/errors";
import { parseJson } from "../../../src/base/json";
import { TransportError } from "../../../src/http/errors";
import { isNoPage } from "../../../src/http/own-words";
import { JsonApi, type Transport } from "../../../src/http/json-api";
import { problemsOf } from "../../../src/inputs/schema";
import type { TokenAnswer } from "../../../src/rotating-token/answer";
import { checkTogether, rotatingTokenShape } from "../../../src/rotating-token/input-shape";
import type { RotatingTokenSystem } from "../../../src/rotating-token/system";
import { KEY_LIFETIME, KEY_OVERLAP } from "./key-server";

const UI = "Settings > Keys";

const inputsSchema = z
    .strictObject({
        ...rotatingTokenShape({ lifetime: KEY_LIFETIME, overlap: KEY_OVERLAP }),
        server: z.string().optional(),
    })
    .superRefine(checkTogether);

const rotatedSchema = z.object({ key: z.object({ secret: z.string(), secondsToLive: z.number() }) });

/** An invented system, unlike ThousandEyes wherever the room of rotating tokens leaves it free. */
export const keySystem: RotatingTokenSystem = {
    name: "keys",
    lifetime: KEY_LIFETIME,
    overlap: KEY_OVERLAP,
    tokensInUi: UI,
    tokenSetting: { argument: "token", config: "keys:token", variable: "KEYS_TOKEN" },
    wayBack: `Make a new key (${UI}), and set it as bootstrapToken`,
    traits: {},
    inputs: ["server"],
    resolve: (news, olds, host) => ({
        ...news,
        server: news.server ?? host.setting("keys:server") ?? olds?.server,
    }),
    findInputProblems: (inputs) => Promise.resolve(problemsOf(inputsSchema, inputs)),
    endpointOf: ({ server }) => String(server),
    ownerOf: ({ account }) => (typeof account === "string" ? account : ""),
    describeOwner: (id) => `account ${id}`,

    async verify({ token, server }, transport, fresh) {
        const api = apiAt(String(server), transport);
        try {
            return await api.get("/keys/self", token, z.object({ account: z.string() }), { fresh });
        } catch (error) {
            throw error instanceof ApiTokenError && error.code === "ERR_FORBIDDEN"
                ? new ApiTokenError("ERR_TOKEN_REJECTED", error.message)
                : error;
        }
    },

    async requestNewToken(endpoint, token, transport): Promise<TokenAnswer> {
        const { settings } = apiAt(endpoint, transport);
        try {
            const answer = await transport.send({
                method: "PUT",
                url: `${endpoint}/keys/current`,
                authorization: settings.authorization(token),
                accept: settings.accept,
            });
            const message = `PUT /keys/current answered ${answer.status}`;
            const rotated = rotatedSchema.safeParse(parseJson(answer.body));
            if (rotated.success) {
                const { secret, secondsToLive } = rotated.data.key;
                const date = Date.parse(answer.header("date") ?? "");
                return { kind: "issued", token: secret, validUntil: date + secondsToLive * 1000 };
            }
            const kinds: Record<number, "rejected" | "overlap"> = { 403: "rejected", 423: "overlap" };
            return { kind: kinds[answer.status] ?? "unclear", message };
        } catch (error) {
            if (error instanceof TransportError) {
                return { kind: "unclear", message: error.message };
            }
            throw error;
        }
    },
};

function apiAt(endpoint: string, transport: Transport): JsonApi {
    const authorization = (token: string) => `Key ${token}`;
    return new JsonApi(
        { endpoint, accept: "application/json", authorization, meanings: {}, isOwnWord: isNoPage },
        transport,
    );
}
