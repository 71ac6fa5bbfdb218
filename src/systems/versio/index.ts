export type { ErrorCode } from "../../base/errors";
export type { AdoptedTokenArgs } from "../../adopted-token/resource";
export type { OutgoingToken } from "../../adopted-token/state";
export { ApiToken, type ApiTokenArgs } from "./api-token";
