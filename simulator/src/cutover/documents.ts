import { jsonResponse, titleOf } from "../problem";
import type { RoleType } from "./default-users";
import type { Member } from "./instance";
import type { StoredToken } from "./state";

/** A resource of a JSON:API document. */
export interface Resource {
    id: string;
    type: string;
    attributes: object;
    relationships?: object;
}

const mediaType = "application/vnd.api+json";

/** An answer with a JSON:API document. */
export function documentResponse(document: object): Response {
    return jsonResponse(200, document, mediaType);
}

/** An answer with an error; its code is the title in lower case with underscores. */
export function error(status: number, detail: string): Response {
    const title = titleOf(status);
    const code = title.toLowerCase().replaceAll(" ", "_");
    return jsonResponse(status, { errors: [{ title, detail, code }] }, mediaType);
}

/** The page of a list that a URL asks for, with a link to the next one if there is one; or a 400. */
export function pageResponse(resources: readonly Resource[], requestUrl: string, pageSize: number): Response {
    const url = new URL(requestUrl);
    const number = url.searchParams.get("page[number]") ?? "1";
    if (!/^[1-9]\d*$/.test(number)) {
        return error(400, "page[number] must be a whole number from 1 on.");
    }
    const end = Number(number) * pageSize;
    const data = resources.slice(end - pageSize, end);
    if (end >= resources.length) {
        return documentResponse({ data });
    }
    url.searchParams.set("page[number]", String(Number(number) + 1));
    return documentResponse({ data, links: { next: url.href } });
}

/** A user as a resource. */
export function userResource(user: Member, roleTypes: readonly RoleType[]): Resource {
    const own = roleTypes.filter(({ name }) => user.roleTypes.includes(name));
    return {
        id: user.id,
        type: "user",
        attributes: {
            email: user.email,
            first_name: user.firstName,
            last_name: user.lastName,
            archived: user.archived,
            non_interactive: user.nonInteractive,
        },
        relationships: { role_types: { data: own.map(({ id }) => ({ id, type: "role_type" })) } },
    };
}

/** A token as a resource. */
export function tokenResource({ id, createdAt, expiresAt, label, lastAccessedAt }: StoredToken): Resource {
    return {
        id,
        type: "user_app_token",
        attributes: {
            created_at: createdAt,
            expires_at: expiresAt,
            label,
            last_accessed_at: lastAccessedAt,
        },
    };
}
