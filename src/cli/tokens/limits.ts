import { DAY } from "../../base/duration";

/** A token that is due so long is rotated by nothing: two weekly runs have passed. */
export const OVERDUE = 14 * DAY;

/** A token that ends so soon is a matter for today. */
export const ENDING = 7 * DAY;
