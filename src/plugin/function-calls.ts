import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { ApiTokenError } from "../base/errors";
import { redact } from "../base/redaction";
import type { PluginRun } from "../pulumi/plugin-run";
import { wordsOfLookUp } from "../pulumi/program-words";
import { FUNCTIONS } from "./catalog";
import { coerceAll } from "./coercion";
import { schema } from "./schema";
import { decode, encode } from "./values";

/** Runs a look-up. Its errors end the program with one message. */
export async function invoke(request: proto.InvokeRequest, run: PluginRun): Promise<proto.InvokeResponse> {
    const token = request.getTok();
    const known = FUNCTIONS[token];
    if (known === undefined) {
        throw new Error(`there is no function ${token}`);
    }
    const { values } = decode(request.getArgs());
    const specs = schema().functions[token]?.inputs?.properties ?? {};
    const args = coerceAll(values, specs, schema().types);
    try {
        const result = await known.run(args, run.lookUpHost());
        return new proto.InvokeResponse().setReturn(
            encode(
                result,
                known.secrets.map((name) => [name]),
            ),
        );
    } catch (error) {
        const name = token.split(":").at(-1) ?? token;
        const tokens = typeof args.token === "string" ? [args.token] : [];
        throw error instanceof ApiTokenError ? new Error(redact(wordsOfLookUp(name, error), tokens)) : error;
    }
}
