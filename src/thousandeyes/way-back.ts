/** Where a person creates and revokes tokens. Source: "Authentication" in the vendor's documentation. */
export const TOKENS_IN_UI = "Account Settings > Users and Roles > Profile > User API Tokens";

/** What to do once no request can help any more. */
export const WAY_BACK = `Revoke what is left and make a new token in the UI (${TOKENS_IN_UI}), and set it as bootstrapToken`;
