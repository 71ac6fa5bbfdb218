export type { ErrorCode } from "../../base/errors";
export type { AdoptedTokenArgs } from "../../adopted-token/resource";
export { ApiToken, type ApiTokenArgs } from "./api-token";
