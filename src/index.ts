/** ThousandEyes API v7: tokens that can issue their successor, and look-ups of account groups. */
export * as thousandeyes from "./thousandeyes";
