export type { ErrorCode } from "../errors";
export { ApiToken, type ApiTokenArgs, type RotationArgs } from "./api-token";
export {
    type AccountGroup,
    type AccountGroups,
    type ConnectionArgs,
    getAccountGroup,
    type GetAccountGroupArgs,
    getAccountGroupOutput,
    getAccountGroups,
    getAccountGroupsOutput,
} from "./account-groups";
