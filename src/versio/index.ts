export type { ErrorCode } from "../errors";
export type { AdoptedTokenArgs } from "../adopted-token/adopted-token";
export { ApiToken, type ApiTokenArgs } from "./api-token";
