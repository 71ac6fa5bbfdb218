import { LONGEST_TIMEOUT } from "../base/duration";

/**
 * The limits of an attempt. All follow from two: how long after its intent a request may still go out, and how long one
 * request can take.
 */

/** A request for a new token goes out within so long of its intent, or not at all: milliseconds. */
export const SEND_WINDOW = 30_000;

/** For writing down what came of it. */
const CONCLUDE_WINDOW = 30_000;

/** How long an attempt can take at most. One of a process that cannot be seen counts as under way for so long. */
export const LEASE = SEND_WINDOW + LONGEST_TIMEOUT + CONCLUDE_WINDOW;

/** How long others wait for an attempt. */
export const LONGEST_WAIT = LEASE + 30_000;
