import { readFileSync } from "node:fs";
import { join } from "node:path";
import Ajv2019 from "ajv/dist/2019";
import addFormats from "ajv-formats";
import { parse } from "yaml";
import type { Answer } from "./simulator-client";

const contract = parse(readFileSync(join(__dirname, "thousandeyes-v7.openapi.yaml"), "utf8")) as object;
const ajv = new Ajv2019({ strict: false, allErrors: true });
addFormats(ajv);
ajv.addSchema(contract, "contract");

/** What of an answer the contract does not declare, undocumented fields included; empty when all is declared. */
export function deviations(method: string, path: string, answer: Answer): string[] {
    const operation = `#/paths/${escaped(path)}/${method.toLowerCase()}`;
    const response = target(`${operation}/responses/${answer.status}`);
    if (response === undefined) {
        return [`status ${answer.status} is not declared`];
    }
    const type = String(answer.headers["content-type"]);
    const schema = target(`${response}/content/${escaped(type)}/schema`);
    if (schema === undefined) {
        return [`content type ${type} is not declared for status ${answer.status}`];
    }
    const validate = ajv.compile({ $ref: `contract${encodeURI(schema)}`, unevaluatedProperties: false });
    return validate(answer.body) ? [] : [ajv.errorsText(validate.errors)];
}

/** The pointer that this pointer into the contract stands for, `$ref` followed; undefined when nothing is there. */
function target(pointer: string): string | undefined {
    let node: unknown = contract;
    for (const key of pointer.split("/").slice(1)) {
        node = (node as Record<string, unknown> | undefined)?.[key.replaceAll("~1", "/")];
    }
    return node === undefined ? undefined : ((node as { $ref?: string }).$ref ?? pointer);
}

function escaped(key: string): string {
    return key.replaceAll("/", "~1");
}
