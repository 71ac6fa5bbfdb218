export type { ErrorCode } from "../../base/errors";
export type { AdoptedTokenArgs } from "../../adopted-token/resource";
export type { OutgoingToken } from "../../adopted-token/state";
export { UserAppToken, type UserAppTokenArgs } from "./user-app-token";
export {
    getUserAppTokens,
    type GetUserAppTokensArgs,
    getUserAppTokensOutput,
    type UserAppTokenInfo,
    type UserAppTokens,
} from "./user-app-tokens";
