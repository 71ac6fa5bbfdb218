import type { LookUp } from "../pulumi/look-up-host";
import type { TokenResource } from "../pulumi/token-resource";
import * as lookUps from "../systems/look-ups";
import * as resources from "../systems/token-resources";
import { PACKAGE } from "./settings";

/** Where the types and doc comments stand that the schema is made of. */
interface Source {
    /** In `src/systems`, without its extension. */
    readonly file: string;
}

/** A resource as programs of other languages see it. */
export interface CatalogResource {
    readonly resource: TokenResource<object, object>;
    /** Inputs and outputs that are secret. */
    readonly secrets: readonly string[];
    /** Inputs that have another name inside, because an output has theirs. */
    readonly renamed: Readonly<Record<string, string>>;
    /** Whether an input `token` that is left out is found elsewhere. */
    readonly fillsInToken: boolean;
    readonly source: Source & { readonly class: string; readonly args: string };
}

/** A look-up as programs of other languages see it. */
export interface CatalogFunction {
    readonly run: LookUp<object, object>;
    readonly secrets: readonly string[];
    /** `name` has the doc comment; `run` in the file `types` takes the arguments and gives the result. */
    readonly source: Source & { readonly name: string; readonly types: string; readonly run: string };
}

export const RESOURCES: Readonly<Record<string, CatalogResource>> = {
    [`${PACKAGE}:thousandeyes:ApiToken`]: {
        resource: resources.thousandeyesApiToken,
        secrets: ["bootstrapToken", "token", "previousToken"],
        renamed: {},
        fillsInToken: false,
        source: { file: "thousandeyes/api-token", class: "ApiToken", args: "ApiTokenArgs" },
    },
    [`${PACKAGE}:versio:ApiToken`]: {
        resource: resources.versioApiToken,
        secrets: ["token", "previousToken", "earlierTokens", "authorization", "query"],
        renamed: {},
        fillsInToken: true,
        source: { file: "versio/api-token", class: "ApiToken", args: "ApiTokenArgs" },
    },
    [`${PACKAGE}:cutover:UserAppToken`]: {
        resource: resources.cutoverUserAppToken,
        secrets: ["token", "previousToken", "earlierTokens", "adminToken"],
        renamed: { tokenId: "wantedTokenId" },
        fillsInToken: true,
        source: { file: "cutover/user-app-token", class: "UserAppToken", args: "UserAppTokenArgs" },
    },
};

export const FUNCTIONS: Readonly<Record<string, CatalogFunction>> = {
    [`${PACKAGE}:thousandeyes:getAccountGroup`]: {
        run: lookUps.lookUpAccountGroup,
        secrets: ["token", "accountToken"],
        source: {
            file: "thousandeyes/account-groups",
            name: "getAccountGroup",
            types: "thousandeyes/account-group-look-up",
            run: "lookUpAccountGroup",
        },
    },
    [`${PACKAGE}:thousandeyes:getAccountGroups`]: {
        run: lookUps.lookUpAccountGroups,
        secrets: ["token"],
        source: {
            file: "thousandeyes/account-groups",
            name: "getAccountGroups",
            types: "thousandeyes/account-group-look-up",
            run: "lookUpAccountGroups",
        },
    },
    [`${PACKAGE}:thousandeyes:getCurrentUser`]: {
        run: lookUps.lookUpCurrentUser,
        secrets: ["token"],
        source: {
            file: "thousandeyes/current-user",
            name: "getCurrentUser",
            types: "thousandeyes/current-user-look-up",
            run: "lookUpCurrentUser",
        },
    },
    [`${PACKAGE}:cutover:getUserAppTokens`]: {
        run: lookUps.lookUpUserAppTokens as LookUp<object, object>,
        secrets: ["token"],
        source: {
            file: "cutover/user-app-tokens",
            name: "getUserAppTokens",
            types: "cutover/user-app-token-look-up",
            run: "lookUpUserAppTokens",
        },
    },
};
