import * as proto from "@pulumi/pulumi/proto/provider_pb";
import type { Difference } from "../pulumi/token-resource";
import type { Path, Properties } from "./values";

interface Change {
    readonly path: Path;
    readonly kind: "ADD" | "UPDATE" | "DELETE";
}

/** The engine's answer to a diff: which inputs changed, and which outputs become others although no input did. */
export function toDiffResponse(
    { changes, replaces = [], outputs = [] }: Difference,
    olds: Properties,
    news: Properties,
): proto.DiffResponse {
    const { DIFF_SOME, DIFF_NONE } = proto.DiffResponse.DiffChanges;
    const response = new proto.DiffResponse();
    if (!changes) {
        return response.setChanges(DIFF_NONE);
    }
    const details = response.getDetaileddiffMap();
    const changed = inputChanges(olds, news);
    for (const { path, kind } of changed) {
        const detail = new proto.PropertyDiff().setInputdiff(true);
        const isReplacing = replaces.includes(path[0] ?? "");
        details.set(written(path), detail.setKind(kindOf(kind, isReplacing)));
    }
    const names = new Set([...changed.map(({ path }) => path[0] ?? ""), ...outputs]);
    return response
        .setChanges(DIFF_SOME)
        .setHasdetaileddiff(changed.length > 0)
        .setDiffsList([...names])
        .setReplacesList(replaces);
}

/** Every value of the inputs that is another one, innermost first come. */
function inputChanges(olds: unknown, news: unknown, path: Path = []): Change[] {
    if (isObject(olds) && isObject(news)) {
        const keys = [...new Set([...Object.keys(olds), ...Object.keys(news)])];
        return keys.flatMap((key) => inputChanges(olds[key], news[key], [...path, key]));
    }
    if (JSON.stringify(olds) === JSON.stringify(news)) {
        return [];
    }
    return [{ path, kind: olds === undefined ? "ADD" : news === undefined ? "DELETE" : "UPDATE" }];
}

function isObject(value: unknown): value is Properties {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

function kindOf(kind: Change["kind"], isReplacing: boolean): proto.PropertyDiff.Kind {
    return proto.PropertyDiff.Kind[isReplacing ? (`${kind}_REPLACE` as const) : kind];
}

/** As the engine writes paths: `rotation.triggers["a.b"]`. */
function written(path: Path): string {
    return path.reduce((before, key) => {
        if (!/^[A-Za-z_]\w*$/.test(key)) {
            return `${before}[${JSON.stringify(key)}]`;
        }
        return before === "" ? key : `${before}.${key}`;
    }, "");
}
