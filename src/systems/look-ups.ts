/** The look-ups of all systems, for whoever calls them for a program. */
export { lookUpUserAppTokens } from "./cutover/user-app-token-look-up";
export { lookUpAccountGroup, lookUpAccountGroups } from "./thousandeyes/account-group-look-up";
export { lookUpCurrentUser } from "./thousandeyes/current-user-look-up";
