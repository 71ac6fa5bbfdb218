export type { ErrorCode } from "../errors";
export type { AdoptedTokenArgs } from "../adopted-token/adopted-token";
export { UserAppToken, type UserAppTokenArgs } from "./user-app-token";
export {
    getUserAppTokens,
    type GetUserAppTokensArgs,
    getUserAppTokensOutput,
    type UserAppTokenInfo,
    type UserAppTokens,
} from "./user-app-tokens";
