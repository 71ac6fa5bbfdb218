export type { ErrorCode } from "../../base/errors";
export { ApiToken, type ApiTokenArgs, type RotationArgs } from "./api-token";
export type { AccountGroup, AccountGroupKeys, AccountGroupSelector } from "./account-group-search";
export {
    type AccountGroups,
    type ExpandArgs,
    type ExpandedAccountGroup,
    getAccountGroup,
    type GetAccountGroupArgs,
    getAccountGroupOutput,
    getAccountGroups,
    getAccountGroupsOutput,
} from "./account-groups";
export {
    type AccountGroupReference,
    type CurrentUser,
    getCurrentUser,
    type GetCurrentUserArgs,
    getCurrentUserOutput,
} from "./current-user";
export type { ConnectionArgs } from "./look-up-connection";
export type { Agent, Role, User } from "./user";
