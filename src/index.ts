/** ThousandEyes API v7: tokens that can issue their successor, and look-ups of account groups. */
export * as thousandeyes from "./systems/thousandeyes";
/** Versio.io: API tokens that a person makes, managed from then on. */
export * as versio from "./systems/versio";
/** Cutover: user app tokens that a person makes, managed from then on, and look-ups of them. */
export * as cutover from "./systems/cutover";
