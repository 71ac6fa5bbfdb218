export type { ErrorCode } from "../../base/errors";
export type { AdoptedTokenArgs } from "../../adopted-token/resource";
export { UserAppToken, type UserAppTokenArgs } from "./user-app-token";
export {
    getUserAppTokens,
    type GetUserAppTokensArgs,
    getUserAppTokensOutput,
    type UserAppTokenInfo,
    type UserAppTokens,
} from "./user-app-tokens";
