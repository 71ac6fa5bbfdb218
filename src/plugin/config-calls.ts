import * as proto from "@pulumi/pulumi/proto/provider_pb";
import type { PluginRun } from "../pulumi/plugin-run";
import { coerceAll } from "./coercion";
import { schema } from "./schema";
import { PACKAGE, SECRET_SETTINGS, SETTINGS, settingsOf } from "./settings";
import { decode, encode, type Properties } from "./values";

/** What the engine and the SDKs of other languages give a provider besides its settings. */
const NO_SETTINGS = new Set(["version", "pluginDownloadURL", "__internal"]);

/** Refuses a setting that there is not: a slip of the pen would go unnoticed. */
export function checkConfig(request: proto.CheckRequest): proto.CheckResponse {
    const { values, secrets } = decode(request.getNews());
    const failures = Object.keys(values)
        .filter((name) => !SETTINGS.includes(name) && !NO_SETTINGS.has(name))
        .map((name) =>
            new proto.CheckFailure().setReason(
                `there is no setting ${PACKAGE}:${name}. There are: ${SETTINGS.join(", ")} [ERR_INPUT]`,
            ),
        );
    const tokens = SECRET_SETTINGS.map((name) => [name]);
    return new proto.CheckResponse()
        .setInputs(encode(coerced(values), [...secrets, ...tokens]))
        .setFailuresList(failures);
}

/** Other settings are no other provider: its resources stay. */
export function diffConfig(request: proto.DiffRequest): proto.DiffResponse {
    const [olds, news] = [request.getOldInputs() ?? request.getOlds(), request.getNews()].map((struct) =>
        JSON.stringify(Object.entries(decode(struct).values).sort()),
    );
    const { DIFF_SOME, DIFF_NONE } = proto.DiffResponse.DiffChanges;
    return new proto.DiffResponse().setChanges(olds === news ? DIFF_NONE : DIFF_SOME);
}

export function configure(request: proto.ConfigureRequest, run: PluginRun): proto.ConfigureResponse {
    run.configure(settingsOf(coerced(decode(request.getArgs()).values)));
    return new proto.ConfigureResponse()
        .setAcceptsecrets(true)
        .setAcceptresources(true)
        .setAcceptoutputs(true)
        .setSupportspreview(true);
}

function coerced(values: Properties): Properties {
    return coerceAll(values, schema().config.variables, schema().types);
}
